"""The colleague who was released, and comes back with the cookies of this morning."""

import pytest
from django.urls import reverse
from test_doors import DOORS
from world import POST, undone, visit

from dialogues import team
from dialogues.models import Membership

# One stands at another table, where she still sits; for the other, she who is gone by
# then would first have to ask.
ELSEWHERE = {"dialogues:sign", "dialogues:withdraw"}


@pytest.mark.parametrize("who", ["organiser", "rapporteur", "reader"])
def test_the_next_request_finds_no_door(who, world, inside):
    leaver = getattr(world, who)
    membership = Membership.objects.get(initiative=world.heron, user=leaver)
    client = inside(leaver)
    assert client.get("/dialogues/heron/").status_code == 200

    with undone():
        team.name_leaving(membership, by=world.convener)
        team.release(membership, by=world.facilitator)
        answers = {}
        for door, (method, *_) in DOORS.items():
            if door in ELSEWHERE:
                continue
            with undone():
                args, form = visit(world, door)
                address = reverse(door, args=args)
                answers[door] = getattr(client, method)(
                    address, form if method == POST else None
                ).status_code
        desk = client.get("/dialogues/").text

    assert [door for door, status in answers.items() if status != 404] == []
    assert "HERON" not in desk
