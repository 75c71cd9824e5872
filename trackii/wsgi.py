"""What the application server serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")

from trackii.serving import serve

application = serve()
