"""The clock of a term: how long it is, how much longer it may become, and how much of it is served."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from placements.models import Placement
from techforce.programme.models import Cohort
from techforce.workflow.errors import Refused


@dataclass(frozen=True)
class Term:
    """`ends_on` and `latest_end` are last days, served in full. `served` is a whole percentage."""

    started_on: date
    ends_on: date
    latest_end: date
    days_left: int
    served: int
    authority: str

    @property
    def can_extend(self) -> bool:
        return self.ends_on < self.latest_end


def months_after(day: date, months: int) -> date:
    """The same day that many months later, or the last day of a month that is too short for it."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(started_on: date, months: int) -> date:
    """The last day of a term of so many months."""
    return months_after(started_on, months) - timedelta(days=1)


def latest_end(started_on: date, cohort: Cohort) -> date:
    """The last day that the cohort's authority allows, all extensions together."""
    return last_day(started_on, cohort.term_months + cohort.extension_months)


def dates_of(placement: Placement) -> tuple[date, date]:
    """First and last day of a term. Raises Refused before the first day was confirmed."""
    if placement.started_on is None or placement.ends_on is None:
        raise Refused("The first day has not been confirmed yet.")
    return placement.started_on, placement.ends_on


def term_of(placement: Placement, cohort: Cohort, today: date) -> Term | None:
    """The clock of one placement as of a day; None before the first day."""
    started, ends = placement.started_on, placement.ends_on
    if started is None or ends is None:
        return None
    over = placement.ended_on or min(today, ends)
    whole = (ends - started).days + 1
    served = max(0, min(whole, (over - started).days + 1))
    return Term(
        started_on=started,
        ends_on=ends,
        latest_end=max(ends, latest_end(started, cohort)),
        days_left=max(0, (ends - today).days) if placement.ended_on is None else 0,
        served=served * 100 // whole,
        authority=cohort.term_authority,
    )
