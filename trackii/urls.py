"""Every address of the house."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from participants.urls import of_lists
from trackii.views import administration, courtesy, desk, health, joining
from workshops.urls import by_link
from workshops.views import feeds

handler400 = "trackii.views.outage.bad_request"
handler500 = "trackii.views.outage.server_error"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("health/", health.health, name="health"),
    path("language/", courtesy.language(set_language), name="set_language"),
    path("join/", joining.enter, name="join"),
    path("join/account/", joining.join, name="join_account"),
    path("p/", include((by_link, "own"))),
    path("calendar/", feeds.feed, name="feed"),
    path("calendar/make/", feeds.make_feed, name="make_feed"),
    path("calendar/shut/", feeds.shut_feed, name="shut_feed"),
    path("calendar/<slug:token>.ics", feeds.fetch, name="fetch_feed"),
    path("administration/", administration.index, name="administration"),
    path("administration/invite/", administration.invite, name="invite"),
    path("administration/<uuid:pk>/close/", administration.close, name="close_account"),
    path(
        "administration/<uuid:pk>/reset-proofs/",
        administration.reset_proofs,
        name="reset_proofs",
    ),
    path(
        "administration/<uuid:pk>/reopen/", administration.reopen, name="reopen_account"
    ),
    path("administration/health/", health.health_page, name="health_page"),
    path("screening/", include((of_lists, "lists"))),
    path("accounts/", include("trackii.accounts.urls")),
    path("vault/", include("trackii.vault.urls")),
    path("dialogues/", include("dialogues.urls")),
    path("dialogues/<slug:code>/", include("participants.urls")),
    path("dialogues/<slug:code>/", include("workshops.urls")),
]

if settings.EMBEDDED:
    from trackii.views import demonstration

    urlpatterns += [
        path("demo/as/<uuid:pk>/", demonstration.become, name="become"),
        path("demo/mailbox/", demonstration.mailbox, name="mailbox"),
    ]
