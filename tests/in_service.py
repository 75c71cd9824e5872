"""A process as it runs in service: its environment, and a command run in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from trackii.vault import suite

HOUSE = Path(__file__).parent.parent
_SEED = suite.fresh()
WORKER_KEY = suite.text(_SEED)

WEB = {
    "DATABASE_URL": "postgresql://trackii@/trackii?host=/nowhere",
    "REDIS_URL": "redis://localhost:1/0",
    "TRACKII_ROLE": "web",
    "TRACKII_ROOT_KEY": suite.text(suite.fresh()),
    "TRACKII_PEPPER": suite.text(suite.fresh()),
    "TRACKII_AUDIT_KEY": suite.text(suite.fresh()),
    "TRACKII_WORKER_PUBLIC": suite.text(suite.public(_SEED)),
    "TRACKII_HOSTS": "dialogue.example.org",
    "TRACKII_ORIGIN": "https://dialogue.example.org",
    "TRACKII_SMTP": "smtp://localhost",
    "TRACKII_SENDER": "desk@example.org",
}


PLAIN_STATIC = """
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing is collected here
)
"""


def shell(words, **also):
    """Run some Python in a web process of its own."""
    words = PLAIN_STATIC + words
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", words],
        cwd=HOUSE,
        env=os.environ | WEB | also,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def read(line):
    """What such a process printed as JSON."""
    return json.loads(line)
