"""What the application server serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")
os.environ.setdefault("TRACKII_ROLE", "web")

from trackii.serving import serve

application = serve()
