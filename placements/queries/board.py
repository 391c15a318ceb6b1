"""The programme manager's numbers. The funnel is counted from the ledger, so it cannot disagree with it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from applicants.models import Application
from techforce.programme.models import Cohort, Track

# The way through the programme: stage, the act on the ledger that reaches it, and whose noun it is.
STAGES = (
    ("submitted", "Applied", "applicants.application", ("submitted",)),
    ("eligible", "Eligible", "applicants.application", ("eligible",)),
    ("qualified", "Qualified", "applicants.application", ("qualified",)),
    ("certified", "Certified", "applicants.application", ("certified",)),
    ("matched", "Matched", "placements.certificateentry", ("matched",)),
    ("accepted", "Accepted", "placements.certificateentry", ("accepted",)),
    ("placed", "Placed", "placements.certificateentry", ("placed",)),
)
EXITS = (
    ("ineligible", "Not eligible", "eligible"),
    ("not_qualified", "Not qualified", "qualified"),
    ("lapsed", "Lapsed", "qualified"),
)
STAGE_KEYS = {key for key, *_ in STAGES}

# One row for each application and stage that its ledger entries ever reached. Entries of certificates count
# for the application they belong to. The sets are distinct: reaching a stage twice is still one person.
REACHED = """
with scope as (
    select a.id from applicants_application a
    where a.cohort_id = %(cohort)s
      and (%(track)s::uuid is null or exists (
          select 1 from applicants_applicationtrack t where t.application_id = a.id and t.track_id = %(track)s))
), reached as (
    select l.to_state, s.id from audit_ledgerentry l
    join scope s on l.subject_id = s.id::text
    where l.subject_type = 'applicants.application'
      and l.to_state in ('submitted', 'eligible', 'qualified', 'certified',
                         'ineligible', 'not_qualified', 'lapsed', 'withdrawn')
    union
    select l.to_state, s.id from audit_ledgerentry l
    join placements_certificateentry e on l.subject_id = e.id::text
    join scope s on s.id = e.application_id
    where l.subject_type = 'placements.certificateentry' and l.to_state in ('matched', 'accepted', 'placed')
)
"""
COUNTS = REACHED + "select to_state, count(*) from reached group by to_state"  # noqa: S608 - our own words
LIST = (
    REACHED
    + """
select a.id, a.code, a.state, a.state_since from reached r join applicants_application a on a.id = r.id
where r.to_state = %(stage)s and (%(after)s::uuid is null or a.id > %(after)s::uuid)
order by a.id limit %(limit)s
"""
)
WAITING = """
select state, count(*), min(state_since) from applicants_application
where cohort_id = %s and state = any(%s) group by state
"""
DAYS_TO_FIRST_DAY = """
select p.started_on - (r.validated_at at time zone 'America/New_York')::date
from placements_placement p
join agencies_seat s on s.id = p.seat_id join agencies_requisition r on r.id = s.requisition_id
join programme_track t on t.id = r.track_id
where t.cohort_id = %s and p.started_on is not null and r.validated_at is not null order by 1
"""


@dataclass(frozen=True)
class Stage:
    """How many people ever reached a stage."""

    key: str
    label: str
    people: int


@dataclass(frozen=True)
class Funnel:
    """Stages in order; `exits[i]` lists (label, people) who left between stage i and the next."""

    stages: tuple[Stage, ...]
    exits: tuple[tuple[tuple[str, int], ...], ...]


def funnel(cohort: Cohort, track: Track | None = None) -> Funnel:
    """Count, from the ledger, the people of a cohort (or of one track) who reached each stage."""
    counts = _counts(cohort, track)
    stages = tuple(Stage(key, label, counts.get(key, 0)) for key, label, *_ in STAGES)
    exits = tuple(
        tuple((label, counts.get(state, 0)) for state, label, before in EXITS if before == following.key)
        for following in stages[1:]
    )
    return Funnel(stages, exits)


def _counts(cohort: Cohort, track: Track | None) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"cohort": cohort.pk, "track": track.pk if track else None})
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Reached:
    """One application in a stage's list."""

    id: str
    code: str
    state: str
    state_label: str
    since: datetime


def reached(
    cohort: Cohort, stage: str, *, track: Track | None = None, after: str | None = None, limit: int = 50
) -> list[Reached]:
    """The applications behind one number of the funnel, by key; `after` is the last id of the page before."""
    values = {
        "cohort": cohort.pk,
        "track": track.pk if track else None,
        "stage": stage,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIST, values)
        rows = cursor.fetchall()
    labels = Application.WORKFLOW
    return [
        Reached(str(pk), code, state, labels.state(state).label, since) for pk, code, state, since in rows
    ]


@dataclass(frozen=True)
class Waiting:
    """How many people wait in a state, for whom, and for how long the first of them has."""

    state: str
    label: str
    who: str
    people: int
    longest_days: int
    limit_days: int

    @property
    def late(self) -> int:
        """Days past the limit; 0 when in time."""
        return max(0, self.longest_days - self.limit_days)

    @property
    def due_soon(self) -> bool:
        return not self.late and self.longest_days * 10 >= self.limit_days * 7


# Who has submitted waits for a window to close, which is nobody's delay.
UNJUDGED = ("submitted",)


def waiting(cohort: Cohort) -> list[Waiting]:
    """The open states that people wait in, longest wait first."""
    limits = {state: days for state, days in settings.STAGE_DAYS.items() if state not in UNJUDGED}
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [cohort.pk, list(limits)])
        rows = cursor.fetchall()
    now = timezone.now()
    found = []
    for state, people, oldest in rows:
        info = Application.WORKFLOW.state(state)
        days = (now - oldest).days
        found.append(Waiting(state, info.label, info.next, people, days, limits[state]))
    return sorted(found, key=lambda row: -row.longest_days)


def days_to_first_day(cohort: Cohort) -> list[int]:
    """Whole days from a validated need to a first day, one for each placement, rising."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS_TO_FIRST_DAY, [cohort.pk])
        return [int(row[0]) for row in cursor.fetchall()]
