"""What the application server serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")


def serve():
    """The application, loaded. What stands in memory now stays: no collection walks it again."""
    handler = get_wsgi_application()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return handler


application = serve()
