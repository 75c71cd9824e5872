from django.urls import path

from dialogues import absences
from dialogues.views import custody, initiatives, retention, team

app_name = "dialogues"
urlpatterns = [
    path("", initiatives.index, name="index"),
    path("open/", initiatives.open_initiative, name="open"),
    path("custody/", custody.kept, name="kept"),
    path("custody/<uuid:pk>/", custody.recovery, name="recovery"),
    path("custody/<uuid:pk>/drill/", custody.drill, name="drill"),
    path("<slug:code>/", initiatives.initiative, name="initiative"),
    path("<slug:code>/sign/", initiatives.sign, name="sign"),
    *[
        path(
            f"<slug:code>/{verb.replace('_', '-')}/",
            initiatives.steer,
            {"verb": verb},
            name=verb,
        )
        for verb in ("begin", "pause", "resume", "hand_over", "conclude")
    ],
    path("<slug:code>/team/", team.members, name="team"),
    path("<slug:code>/team/name/", team.name, name="name"),
    path(
        "<slug:code>/team/<uuid:pk>/sign/",
        team.change,
        {"verb": "sign"},
        name="sign_membership",
    ),
    path(
        "<slug:code>/team/<uuid:pk>/leaving/",
        team.change,
        {"verb": "name_leaving"},
        name="name_leaving",
    ),
    path(
        "<slug:code>/team/<uuid:pk>/release/",
        team.change,
        {"verb": "release"},
        name="release",
    ),
    path(
        "<slug:code>/team/<uuid:pk>/take-back/",
        team.change,
        {"verb": "take_back"},
        name="take_back",
    ),
    path("<slug:code>/team/days/", team.days, name="days"),
    *[
        path(
            f"<slug:code>/team/days/{verb.replace('_', '-')}/",
            team.take_days,
            {"verb": verb},
            name=verb,
        )
        for verb in absences.VERBS
    ],
    path("<slug:code>/team/give/<uuid:user>/", team.give, name="give"),
    path("<slug:code>/custody/", custody.table, name="custody"),
    path("<slug:code>/custody/name/", custody.name, name="name_custodians"),
    path("<slug:code>/custody/sign/", custody.sign, name="sign_custody"),
    path("<slug:code>/custody/end/", custody.end, name="end_custody"),
    path("<slug:code>/custody/ask/", custody.ask, name="ask_recovery"),
    path("<slug:code>/custody/<uuid:pk>/withdraw/", custody.withdraw, name="withdraw"),
    path("<slug:code>/record/", team.record, name="record"),
    path("<slug:code>/retention/", retention.table, name="retention"),
    path("<slug:code>/retention/hold/", retention.hold, name="hold"),
    *[
        path(
            f"<slug:code>/retention/hold/<uuid:pk>/{verb.replace('_', '-')}/",
            retention.change_hold,
            {"verb": verb},
            name=verb,
        )
        for verb in retention.HOLDING
    ],
    path(
        "<slug:code>/retention/destroy/<slug:kind>/<uuid:thing>/",
        retention.destroy,
        name="destroy",
    ),
    path(
        "<slug:code>/retention/<uuid:pk>/sign/",
        retention.sign,
        name="sign_destruction",
    ),
    path(
        "<slug:code>/retention/<uuid:pk>/take-back/",
        retention.take_back,
        name="take_back_destruction",
    ),
    path("<slug:code>/retention/<uuid:pk>/", retention.certificate, name="certificate"),
]
