"""What the engines of scheduling find or refuse, in words of the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workshops.breakouts import NoPlan

NO_PLAN = {
    "rounds": _("Say how many rounds there are: one or more."),
    "groups": _("Say how many groups there are: one or more."),
    "people": _("There are fewer people than groups."),
    "twice": _("Named twice: %(codes)s."),
    "stranger": _("Kept apart from somebody, but not in this room: %(codes)s."),
    "silent": _("Nobody has put down what they speak: %(codes)s."),
    "apart": _("No plan was found that keeps these apart: %(codes)s."),
    "language": _(
        "No plan was found in which these can follow each other: %(codes)s."
        " One more interpreter may help, or fewer groups."
    ),
}


def refusal(refused: NoPlan) -> str:
    """Why people cannot be arranged, by code name."""
    codes = ", ".join(code.upper() for code in refused.codes)
    return str(NO_PLAN[refused.kind]) % {"codes": codes}
