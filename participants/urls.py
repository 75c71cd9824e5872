from django.urls import path

from participants import vetting as process
from participants.views import balance, checks, conflicts, many, memo, people, vetting

app_name = "participants"
CHECK = "people/<slug:person>/checks/<slug:kind>"
urlpatterns = [
    path("people/", people.listing, name="people"),
    path("people/nominate/", people.nominate, name="nominate"),
    path("people/<slug:person>/", vetting.candidacy, name="candidacy"),
    path("people/<slug:person>/correct/", vetting.correct, name="correct"),
    *[
        path(
            f"people/<slug:person>/{verb.replace('_', '-')}/",
            vetting.move,
            {"verb": verb},
            name=verb,
        )
        for verb in process.PLAIN
    ],
    *[
        path(f"people/<slug:person>/{verb}/", vetting.sign, {"verb": verb}, name=verb)
        for verb in ("recommend", *process.DECISIONS)
    ],
    path(
        "people/<slug:person>/resolve-office/",
        vetting.resolve_office,
        name="resolve_office",
    ),
    path("people/<slug:person>/memo/", memo.memo, name="memo"),
    path("people/<slug:person>/conflict/", conflicts.declare, name="declare"),
    path(f"{CHECK}/", checks.check, name="check"),
    path(f"{CHECK}/begin/", checks.begin, name="begin_check"),
    path(f"{CHECK}/find/", checks.sign, name="find"),
    path(f"{CHECK}/settle/", checks.settle, name="settle_check"),
    *[
        path(
            f"{CHECK}/{verb.replace('_', '-')}/", checks.note, {"verb": verb}, name=name
        )
        for verb, name in (
            ("note_match", "note_match"),
            ("refer", "refer_check"),
            ("check_again", "check_again"),
            ("set_aside", "set_aside"),
        )
    ],
    path("vetting/", vetting.queue, name="vetting"),
    path("several/<slug:verb>/", many.many, name="many"),
    path("balance/", balance.matrix, name="matrix"),
    path("balance/wanted/", balance.want, name="want"),
    path("vetting/asked-for/", checks.demand, name="demand"),
    path("vetting/asked-for/sign/", checks.sign_demand, name="sign_demand"),
]
