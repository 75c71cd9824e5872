"""What was opened for a page is gone with it: nothing a process keeps for later holds it."""

import gc
from functools import _lru_cache_wrapper, lru_cache
from types import FunctionType, ModuleType

import make
import pytest
from test_doors import DOORS
from world import knock

from participants import looks

OURS = ("trackii.", "dialogues.", "participants.", "workshops.", "functools")
SECRETS = ["tariq", "boris lem", "ines faye", "@example.net"]


def _kept():
    """Which functions of this process remember a secret in what they were asked or answered."""
    return {
        (each.__qualname__, secret)
        for each in _remembering()
        for word in _words(each)
        for secret in SECRETS
        if secret in word.lower()
    }


def _remembering():
    gc.collect()
    return [each for each in gc.get_objects() if _remembers(each)]


def _remembers(thing):
    return isinstance(thing, _lru_cache_wrapper)


def _words(held):
    """All words that can be reached from it."""
    seen, todo = set(), [held]
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, str | bytes):
            yield each if isinstance(each, str) else each.decode("latin-1")
        elif _leads_on(each):
            todo += gc.get_referents(each)


def _leads_on(held):
    """Whether to look into it: what holds several things, or one of our own objects."""
    if isinstance(held, type | ModuleType | FunctionType):
        return False
    is_many = isinstance(held, dict | tuple | list | set | frozenset)
    return is_many or _remembers(held) or type(held).__module__.startswith(OURS)


@pytest.mark.django_db
def test_no_cache_holds_who_somebody_is(world, inside):
    for each in _remembering():
        if each.__module__.startswith(OURS):
            each.cache_clear()  # what other tests asked of an engine

    for door, (method, *_codes) in DOORS.items():
        for who in ("officer", "facilitator"):
            knock(inside, world, door, getattr(world, who), method)
    with make.acting(world.vera):
        looks.screen(world.reviewed, by=world.vera)

    assert _kept() == set()


def test_a_cache_that_held_it_would_be_found():
    @lru_cache
    def read(envelope):
        return [envelope.title()]

    read("{'name': 'tariq'}")

    assert {secret for _name, secret in _kept()} == {"tariq"}
