"""The programme manager's board: the funnel from the ledger, seats, waits, and the list behind each number."""

from statistics import median
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from placements.queries import board as numbers
from placements.queries.seats import SeatCount, seats_by_agency, seats_of
from techforce.access.declaring import requires
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.programme.models import Cohort, Track
from techforce.ui.charts import Chart, histogram, pipeline, unit_rows

LIST_SIZE = 50
MOST_AGENCIES = 12
BIN_DAYS = 10


@requires(Permission.BOARD_READ)
def board(request: HttpRequest) -> HttpResponse:
    """One cohort, all tracks or one of them."""
    cohort = _cohort(request)
    if cohort is None:
        return render(request, "placements/board/empty.html")
    tracks = list(cohort.tracks.all())
    track = _track(tracks, request.GET.get("track"))
    funnel = numbers.funnel(cohort, track)
    seats, days, waits = seats_of(cohort), numbers.days_to_first_day(cohort), numbers.waiting(cohort)
    context = {
        "cohort": cohort,
        "tracks": tracks,
        "track": track,
        "funnel": funnel,
        "seats": seats,
        "median_days": round(median(days)) if days else None,
        "late": sum(row.people for row in waits if row.late),
        "waits": waits,
        "pipeline": _pipeline(funnel),
        "agencies": _agencies(seats_by_agency(cohort)),
        "days": _days(days),
        "may_list": may(request.user, Permission.APPLICATION_READ),
    }
    return render(request, "placements/board/board.html", context)


@requires(Permission.APPLICATION_READ)
def stage(request: HttpRequest, cohort: str, stage: str) -> HttpResponse:
    """The applications behind one number of the funnel."""
    if stage not in numbers.STAGE_KEYS:
        raise Http404
    row = get_object_or_404(Cohort, slug=cohort)
    track = _track(list(row.tracks.all()), request.GET.get("track"))
    after = _uuid_or_none(request.GET.get("after"))
    rows = numbers.reached(row, stage, track=track, after=after, limit=LIST_SIZE + 1)
    label = next(label for key, label, *_ in numbers.STAGES if key == stage)
    more = rows[LIST_SIZE - 1].id if len(rows) > LIST_SIZE else ""
    context = {"cohort": row, "track": track, "label": label, "rows": rows[:LIST_SIZE], "more": more}
    return render(request, "placements/board/stage.html", context)


def _cohort(request: HttpRequest) -> Cohort | None:
    slug = request.GET.get("cohort")
    if slug:
        return get_object_or_404(Cohort, slug=slug)
    return Cohort.objects.exclude(state__in=["cancelled", "archived"]).order_by("-state_since").first()


def _track(tracks: list[Track], key: str | None) -> Track | None:
    return next((track for track in tracks if track.key == key), None)


def _uuid_or_none(text: str | None) -> str | None:
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return None


def _pipeline(funnel: numbers.Funnel) -> Chart | None:
    first, last = funnel.stages[0].people, funnel.stages[-1].people
    if not first:
        return None
    return pipeline(
        [(stage.label, stage.people) for stage in funnel.stages],
        [[(label, people) for label, people in exits if people] for exits in funnel.exits],
        title=f"{first:,} people applied and {last:,} have started",
        desc="People who reached each stage, counted from the ledger, and where others left.",
        uid="pipeline",
    )


def _agencies(counts: list[SeatCount]) -> Chart | None:
    if not counts:
        return None
    most = max(counts, key=lambda count: count.open)
    title = f"{most.name} has the most open seats" if most.open else "Every seat is filled or being matched"
    rows = [(count.name, count.filled, count.matching, count.open) for count in counts[:MOST_AGENCIES]]
    return unit_rows(rows, title=title, desc="Seats by agency: filled, being matched, open.", uid="agencies")


def _days(days: list[int]) -> Chart | None:
    if not days:
        return None
    middle = round(median(days))
    bins = max(days) // BIN_DAYS + 1
    counts = [sum(low <= day < low + BIN_DAYS for day in days) for low in range(0, bins * BIN_DAYS, BIN_DAYS)]
    marks = [(middle, f"Median {middle} days", "")]
    goal = settings.HIRING_GOAL_DAYS
    if bins * BIN_DAYS >= goal:
        marks.append((goal, f"Federal goal {goal} days", "goal"))
    return histogram(
        counts,
        start=0,
        width_of_bin=BIN_DAYS,
        marks=marks,
        title=f"Half start within {middle} days",
        desc="Days from a validated need to a first day at work.",
        uid="days",
    )
