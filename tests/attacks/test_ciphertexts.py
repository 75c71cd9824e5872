"""The thief with a writable database: he flips, swaps and moves what is sealed."""

from contextlib import suppress

import make
import pytest
from django.apps import apps
from django.urls import reverse
from guests import come_in
from test_doors import DOORS, WHO
from world import GET, _seated, undone, visit

from trackii import principal
from trackii.vault import admission, sealing
from trackii.vault.errors import Corrupt, Shredded, VaultError, WrongKey
from trackii.vault.fields import (
    LinkSealedField,
    Sealed,
    SealedField,
    WorkerSealedField,
)

# Who of the world holds which compartment.
HOLDERS = {
    "brief": "convener", "roster": "facilitator", "vetting": "officer",
    "room": "rapporteur", "ideas": "facilitator", "released": "convener",
}  # fmt: skip
REFUSALS = (Corrupt, WrongKey, Shredded)


def _sealed_values():
    """Every sealed value of the world: its row, its field, and who could open it."""
    for model in apps.get_models():
        fields = [f for f in model._meta.fields if isinstance(f, SealedField)]
        for row in model._base_manager.all() if fields else []:
            for field in fields:
                if getattr(row, field.name) is not None:
                    yield row, field


def _open(world, row, field):
    if isinstance(field, WorkerSealedField):
        return sealing.unseal_as_worker(row, field.name)
    holder = getattr(world, HOLDERS[field.compartment])
    with make.acting(holder):
        return sealing.unseal_file(row, field.name, by=holder)


@pytest.fixture
def values(world, inside):
    """Those the world's own team can open as they stand: the control."""
    found = []
    for row, field in _sealed_values():
        try:
            _open(world, row, field)
        except VaultError:
            continue  # another table's, or a worker's of another day
        found.append((row, field))
    assert len(found) > 60
    return found


def test_a_flipped_bit_is_a_typed_refusal_wherever_it_is(world, values, times, dice):
    opened = []
    for _throw in range(times(1000)):
        row, field = dice.choice(values)
        token = bytearray(getattr(row, field.name).token)
        place = dice.randrange(len(token))
        token[place] ^= 1 << dice.randrange(8)
        kept = getattr(row, field.name)
        setattr(row, field.name, Sealed(bytes(token)))
        try:
            _open(world, row, field)
            opened.append((row, field.name, place))
        except REFUSALS:
            pass
        setattr(row, field.name, kept)

    assert opened == []


def test_what_is_cut_short_is_a_typed_refusal(world, values, times, dice):
    opened = []
    for _throw in range(times(400)):
        row, field = dice.choice(values)
        kept = getattr(row, field.name)
        setattr(row, field.name, Sealed(kept.token[: dice.randrange(len(kept.token))]))
        try:
            _open(world, row, field)
            opened.append((row, field.name))
        except REFUSALS:
            pass
        setattr(row, field.name, kept)

    assert opened == []


def test_words_put_into_another_row_or_field_are_a_typed_refusal(
    world, values, times, dice
):
    opened = []
    for _throw in range(times(1000)):
        (row, field), (other, another) = dice.sample(values, 2)
        kept = getattr(row, field.name)
        setattr(row, field.name, getattr(other, another.name))
        try:
            _open(world, row, field)
            opened.append((row, field.name, other, another.name))
        except REFUSALS:
            pass
        setattr(row, field.name, kept)

    assert opened == []


@pytest.fixture
def handed(guests):
    """What was handed out to links or given back to them, each with the seed that opens it."""
    seeds = []
    for kind in guests.codes:
        cookie = come_in(guests, kind)
        with principal.acting_as(principal.NOBODY):
            keys = admission.find(cookie).keys
        seeds += [keys.seed, *([keys.word_seed] if keys.word_seed else [])]
    found = []
    for row, field in _sealed_values():
        for seed in seeds if isinstance(field, LinkSealedField) else ():
            with suppress(VaultError):
                sealing.unseal_sent(row, field.name, seed=seed)
                found.append((row, field, seed))
    kinds = {f"{row._meta.model_name}.{field.name}" for row, field, _seed in found}
    assert kinds >= {"link.language", "seat.offer", "handout.pages", "review.handed"}
    return found


def test_what_was_handed_to_a_link_is_refused_flipped_cut_short_and_in_another_place(
    handed, times, dice
):
    opened = []
    for throw in range(times(600)):
        (row, field, seed), (other, another, _) = dice.sample(handed, 2)
        kept = getattr(row, field.name)
        token = bytearray(kept.token)
        token[dice.randrange(len(token))] ^= 1 << dice.randrange(8)
        wrong = [
            bytes(token),
            kept.token[: dice.randrange(len(kept.token))],
            getattr(other, another.name).token,
        ]
        setattr(row, field.name, Sealed(wrong[throw % 3]))
        try:
            sealing.unseal_sent(row, field.name, seed=seed)
            opened.append((row, field.name, throw % 3))
        except REFUSALS:
            pass
        setattr(row, field.name, kept)

    assert opened == []


# Every page of a table that is only looked at, and the last role that may.
PAGES = {
    door: [who for who, answer in zip(WHO, answers, strict=True) if answer == 200][-1]
    for door, (method, *answers) in DOORS.items()
    if method == GET and 200 in answers
}
SECRET = (
    "Amal Haddad", "Boris Lem", "Ebbing Marsh", "Osier Mill", "winter catch",
    "Two references", "The fishers listen",
)  # fmt: skip
CUT = "each cut short", lambda token, _other: token[:-1]
FLIPPED = "a bit of each", lambda token, _other: token[:-1] + bytes([token[-1] ^ 1])
MOVED = "each in another's place", lambda _token, other: other
EMPTY = "nothing left", lambda _token, _other: b""


def _tamper(how):
    """Every sealed value of the database, at once."""
    values = [
        (row, field, getattr(row, field.name).token) for row, field in _sealed_values()
    ]
    others = [token for _row, _field, token in values[1:] + values[:1]]
    for (row, field, token), other in zip(values, others, strict=True):
        wrong = {field.name: Sealed(how(token, other))}
        type(row)._base_manager.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize("how", [CUT, FLIPPED, MOVED, EMPTY], ids=lambda each: each[0])
def test_no_page_breaks_over_a_table_that_was_tampered_with_or_shows_a_word_of_it(
    how, world, inside
):
    """Over HTTP, unlocked, every page: a typed refusal, and nothing opened."""
    spoke, wrongly = set(), {}
    for door, who in PAGES.items():
        with undone():
            spoke |= {door} if _speaks(_asked(inside, world, door, who)) else set()
        with undone():
            after = _asked(inside, world, door, who, tamper=how[1])
        if after.status_code not in (200, 404, 409) or _speaks(after):
            wrongly[door] = after.status_code

    assert wrongly == {}
    assert len(PAGES) > 25
    assert len(spoke) > 5  # they showed such words until then


def _asked(inside, world, door, who, tamper=None):
    args, _own = visit(world, door)
    if tamper:
        _tamper(tamper)
    browser = _seated(inside, world, getattr(world, who))
    return browser.get(reverse(door, args=args))


def _speaks(answer):
    """Whether it shows words that are sealed in this world."""
    shown = answer.text if "text/html" in answer.headers["Content-Type"] else ""
    return any(words in shown for words in SECRET)
