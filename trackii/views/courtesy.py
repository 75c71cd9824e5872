"""Small things every visitor is owed."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required


def language(set_language):
    """Anybody may choose a language, signed in or not."""

    @login_not_required
    @wraps(set_language)
    def choose(request):
        return set_language(request)

    return choose
