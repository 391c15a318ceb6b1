"""Pages that need no account. They are the same for every visitor, so that any cache may keep them."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import conditional_page

from agencies.queries import role_counts
from placements.queries import public as facts
from placements.queries.work import as_project, may_see_supervisor, newest, place_of, published
from techforce.access.declaring import public
from techforce.accounts.models import User
from techforce.ui.charts import Chart, bars
from techforce.ui.pagination import page_by_key
from techforce.ui.seatmap import seat_map

View = Callable[..., HttpResponse]
# A visitor who carries one of these may see a page of their own.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


def page(view: View) -> View:
    """A public page: with an ETag, and for visitors without a session open to shared caches for half a minute."""

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = conditional_page(view)(request, *args, **kwargs)
        if not any(name in request.COOKIES for name in PERSONAL_COOKIES):
            patch_cache_control(response, public=True, max_age=facts.SHORT)
        return response

    return public("GET")(cached)


@page
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    landing, tracks = facts.landing(), facts.tracks()
    seats = landing.seats
    context = {
        "seatmap": _seatmap(seats.filled, seats.matched, seats.open) if seats else None,
        "seats": seats,
        "updated": landing.updated,
        "facts": landing.facts,
        "projects": landing.projects,
        "projects_url": reverse("public:work") if landing.projects else "",
        "tracks": tracks,
        "funnel": _odds_chart(),
        "window": facts.window(tracks),
    }
    return render(request, "public/home.html", context)


@page
def work(request: HttpRequest) -> HttpResponse:
    """Every published project, newest first, by track and by whether it can be done remotely."""
    tracks = facts.tracks()
    chosen, remote = request.GET.get("track", ""), request.GET.get("remote", "") == "1"
    rows = published()
    if chosen in {track.slug for track in tracks}:
        rows = rows.filter(track__key=chosen)
    if remote:
        rows = rows.filter(Q(remote_ok=True) | Q(duty_station__is_remote=True))
    found = page_by_key(rows, ("-published_at", "-id"), request.GET.get("after"), 20)
    context = {
        "page": found,
        "projects": [as_project(row) for row in found],
        "tracks": tracks,
        "chosen": chosen,
        "remote": remote,
    }
    return render(request, "public/work.html", context)


@page
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One published requisition: everything a candidate decides by."""
    row = get_object_or_404(published(), number=number)
    named = isinstance(request.user, User) and may_see_supervisor(request.user, row)
    roles = role_counts(row)
    context = {
        "requisition": row,
        "place": place_of(row),
        "skills": row.skills.select_related("skill"),
        "roles": roles,
        "needs_all": any(found.role.minimum for found in roles),
        "supervisor": row.supervisor_name if named else "",
    }
    return render(request, "public/project.html", context)


@page
def tracks(request: HttpRequest) -> HttpResponse:
    """All tracks with their windows."""
    return render(
        request, "public/tracks.html", {"tracks": facts.tracks(), "announcements": facts.announcements()}
    )


@page
def track(request: HttpRequest, slug: str) -> HttpResponse:
    """One track: the work, the window, the published standard."""
    found = next((row for row in facts.tracks() if row.slug == slug), None)
    if found is None:
        raise Http404
    projects = facts.remembered(f"public:projects:{slug}:1", facts.SHORT, lambda: newest(5, slug))
    context = {"track": found, "standard": facts.standard_of(slug), "projects": projects}
    return render(request, "public/track.html", context)


@page
def agencies(request: HttpRequest) -> HttpResponse:
    """Who takes part, with their seats."""
    return render(request, "public/agencies.html", {"agencies": facts.agencies()})


@page
def partners(request: HttpRequest) -> HttpResponse:
    """Companies by sector, and talent platforms."""
    sectors, platforms = facts.partners()
    return render(request, "public/partners.html", {"sectors": sectors, "platforms": platforms})


@page
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Selection, step by step."""
    return render(request, "public/how_it_works.html", {"window": facts.window(facts.tracks())})


@page
def about(request: HttpRequest) -> HttpResponse:
    """What it is and who runs it."""
    return render(request, "public/about.html", {"governance": facts.governance()})


@page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html", {"contact_email": settings.CONTACT_EMAIL})


@page
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy policy."""
    return render(request, "public/privacy.html", {"contact_email": settings.CONTACT_EMAIL})


@lru_cache(maxsize=64)
def _seatmap(filled: int, matched: int, open_: int) -> SafeString:
    """The picture of the seats; drawn anew only when a seat has changed."""
    return seat_map(filled, matched, open_)


def _odds_chart() -> Chart | None:
    found = facts.odds()
    if found is None:
        return None
    name, stages = found
    first, last = stages[0][1], stages[-1][1]
    words = f"{name}, from application to first day: {first:,} people applied and {last:,} have started."
    return bars(list(stages), title="From application to first day", desc=words, uid="odds")
