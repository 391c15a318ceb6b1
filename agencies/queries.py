"""Reads that join requisitions with seats, money, memberships and the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agencies.models import FundingCertification, Requisition, RequisitionRole
from agencies.shape import roles_of
from agencies.workflow import REQUISITION
from techforce.access.roles import ROLES
from techforce.audit.models import LedgerEntry

# Acts that are no transitions, in the words of the history.
OTHER_ACTS = {
    "start": "Started",
    "edit": "Changed",
    "certify_funding": "Money certified",
    "withdraw_funding": "Certification taken back",
    "revert_seats": "Seats reverted",
    "leave_out": "Left out of a round",
}
MATCHED = Q(seats__state__in=["matched", "offered"])


@dataclass(frozen=True)
class SeatCounts:
    """Seats of one requisition by state."""

    open: int = 0
    matched: int = 0
    offered: int = 0
    filled: int = 0

    @property
    def standing(self) -> int:
        """Seats that exist: neither cancelled nor reverted."""
        return self.open + self.matched + self.offered + self.filled

    @property
    def in_between(self) -> int:
        """Seats that are neither open nor filled, as the meter draws them."""
        return self.matched + self.offered


@dataclass(frozen=True)
class HistoryLine:
    """One act on a requisition, as its page tells it."""

    at: datetime
    what: str
    who: str
    role: str
    reason: str
    tone: str


def seat_counts(requisition: Requisition) -> SeatCounts:
    """How many seats of this requisition are in which state. One query."""
    rows = requisition.seats.order_by().values_list("state").annotate(number=Count("id"))
    return SeatCounts(**{state: number for state, number in rows if state in SeatCounts.__dataclass_fields__})


@dataclass(frozen=True)
class RoleCounts:
    """One role of a team with its seats by state; before publication it has none yet."""

    role: RequisitionRole
    counts: SeatCounts


def role_counts(requisition: Requisition) -> list[RoleCounts]:
    """The roles of a team with their skills and seats; empty for a plain requisition. Three queries, one without roles."""
    roles = roles_of(requisition)
    if not roles:
        return []
    found: dict[int, dict[str, int]] = {}
    rows = requisition.seats.filter(role__isnull=False).order_by().values_list("role_id", "state")
    for role, state, number in rows.annotate(number=Count("id")):
        if state in SeatCounts.__dataclass_fields__:
            found.setdefault(role, {})[state] = number
    return [RoleCounts(role, SeatCounts(**found.get(role.pk, {}))) for role in roles]


def for_list(requisitions: QuerySet[Requisition]) -> QuerySet[Requisition]:
    """What a row of a list shows, in one query: agency, track, whether it is funded, and its seats by state."""
    current = FundingCertification.objects.filter(
        requisition=OuterRef("pk"), withdrawn_at=None, seat_count__gte=OuterRef("seat_count")
    )
    return requisitions.select_related("agency", "track__cohort", "duty_station", "grade").annotate(
        is_funded=Exists(current),
        seats_open=Count("seats", filter=Q(seats__state="open")),
        seats_matched=Count("seats", filter=MATCHED),
        seats_filled=Count("seats", filter=Q(seats__state="filled")),
    )


def history(requisition: Requisition) -> list[HistoryLine]:
    """Every act on it, newest first. Repeated saves by one person are told as one. One query."""
    entries = LedgerEntry.objects.about(requisition).select_related("actor")
    lines: list[HistoryLine] = []
    before: tuple[Any, ...] = ()
    for entry in entries:
        same = (entry.act, entry.actor_id)
        if entry.act == "edit" and same == before and lines:
            lines.pop()
        lines.append(_line(entry))
        before = same
    return lines[::-1]


def last_comment(requisition: Requisition, act: str) -> LedgerEntry | None:
    """The newest act of this name with its reason, for example why it was returned."""
    return LedgerEntry.objects.about(requisition).filter(act=act).select_related("actor").last()


def _line(entry: LedgerEntry) -> HistoryLine:
    what, tone = OTHER_ACTS.get(entry.act, ""), "neutral"
    if entry.to_state:
        state = REQUISITION.state(entry.to_state)
        what, tone = what or state.label, state.tone
    role = ROLES[entry.actor_role].label if entry.actor_role in ROLES else entry.actor_role.capitalize()
    who = str(entry.actor) if entry.actor else "The system"
    return HistoryLine(entry.at, what or entry.act, who, role, entry.reason, tone)
