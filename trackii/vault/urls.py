from django.urls import path

from trackii.vault import views

app_name = "vault"
urlpatterns = [
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("panic/", views.panic, name="panic"),
    path("kept/", views.kept_words, name="kept"),
    path("make/", views.make, name="make"),
    path("passphrase/", views.passphrase, name="passphrase"),
]
