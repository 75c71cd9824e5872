"""The house with one more page and one more task, which break over what they were given."""

import sys

from celery import shared_task
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from trackii import urls

handler500 = urls.handler500


@login_not_required
@csrf_exempt
def broken(request, word):
    """Holds a word of the address, of the question and of the form, and breaks over it."""
    held = f"{word} {request.GET.get('held', '')} {request.POST.get('held', '')}"
    raise RuntimeError(held, request.headers.get("X-Held"))


urlpatterns = [*urls.urlpatterns, path("broken/<str:word>/", broken, name="broken")]


@shared_task(name="broken.task")
def task(word):
    sys.stdout.write(word)
    raise RuntimeError(word)
