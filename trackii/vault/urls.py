from django.urls import path

from trackii.vault import views

app_name = "vault"
urlpatterns = [
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("lock-everywhere/", views.lock_everywhere, name="lock_everywhere"),
    path("panic/", views.panic, name="panic"),
    path("kept/", views.kept_words, name="kept"),
    path("make/", views.make, name="make"),
    path("passphrase/", views.passphrase, name="passphrase"),
    path("forgotten/", views.forgotten, name="forgotten"),
    path("recovery-code/", views.recovery_code, name="recovery_code"),
    path("begin-anew/", views.begin_anew, name="begin_anew"),
]
