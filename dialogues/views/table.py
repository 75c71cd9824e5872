"""The frame of every page about one initiative: found or 404, with the tabs one may open."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dialogues import initiatives
from trackii import policy
from trackii.http import address
from trackii.policy import Action


@dataclass(frozen=True)
class Tab:
    door: str
    text: Any
    needs: Action
    key: str = ""  # by which a browser leads there


# Higher apps append theirs when they are ready.
TABS = [Tab("dialogues:initiative", _("Overview"), Action.VIEW)]
LAST_TABS = [
    Tab("dialogues:team", _("Team and keys"), Action.READ_BRIEF),
    Tab("dialogues:retention", _("Retention"), Action.HOLD),
    Tab("dialogues:record", _("Record"), Action.READ_RECORD),
]


def find(request, code):
    """The initiative of this address, if the reader may know that there is one."""
    found = initiatives.find(code, by=request.user)
    if found is None:
        raise Http404
    return found


def insist(request, action, initiative):
    """Refused, unless one may. Where something is to be done the database is asked anew;
    what is only looked at goes by what the page asks for once."""
    looks = request.method in ("GET", "HEAD")
    (policy.admit if looks else policy.require)(request.user, action, initiative)


class Page(NamedTuple):
    """One of the pages of a thing, as a tab leads there."""

    url: str
    text: str
    here: bool
    key: str = ""


def frame(request, initiative, here):
    """What every page of an initiative draws around itself."""
    may = policy.actions(request.user, initiative.pk)
    can = {action.name.lower() for action in may}
    at_work = initiative.state in initiatives.AT_WORK
    tabs = _tabs(initiative.code, here, may, get_language())
    return {"initiative": initiative, "tabs": tabs, "can": can, "at_work": at_work}


@lru_cache(maxsize=4096)
def _tabs(code, here, may, _language):
    return tuple(
        Page(address(tab.door, code), str(tab.text), tab.door == here, tab.key)
        for tab in [*TABS, *LAST_TABS]
        if tab.needs in may
    )
