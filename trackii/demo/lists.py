"""A list in the form the United Nations publish theirs in: small, and everybody on it invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from participants import watchlists
from trackii.demo.case import moment

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.demo.script import Script

# Reference, names in the list's order, year of birth, nationality, what else it says.
FORMER = (
    ("9001", "YOUSSEF DEMIRHAN OKELO", "1961", "Dornmark", "Carrier of fuel."),
    ("9002", "OSRIC VANTERPOOL", "1955", "Dornmark", "Quartermaster."),
    ("9003", "KESTREL AMBERGINE", "1972", "", "Treasurer of a closed fund."),
    ("9004", "TEOFANO BRIGANTE", "1949", "Skelby", "Broker of river concessions."),
)
LATER = (
    *FORMER,
    ("9005", "MAGDALENA HRUSHKOVA", "1948", "Skelby", "Signed for lorries."),
    ("9006", "HALVARD QUENTLEY", "1966", "", "Owner of two barges."),
)
DAY = timedelta(days=1)
_ENTRY = (
    "<INDIVIDUAL><DATAID>{}</DATAID><FIRST_NAME>{}</FIRST_NAME>"
    "<INDIVIDUAL_DATE_OF_BIRTH><YEAR>{}</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
    "<NATIONALITY><VALUE>{}</VALUE></NATIONALITY><COMMENTS1>{}</COMMENTS1></INDIVIDUAL>"
)


def published(entries: tuple[tuple[str, ...], ...], day: date) -> bytes:
    """The file as it would be fetched."""
    said = "".join(_ENTRY.format(*entry) for entry in entries)
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{day.isoformat()}T00:00:00Z">'
        f"<INDIVIDUALS>{said}</INDIVIDUALS></CONSOLIDATED_LIST>"
    ).encode()


def tell(script: Script) -> None:
    """One edition the operator brought before anybody alive was checked; one brought by two."""
    today = script.now.date()
    first, later = today - 600 * DAY, today - 4 * DAY
    script.at(moment(first), "vera", _bring_as_operator, first)
    script.at(moment(later, hour=8), "viktor", _bring, later)
    script.at(moment(later + DAY, hour=8), "vera", _confirm)


def _bring_as_operator(day: date, *, by: User) -> None:
    watchlists.add([published(FORMER, day)], by=None)


def _bring(day: date, *, by: User) -> None:
    watchlists.add([published(LATER, day)], by=by)


def _confirm(*, by: User) -> None:
    watchlists.confirm(watchlists.waiting().get(), by=by)
