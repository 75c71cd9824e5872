"""A paper for somebody who comes: read, changed, printed behind her link."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trackii.http import page, sent
from trackii.sending import attempt
from workshops import attestations
from workshops.circular_forms import AttestForm
from workshops.views.round import find_seat, frame_round


@require_http_methods(["GET", "HEAD", "POST"])
def attest(request, code, number, who):
    """The language stands in the address; what is known is filled in, to be changed."""
    workshop, seat = find_seat(request, code, number, who)
    language = _language(request)
    words = attestations.begin(seat, language, by=request.user)
    form = AttestForm(sent(request), initial={"words": words, "language": language})
    if request.method == "POST" and attempt(
        form, lambda **said: _ask(request, seat, said)
    ):
        messages.success(
            request, _("It is being made, and waits behind the link then.")
        )
        return redirect("workshops:attest", code, number, who)
    return _show(request, workshop, {"form": form, "seat": seat, "language": language})


def _language(request):
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.PREPARED_FOR) else "en"


def _ask(request, seat, said):
    said.pop("true")
    attestations.ask(seat, by=request.user, **said)


def _show(request, workshop, context):
    context |= frame_round(request, workshop, "workshops:seats")
    made = attestations.of(context["seat"])
    context |= {"made": made, "languages": settings.PREPARED_FOR}
    status = 422 if context["form"].errors else 200
    return page(request, "workshops/attest.html", context, status=status)
