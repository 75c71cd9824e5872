"""Every button pressed twice: the second press is told, on a page that stands."""

import re

import pytest
from django.urls import reverse
from test_bad_input import holder
from test_doors import DOORS
from world import POST, undone, visit

from trackii.audit.models import Entry
from workshops import scheduling
from workshops.models import Note, Workshop

NUMBER = {"number": "7d0f2a54-58d5-4b1c-8f57-1f2f6f5a1a11"}
KNOWN = {
    "name": "Ruth Vale", "email": "ruth@example.net", "language": "en",
    "actor_type": "academic", "variants": "",
}  # fmt: skip
PLAN = {
    "title": "An evening",
    "time_zone": "Europe/Oslo",
    "quorum": 1,
    "remind_days": 3,
}
WRITTEN = {
    "participants:nominate": KNOWN | {"capacity": "personal", "case": "She is heard."},
    "participants:correct": KNOWN | {"name": "Tariq Osei"},
    "participants:correct_section": {"diet": "No fish."},
    "workshops:propose": PLAN,
    "workshops:revise_plan": PLAN,
    "workshops:rewrite": {"words": "They spoke.", "edition": 1},
    "workshops:offer": {},
    "workshops:plan": {},
}
PRESSED = [*WRITTEN, *(door for door, (method, *_) in DOORS.items() if method == POST)]
PRESSED.remove("participants:take_out")  # hands the same file over again: below
PRESSED.remove(
    "workshops:resolve"
)  # looks the same number up again, and changes nothing
SENTENCE = re.compile(
    r'<p class="notice (?:success|warning|error)">.*?<span>([^<]{12,})</span>'
    r"|There is a problem</h2>.*?<li>\s*(?:<a [^>]*>)?([^<]{12,})"
    r"|<h1>(Nothing was changed: [^<]{12,}|Somebody saved[^<]*)</h1>",
    re.DOTALL,
)


@pytest.mark.parametrize("door", PRESSED)
def test_a_second_press_is_told_what_happened(door, world, inside):
    """Neither shouted at, nor left alone, nor written down as one who was refused."""
    first, second = _twice(door, world, inside)

    assert first.status_code in (200, 302) or door == "workshops:take_over"
    assert second.status_code in (200, 409, 422)
    assert SENTENCE.search(second.text), second.text


def test_a_file_that_is_taken_out_twice_comes_twice_and_leaves_two_traces(
    world, inside
):
    with undone():
        first, second = _pressed("participants:take_out", world, inside)
        taken = Entry.objects.filter(
            verb="export", subject_kind="participants.evidence"
        )

        assert first["Content-Disposition"] == second["Content-Disposition"]
        assert first.getvalue() == second.getvalue() == b"A cutting."
        assert taken.count() == 2


def test_of_two_presses_a_letter_is_decided_on_once(world, inside):
    _first, second = _twice("workshops:letter_went", world, inside)

    assert "Somebody decided about this letter before." in second.text


def test_of_two_presses_on_keys_nobody_is_told_of_a_refusal(world, inside):
    _first, second = _twice("dialogues:give", world, inside)

    assert "No key of yours is owed there" in second.text
    assert "written down" not in second.text


def _twice(door, world, inside):
    with undone():
        return _pressed(door, world, inside)


def _pressed(door, world, inside):
    client = inside(holder(world, door))
    args, data = visit(world, door)
    if door == "workshops:strike":
        Note.objects.all().delete()
    side = {"side": world.heron.sides.first().pk}
    form = data | WRITTEN.get(door, {}) | NUMBER | side
    if door == "workshops:revise_plan":
        form["read"] = scheduling.edition(Workshop.objects.get(number=args[-1]))
    url = reverse(door, args=args)
    return client.post(url, form), client.post(url, form, follow=True)
