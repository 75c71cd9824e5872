from django.urls import include, path

from trackii.bench import floors

urlpatterns = [
    path("floor/page/", floors.page),
    path("floor/list/", floors.listing),
    path("", include("trackii.urls")),
]
