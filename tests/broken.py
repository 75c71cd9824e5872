"""The house with two more addresses, which break: one page, and one that cannot be drawn."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from trackii import urls

handler500 = urls.handler500


@login_not_required
def broken(request, word):
    """Holds a word of the address, of the question and of the form, and breaks over it."""
    held = f"{word} {request.GET.get('held', '')} {request.POST.get('held', '')}"
    raise RuntimeError(held, request.headers.get("X-Held"))


urlpatterns = [*urls.urlpatterns, path("broken/<str:word>/", broken, name="broken")]
