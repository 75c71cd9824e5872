"""The vetting memo: a page that says what it means to take it, and the file."""

from django.views.decorators.http import require_http_methods

from dialogues.views.table import frame
from participants import documents
from participants.views.candidate import find_candidacy
from trackii.exports import Download
from trackii.http import page
from trackii.policy import Action


@require_http_methods(["GET", "HEAD", "POST"])
def memo(request, code, person):
    initiative, candidacy = find_candidacy(request, code, person, Action.VET)
    if request.method == "POST":
        return _download(request, initiative, candidacy)
    context = frame(request, initiative, "participants:people")
    return page(request, "participants/memo.html", context | {"candidacy": candidacy})


def _download(request, initiative, candidacy):
    pages = documents.memo(candidacy, by=request.user)
    name = f"{initiative.code}-{candidacy.person.code}-memo.pdf"
    how = {"kind": "application/pdf", "of": candidacy, "by": request.user}
    return Download(pages, name=name, **how)
