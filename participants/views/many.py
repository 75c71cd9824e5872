"""One step for several candidates: ticked on one page, counted on the next."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dialogues.views.table import find, frame, insist
from participants import batches
from participants.forms import ManyForm
from trackii.http import ROWS, page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def many(request, code, verb):
    """Without names in the address: who it may be. With names: who it will be."""
    initiative = find(request, code)
    batch = _batch(request, initiative, verb)
    form = (ManyForm if batch.signs else Form)(sent(request))
    if request.method == "POST" and attempt(
        form, lambda **given: _carry_out(request, initiative, verb, **given)
    ):
        return _onward(request, code, verb, batch)
    return _show(request, initiative, verb, form)


def _batch(request, initiative, verb):
    if verb not in batches.BATCHES:
        raise Http404
    insist(request, batches.BATCHES[verb].needs, initiative)
    return batches.BATCHES[verb]


def _home(batch):
    return "vetting" if batch.needs == Action.VET else "people"


def _onward(request, code, verb, batch):
    """Who took a whole page most likely comes for the next; anybody else is done here."""
    if len(request.POST.getlist("who")) < ROWS:
        return redirect(f"participants:{_home(batch)}", code)
    return redirect("participants:many", code, verb)


def _carry_out(request, initiative, verb, words=""):
    read = dict(
        zip(request.POST.getlist("who"), request.POST.getlist("read"), strict=True)
    )
    done = batches.carry_out(initiative, verb, read, by=request.user, words=words)
    said = ngettext("%(count)d person: %(done)s.", "%(count)d people: %(done)s.", done)
    given = {"count": done, "done": batches.BATCHES[verb].done}
    messages.success(request, said % given)


def _show(request, initiative, verb, form):
    batch = batches.BATCHES[verb]
    everybody = "everybody" in request.GET
    ticked = [] if everybody else request.GET.getlist("who")
    asked = set(request.POST.getlist("who") or ticked)
    ready = batches.eligible(initiative, verb, by=request.user)
    ready = [each for each in ready if not asked or each.code in asked]
    shown = request.keyring.read(_opened, ready, verb) if ready else []
    context = frame(request, initiative, f"participants:{_home(batch)}") | {
        "batch": batch,
        "verb": verb,
        "chosen": bool(asked) or everybody,
        "rows": shown,
        "count": len(ready),
        "form": form,
        "in_the_way": batches.in_the_way(initiative, verb, by=request.user),
        "question": _question(batch, len(ready)),
        "home": f"participants:{_home(batch)}",
    }
    status = 422 if form.errors else 200
    return page(request, "participants/many.html", context, status=status)


def _opened(ready, verb, *, by):
    return batches.show(ready, verb, by=by)


def _question(batch, count):
    words = ngettext("%(step)s: %(count)d person", "%(step)s: %(count)d people", count)
    return words % {"step": batch.label, "count": count}
