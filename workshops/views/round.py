"""The frame of every page about one round: found or 404, with its own tabs."""

from functools import lru_cache

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dialogues import absences
from dialogues.views.table import Page, frame, insist
from trackii import policy
from trackii.http import address
from trackii.labels import listed
from trackii.policy import Action
from workshops import accounts, handouts, scheduling
from workshops.models import Seat

TABS = [
    ("workshops:workshop", _("Round"), Action.READ_BRIEF),
    ("workshops:dates", _("Dates"), Action.INVITE),
    ("workshops:seats", _("Seats"), Action.READ_PEOPLE),
    ("workshops:programme", _("Programme"), Action.READ_BRIEF),
    ("workshops:arrangement", _("Groups"), Action.READ_BRIEF),
    ("workshops:room", _("Room"), Action.READ_NOTES),
    ("workshops:summary", _("Summary"), Action.VIEW),
    ("workshops:briefings", _("Briefings"), Action.BRIEF),
    ("workshops:logistics", _("Logistics"), Action.READ_PEOPLE),
]


def find_round(request, code, number, action=Action.VIEW):
    """The round of this address; 404 to outsiders, refused to who lacks the action."""
    workshop = scheduling.find(code, number, by=request.user)
    if workshop is None:
        raise Http404
    if action != Action.VIEW:
        insist(request, action, workshop.initiative)
    return workshop


def find_scope(request, code, number, action=Action.VIEW):
    """What an account is of, by its address: "3" is round 3, "3.2" its second session."""
    round_, _dot, session = number.partition(".")
    workshop = find_round(request, code, int(round_), action)
    found = accounts.scope(workshop, int(session or 0))
    if found is None:
        raise Http404
    return found


def find_seat(request, code, number, who):
    """One seat of it by whose it is, for who keeps the answers."""
    workshop = find_round(request, code, number, Action.INVITE)
    found = Seat.objects.allowing(Action.INVITE, request.user).filter(workshop=workshop)
    rows = found.select_related("candidacy__person", "workshop__initiative")
    return workshop, get_object_or_404(rows, candidacy__person__code=who)


def frame_round(request, workshop, here):
    """What every page of a round draws around itself."""
    initiative = workshop.initiative
    may = policy.actions(request.user, initiative.pk)
    rounds = _tabs((initiative.code, workshop.number), here, may, get_language())
    return frame(request, initiative, "workshops:workshops") | {
        "workshop": workshop,
        "round_tabs": rounds,
    }


@lru_cache(maxsize=4096)
def _tabs(where, here, may, _language):
    return tuple(
        Page(address(door, *where), str(text), door == here)
        for door, text, needs in TABS
        if needs in may
    )


def tell_misplaced(request, workshop):
    """Whose link was handed nothing, because somebody moved what it is about."""
    if codes := handouts.misplaced(workshop):
        said = gettext(
            "Nothing was handed out to %s: what that link is about was moved in the"
            " database since it was made. Take the link back, and tell whoever runs the"
            " house. Everybody else has what is new."
        )
        messages.warning(request, said % listed(codes))


def tell_absent(request, workshop):
    """Who of the team another table takes on a day of it, where both tables tell."""
    names = absences.at(workshop.initiative, workshop.starts_at, workshop.ends_at)
    if names:
        messages.warning(request, gettext("Not available then: %s.") % listed(names))
