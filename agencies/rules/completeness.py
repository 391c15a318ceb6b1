"""What a requisition still lacks before OPM can check it, and before it can be published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.models import FundingCertification, Requisition, RequisitionRole
from agencies.models.requisition import Reversion


@dataclass(frozen=True)
class Gap:
    """`field` is the field of the form where it is put right; `funding` for money."""

    field: str
    message: str


def content_gaps(
    need: Requisition, *, skills: int, today: date, roles: Sequence[RequisitionRole] = ()
) -> list[Gap]:
    """What is missing in the need itself, in the order of the form. Empty when it is complete."""
    return [
        *_work(need, skills),
        *_shape(need, roles),
        *_terms(need),
        *_dates(need, today),
        *_people(need),
        *_reversion(need),
    ]


def money_gaps(need: Requisition, funding: FundingCertification | None) -> list[Gap]:
    """Why the seats are not funded. A seat without money is not a seat."""
    if funding is None:
        return [Gap("funding", "Nobody has certified the money for these seats.")]
    found = []
    if funding.seat_count < need.seat_count:
        words = f"Money is certified for {funding.seat_count} of the {need.seat_count} seats."
        found.append(Gap("funding", words))
    if need.start_by and funding.available_until < need.start_by:
        found.append(Gap("funding", "The money ends before the latest start date."))
    return found


def calendar_gaps(need: Requisition) -> list[Gap]:
    """Why candidates could not rank it even if it were published."""
    cohort, track = need.track.cohort, need.track
    if cohort.state not in ("announced", "running", "placing"):
        return [Gap("track", f"{cohort.name} does not take requests now.")]
    if track.state in ("filled", "exhausted"):
        return [Gap("track", f"{track.name} in {cohort.name} has ended.")]
    return []


def _work(need: Requisition, skills: int) -> Iterator[Gap]:
    if not need.project.strip():
        yield Gap("project", "Describe the project.")
    if not need.outcome.strip():
        yield Gap("outcome", "Say what will be different when it is done.")
    if not skills:
        yield Gap("skills", "Name at least one skill that the work needs.")


def _shape(need: Requisition, roles: Sequence[RequisitionRole]) -> Iterator[Gap]:
    """A plain requisition has no roles; the roles of a team share out its seats, all of them and no more."""
    seats = sum(role.seats for role in roles)
    if roles and seats != need.seat_count:
        word = "seat" if seats == 1 else "seats"
        yield Gap("roles", f"The roles have {seats} {word} in all, and {need.seat_count} are asked for.")


def _terms(need: Requisition) -> Iterator[Gap]:
    if need.grade_id is None:
        yield Gap("grade", "Choose a grade.")
    if need.duty_station_id is None:
        yield Gap("duty_station", "Choose a duty station.")


def _dates(need: Requisition, today: date) -> Iterator[Gap]:
    if need.start_from is None:
        yield Gap("start_from", "Enter the earliest start date.")
    if need.start_by is None:
        yield Gap("start_by", "Enter the latest start date.")
    elif need.start_by <= today:
        yield Gap("start_by", "The latest start date has passed.")


def _people(need: Requisition) -> Iterator[Gap]:
    if not need.supervisor_name.strip():
        yield Gap("supervisor_name", "Name the supervisor.")
    if not need.supervisor_email:
        yield Gap("supervisor_email", "Enter the supervisor’s email.")
    if not need.contact_name.strip():
        yield Gap("contact_name", "Name a contact for questions.")
    if not need.contact_email:
        yield Gap("contact_email", "Enter the contact’s email.")


def _reversion(need: Requisition) -> Iterator[Gap]:
    if need.reversion == Reversion.REQUISITION and need.reverts_to_id is None:
        yield Gap("reverts_to", "Choose the request that unfilled seats go to.")
    if need.reversion != Reversion.STAY and need.reverts_on is None:
        yield Gap("reverts_on", "Enter the day after which unfilled seats go.")
