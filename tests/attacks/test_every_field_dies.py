"""Every sealed field names the day it dies by: each is watched until that day, and after it.

Words open as long as every file they need stands: their compartment's, and that of the thing
they name. So a field has died when one of those that its words need is gone, in every copy.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

import laid
import make
import pytest
from django.apps import apps
from roles import stepping_into

from dialogues import destruction
from participants import (
    extracts,
    sheets,
    undertakings,
    wordings,
)
from participants.models import Folder
from trackii import clock, principal
from trackii.rows import WORKER
from trackii.vault import keystore, links, sealing
from trackii.vault.fields import SealedField, WorkerSealedField
from trackii.vault.models import Link
from workshops import scheduling
from workshops.models import Briefing, Handout

ROUND, PERSON, ALL = (
    "ninety days after the round",
    "a year after the end",
    "the archive",
)
# What a field says, and when that comes. What is wiped when it was sent or printed dies, at
# the latest, with the person or the archive; what waits for a release, with its round.
DAYS = {
    "destroyed": ROUND, "released": ROUND, "erased": PERSON, "sent": PERSON,
    "issued": ALL, "archived": ALL,
}  # fmt: skip
# What dies on another day than it says, and why.
OTHERWISE = {
    # What is handed out to somebody dies with her, before the archive does.
    "workshops.Handout.pages": PERSON,
    # What a pack that names people is printed from, if it still waits, as the pack itself.
    "workshops.Briefing.room_content": ROUND,
    "workshops.Seat.offer": PERSON,
    "workshops.Seat.joining": PERSON,
    # What a paper is printed from, if it still waits, as the paper itself.
    "workshops.Attestation.content": PERSON,
    # Whom the worker is to look for on the lists dies with her, if it still waits.
    "participants.Screening.asked": PERSON,
    # The language of her pages: of the roster, for as long as there are links.
    "vault.Link.language": ALL,
}


def _sealed_fields():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield model, field


@pytest.fixture
def furnished(world):
    """The world, with a link and a pack handed out: there is a row of every kind."""
    until = clock.now() + timedelta(days=1)
    make_link = partial(links.make, language="en", deadline=until, by=world.organiser)
    invited = make_link(Link.Kind.INVITATION, of=world.seat).link
    pack = Briefing.objects.get(workshop=world.rounds[0])
    handout = Handout(initiative=world.heron, briefing=pack, seat=world.seat)
    handout.pages = links.hand_out(b"%PDF", to=invited, of=handout, field="pages")
    handout.save()
    wordings.write(
        world.heron, "follow_up", by=world.organiser, words={"en": "Ask."}, edition=0
    )
    undertakings.offer(world.a, by=world.organiser)
    own = make_link(Link.Kind.OWN, of=world.a).link
    folder = Folder(initiative=world.heron, candidacy=world.a, link=own)
    folder.handed = links.hand_out("{}", to=own, of=folder, field="handed")
    folder.save()
    extracts.ask(world.heron, by=world.convener, scope="everybody", reason="Visas.")
    sheets.bring(world.heron, by=world.convener, content=b"Name\nNoor Field\n")
    laid.a_file(world)
    laid.words_and_a_paper(world, (world.a, invited))
    laid.words_carried_away(world)
    return world


def _needs(row, field):
    """The files without which words of this field open nowhere."""
    sealed = sealing.seal("They fear.", of=row, field=field.name)
    needed = {UUID(bytes=sealed.token[1:17])}
    if field.dies_with:
        things = getattr(row, field.dies_with)
        needed |= {*things} if isinstance(things, tuple) else {things} - {None}
    return needed


def _watched(initiative):
    """Each field, and what words of it need, for every row it has at this table."""
    found = {}
    for model, field in _sealed_fields():
        name = f"{model._meta.label}.{field.name}"
        rows = [
            row for row in model._base_manager.all()
            if sealing._at(row) == initiative.pk
            and (not isinstance(field, WorkerSealedField) or not _is_general(row))
        ]  # fmt: skip
        found[name] = [_needs(row, field) for row in rows]
    return found


def _is_general(row):
    """A letter to none of the table's people: to an officer, whose address is plain anyway."""
    return getattr(row, "person", row) is None


def _dead(watched):
    """The fields of which no row's words can be opened any more."""
    standing = keystore.everything().keys()
    return {
        name for name, rows in watched.items()
        if all(not needed <= standing for needed in rows)
    }  # fmt: skip


def _on(day):
    with clock.at(day), stepping_into(WORKER), principal.acting_as(principal.WORKER):
        done = destruction.shred_due()
    assert (done.refused, done.failed) == (0, 0)


def test_each_field_dies_on_the_day_it_names_and_not_before(furnished):
    world, watched = furnished, _watched(furnished.heron)
    says = {f"{model._meta.label}.{f.name}": f.until for model, f in _sealed_fields()}
    assert [name for name, rows in watched.items() if not rows] == []
    assert _dead(watched) == set()

    for held in world.heron.workshops.exclude(state__in=["closed", "cancelled"]):
        make.by_hand(
            "UPDATE workshops_workshop SET state = 'in_session' WHERE id = %s", held.pk
        )
        held.refresh_from_db()
        with make.acting(world.facilitator):
            scheduling.take(held, "close", by=world.facilitator)
    last = max(held.ends_at for held in world.heron.workshops.all() if held.ends_at)
    _on(max(last, clock.now()) + timedelta(days=91))
    after = {ROUND: _dead(watched)}
    make.conclude(world.heron, by=world.convener)
    _on(max(last, clock.now()) + timedelta(days=366))
    after[PERSON] = _dead(watched) - after[ROUND]
    kept = set(watched) - after[ROUND] - after[PERSON]
    asked = destruction.ask(
        world.heron, "initiative", world.heron.pk, by=world.convener
    )
    destruction.sign(asked, by=world.facilitator)
    after[ALL] = _dead(watched) & kept

    died = {name: day for day, names in after.items() for name in names}
    assert died == {name: OTHERWISE.get(name, DAYS[says[name]]) for name in watched}


def test_every_day_a_field_may_name_is_known():
    assert {field.until for _model, field in _sealed_fields()} == DAYS.keys()
