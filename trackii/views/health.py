"""Whether the house stands: one word for a machine, a page for an administrator."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from trackii import condition
from trackii.http import page


@login_not_required
@require_safe
def health(request):
    """PostgreSQL answers, or 503. Redis away locks the vault and nothing else."""
    standing = condition.database()
    words, status = ("ok", 200) if standing else ("away", 503)
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)


@require_safe
def health_page(request):
    if not request.user.is_administrator:
        raise PermissionDenied("administrators only")
    return page(request, "administration/health.html", {"report": condition.report()})
