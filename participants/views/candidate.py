"""The candidacy behind an address, for whoever may know of it."""

from django.http import Http404

from dialogues.views.table import find, insist
from participants import people
from trackii.policy import Action


def find_candidacy(request, code, person, needs=Action.READ_PEOPLE):
    initiative = find(request, code)
    # First: else who may not read people could count them by trying code names.
    insist(request, needs, initiative)
    found = people.find(initiative, person, by=request.user)
    if found is None:
        raise Http404
    return initiative, found
