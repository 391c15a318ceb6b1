"""The least that Django can do here: text without a query, and a page of 25 rows for somebody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from techforce.audit.models import LedgerEntry

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROWS = """<title>{{ user.name }}</title><table>{% for row in rows %}<tr><td>{{ row.act }}</td><td>{{ row.at|date:"c" }}</td>
<td>{{ row.actor_role }}</td><td>{{ row.subject_type }}</td><td>{{ row.to_state }}</td></tr>{% endfor %}</table>"""


def text(request: HttpRequest) -> HttpResponse:
    """No query, no template."""
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    """Session, user, 25 rows, a template."""
    rows = list(LedgerEntry.objects.order_by("-id")[:25])
    return HttpResponse(_template.render({"rows": rows, "user": request.user}, request))


_template = engines["django"].from_string(ROWS)
urlpatterns = [path("text", text), path("page", page)]
