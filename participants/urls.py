from django.urls import path

from participants import vetting as process
from participants.views import people, vetting

app_name = "participants"
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
    path("vetting/", vetting.queue, name="vetting"),
]
