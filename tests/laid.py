"""What the team lays behind participants' links, and files beside checks: for the attacks."""

import json

import make

from participants import checks, evidence
from participants.models import Check
from trackii import clock
from trackii.vault import links, sealing
from workshops import aggregates, circulars, copies
from workshops.models import Attestation, Enclosure


def a_file(world):
    check = Check.objects.filter(person=world.reviewed.person).first()
    with make.acting(world.vera):
        checks.note(check, "check_again", by=world.vera, words="Once more.")
        evidence.attach(check, by=world.vera, content=b"A cutting.", words="A cutting")


def words_and_a_paper(world, *behind):
    """The same words behind each link, with whose it is; behind the first, a paper of her seat."""
    circular = circulars.draft(world.heron, "texts", by=world.organiser)
    for candidacy, to in behind:
        laid = Enclosure(initiative=world.heron, circular=circular, candidacy=candidacy,
                         link=to, laid_at=clock.now())  # fmt: skip
        laid.words = links.hand_out("{}", to=to, of=laid, field="words")
        laid.save()
    [(_candidacy, first), *_others] = behind
    paper = Attestation(initiative=world.heron, seat=world.seat, link=first,
                        kind="visa", asked_by=world.organiser, asked_at=clock.now())  # fmt: skip
    job = {"words": "-", "language": "en", "to": links.public_key(first).hex()}
    paper.content = sealing.seal(json.dumps(job), of=paper, field="content")
    paper.save()


def words_carried_away(world):
    """A marked copy of what is released, and numbers that wait for a second signature."""
    with make.acting(world.facilitator):
        said = {"form": "md", "purpose": "donor", "recipient": "The fund"}
        made = copies.make(world.heron, by=world.facilitator, marked=True, **said)
        return made, aggregates.draw_up(world.heron, by=world.facilitator)
