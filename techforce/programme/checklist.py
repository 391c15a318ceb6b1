"""What has to stand before a cohort is announced and its tracks open: every line done, or missing with where to mend it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from techforce.access.models import Grant
from techforce.workflow.errors import Refused

from .models import Cohort, DutyStation, Grade, Skill, Track


@dataclass(frozen=True)
class Line:
    """`missing` says what is not there yet, and is empty when the line is done. `link` leads to where it is mended."""

    key: str
    label: str
    missing: str = ""
    link: str = ""

    @property
    def done(self) -> bool:
        return not self.missing


Check = Callable[[Cohort, Sequence[Track]], Iterable[Line]]
_checks: list[Check] = []


class Unready(Refused):
    """Something is missing; `gaps` lists all of it at once."""

    status = 409

    def __init__(self, gaps: Sequence[Line]) -> None:
        super().__init__("This is not ready yet. " + " ".join(line.missing for line in gaps))
        self.gaps = gaps


def register_check(check: Check) -> Check:
    """Add a function from a cohort and some of its tracks to lines. Usable as a decorator."""
    if check not in _checks:
        _checks.append(check)
    return check


def checklist(cohort: Cohort, tracks: Sequence[Track]) -> list[Line]:
    """Every line for these tracks of the cohort, in the order in which apps were loaded."""
    return [line for check in _checks for line in check(cohort, tracks)]


def must_be_ready(cohort: Cohort, tracks: Sequence[Track]) -> None:
    """Raise Unready with every gap there is."""
    gaps = [line for line in checklist(cohort, tracks) if not line.done]
    if gaps:
        raise Unready(gaps)


@register_check
def calendar(cohort: Cohort, tracks: Sequence[Track]) -> Iterable[Line]:
    """Tracks with windows to come, and a ranking window."""
    now = timezone.now()
    over = [track for track in tracks if track.closes_at <= now]
    missing = "Add at least one track." if not tracks else _of("The window has passed: ", over)
    link = reverse("programme:track_window", args=[cohort.slug, over[0].key]) if over else ""
    yield Line("windows", "Tracks with their windows", missing, link)
    opens, closes = cohort.ranking_opens_at, cohort.ranking_closes_at
    words = ""
    if opens is None or closes is None:
        words = "Set when ranking opens and closes."
    elif closes <= now:
        words = "The ranking window has passed."
    window = reverse("placements:ranking_window", args=[cohort.slug])
    yield Line("ranking", "Ranking window", words, window)


@register_check
def words_and_terms(cohort: Cohort, tracks: Sequence[Track]) -> Iterable[Line]:
    """What is announced, and on what terms."""
    bare = [track for track in tracks if not (track.summary.strip() and track.description.strip())]
    link = reverse("programme:setup", args=[cohort.slug])
    announced = "" if cohort.announcement.strip() else "Write the announcement."
    yield Line("announcement", "Announcement text", announced, link)
    yield Line("descriptions", "Track descriptions", _of("Nothing is said about: ", bare), link)
    authority = "" if cohort.term_authority.strip() else "Name the authority for the term and its extension."
    yield Line("term", "Term, its longest extension, and the authority", authority, link)
    policy = "" if cohort.unranked_policy else "Choose what happens to people whom an agency did not rank."
    yield Line("unranked", "Policy for people who are not ranked", policy, link)


@register_check
def reference(cohort: Cohort, tracks: Sequence[Track]) -> Iterable[Line]:
    """Shared words that requests are made of, and the second person for what cannot be undone."""
    grades = "" if Grade.objects.exists() else "No grade is there to choose. An operator loads them."
    yield Line("grades", "Grades", grades)
    stations = (
        "" if DutyStation.objects.exists() else "No duty station is there to choose. An operator loads them."
    )
    yield Line("stations", "Duty stations", stations)
    skills = "" if Skill.objects.exists() else "No skill is there to choose. An operator loads them."
    yield Line("skills", "Skills", skills)
    held = Grant.objects.current().filter(role="approver", user__is_active=True).exists()
    missing = (
        "" if held else "Nobody is second approver: no match could be published. An operator gives the role."
    )
    yield Line("approver", "Second approver", missing)


def _of(words: str, tracks: Sequence[Track]) -> str:
    return f"{words}{', '.join(track.name for track in tracks)}." if tracks else ""
