"""The colleague who was released, and comes back with the cookies of this morning."""

import pytest
from django.urls import reverse
from test_doors import DOORS
from world import POST, undone, visit

from dialogues import team
from dialogues.models import Membership

# One stands at another table, where she still sits; for the others, she who is gone by
# then would first have to ask, or to give a reason.
ELSEWHERE = {
    "dialogues:sign", "dialogues:withdraw", "workshops:uphold", "workshops:overrule",
}  # fmt: skip


@pytest.mark.parametrize("who", ["organiser", "rapporteur", "reader"])
def test_the_next_request_finds_no_door(who, world, inside):
    leaver = getattr(world, who)
    membership = Membership.objects.get(initiative=world.heron, user=leaver)
    client = inside(leaver)
    assert client.get("/dialogues/heron/").status_code == 200

    with undone():
        team.name_leaving(membership, by=world.convener)
        team.release(membership, by=world.facilitator)
        with_old_cookies = _knocks(client, world)
        anew = inside(leaver)
        signed_in_again = _knocks(anew, world)
        desk = anew.get("/dialogues/").text

    assert set(with_old_cookies.values()) == {"/accounts/login/"}
    assert [door for door, found in signed_in_again.items() if found != 404] == []
    assert "HERON" not in desk


def _knocks(client, world):
    """What each door answers: where it leads to, or its status."""
    answers = {}
    for door, (method, *_) in DOORS.items():
        if door in ELSEWHERE:
            continue
        with undone():
            args, form = visit(world, door)
            sent = form if method == POST else None
            answer = getattr(client, method)(reverse(door, args=args), sent)
            where = answer.get("Location", "").partition("?")[0]
            answers[door] = where or answer.status_code
    return answers
