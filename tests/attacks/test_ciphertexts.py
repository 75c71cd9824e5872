"""The thief with a writable database: he flips, swaps and moves what is sealed."""

import make
import pytest
from django.apps import apps
from django.urls import reverse
from world import undone

from trackii.vault import sealing
from trackii.vault.errors import Corrupt, Shredded, VaultError, WrongKey
from trackii.vault.fields import Sealed, SealedField, WorkerSealedField

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


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("facilitator", "participants:people"), ("convener", "dialogues:initiative"),
        ("facilitator", "workshops:workshops"), ("organiser", "workshops:letters"),
        ("officer", "participants:vetting"), ("convener", "dialogues:team"),
    ],
)  # fmt: skip
def test_no_page_breaks_over_a_table_that_was_tampered_with(world, inside, who, page):
    with undone():
        for row, field in _sealed_values():
            token = bytearray(getattr(row, field.name).token)
            token[-1] ^= 1
            type(row)._base_manager.filter(pk=row.pk).update(
                **{field.name: Sealed(bytes(token))}
            )
        answer = inside(getattr(world, who)).get(reverse(page, args=["heron"]))

    assert answer.status_code in (200, 409)
