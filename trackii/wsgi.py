"""What the application server serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")
os.environ.setdefault("TRACKII_ROLE", "web")

from django.conf import settings

from trackii import neighbours
from trackii.serving import serve

application = serve()
if not settings.EMBEDDED:
    neighbours.keep_to_them()
