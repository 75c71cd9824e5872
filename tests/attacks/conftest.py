"""Attacks: whole with `make attacks`, a twentieth of the long ones beside the other tests."""

import os
import random

import pytest

FULL = os.environ.get("TRACKII_ATTACKS") == "full"


@pytest.fixture
def times():
    """How often a long attack is tried."""
    return lambda whole: whole if FULL else max(1, whole // 20)


@pytest.fixture
def dice():
    """Chance that can be had again: what failed says which throw it was."""
    return random.Random(20_261_122)
