"""What a load balancer asks: does the process live, and may it be sent visitors?"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from techforce.access.declaring import public
from techforce.operations.health import state


@public("GET")
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a database outage restarts no web server."""
    return HttpResponse("ok", content_type="text/plain")


@public("GET")
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 while the database is away or not migrated. Without Redis the site still works, so that is no 503."""
    found = state()
    return JsonResponse(found.as_dict(), status=200 if found.ready else 503)
