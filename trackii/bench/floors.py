"""The floors: the barest page and the barest list that the same handlers can serve."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_safe

from participants.models import Person
from trackii.crowd import TEAM

PAGE = engines["django"].from_string(
    "<!doctype html><html lang=en><title>Floor</title><h1>{{ request.user.name }}</h1></html>"
)
LIST = engines["django"].from_string(
    "<!doctype html><html lang=en><title>Floor</title><h1>{{ request.user.name }}</h1>"
    "<p>{{ page_obj.paginator.count }}</p><table>{% for row in page_obj %}<tr>"
    "<td>{{ row.code }}</td><td>{{ row.side_id }}</td><td>{{ row.state }}</td>"
    "<td>{{ row.pk }}</td></tr>{% endfor %}</table></html>"
)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A session and one query, the colleague herself: no frame, no vault, no permission."""
    return HttpResponse(PAGE.render({}, request))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """A session and three queries: the colleague, a count, 50 rows of the first 1,000."""
    at_hand = Person.objects.filter(
        initiative__memberships__user__email=TEAM[0].email
    ).order_by("code", "pk")
    rows = Paginator(at_hand, 50).get_page(1)
    return HttpResponse(LIST.render({"page_obj": rows}, request))
