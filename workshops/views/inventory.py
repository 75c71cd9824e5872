"""What is still held about whom, and until when."""

from django.views.decorators.http import require_safe

from dialogues import holds
from dialogues.views.table import find, frame
from trackii.http import leaf, page
from workshops import inventory


@require_safe
def held(request, code):
    initiative = find(request, code)
    people = inventory.everybody(initiative, by=request.user)
    people = leaf(people, request.GET.get("page"))
    context = frame(request, initiative, "dialogues:retention") | {
        "page_obj": people,
        "lines": inventory.lines(initiative, list(people)),
        "hold": holds.standing(initiative),
    }
    return page(request, "workshops/held.html", context)
