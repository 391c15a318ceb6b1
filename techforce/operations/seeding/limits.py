"""What stands between lists and the match: a limit of one agency, and work that is claimed to be mission critical."""

from datetime import timedelta

from agencies.actions.critical import CLAIMABLE, claim_critical, decide_critical
from agencies.models import AgencyMembership, Requisition
from placements.actions.caps import set_cap
from techforce.accounts.models import User

from .clock import at
from .world import World

LIMITED_AGO = 24
OWN = ("VA", "TREAS")


def limit_one_agency(world: World, early: list[Requisition]) -> None:
    """Half of its seats for the agency that asked for most, and its largest request mission critical.

    Not for agencies of the cast or above them: those are to be placed as the cast says.
    """
    seats: dict[int, int] = {}
    for row in early:
        if row.agency.acronym not in OWN and row.agency.parent_id is None:
            seats[row.agency_id] = seats.get(row.agency_id, 0) + row.seat_count
    if not seats:
        return
    most = max(seats, key=lambda pk: (seats[pk], -pk))
    own = [row for row in early if row.agency_id == most]
    largest = max(own, key=lambda row: row.seat_count)
    with at(world.ago(LIMITED_AGO)):
        reason = "The department can supervise this many people at once in its first year."
        set_cap(
            world.cohort, largest.agency, by=world.cast["pat"], seats=max(1, seats[most] // 2), reason=reason
        )
        claim = claim_critical(
            largest,
            by=_coordinator(largest),
            reason="The service fails for everybody if this work waits another season.",
        )
    with at(world.ago(LIMITED_AGO) + timedelta(hours=6)):
        decide_critical(claim, by=world.cast["sam"], approve=True, reason="The dates are set by law.")


def claim_for_cast(world: World) -> None:
    """The cast's coordinator asks for one of her open requests; it waits for the approver."""
    rows = Requisition.objects.filter(agency__acronym="VA", state__in=CLAIMABLE)
    row = rows.exclude(state="draft").order_by("-created_at").first()
    if row is not None:
        with at(world.ago(0.2)):
            claim_critical(
                row,
                by=world.cast["cora"],
                reason="Claims wait for this system in every regional office, and the law sets the last day for them.",
            )


def _coordinator(row: Requisition) -> User:
    rows = AgencyMembership.objects.filter(agency=row.agency_id, role="coordinator")
    return rows.select_related("user").latest("pk").user
