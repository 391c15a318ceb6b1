"""A few fit interviews in the round that is open: one that waits for an answer, one that is agreed."""

from datetime import datetime, timedelta

from agencies.models import AgencyMembership, Requisition
from placements.actions.interview import accept_interview, invite_to_interview
from placements.models import CertificateEntry, FitInterview
from placements.queries.pool import pool_of
from techforce.ui.moments import to_eastern

from .clock import at
from .world import World

MOST = 2
OF_THE_CAST = ("TREAS", "VA")


def invite_some(world: World) -> None:
    """Requests of the first track invite Ben, who has not answered, and somebody else, who has."""
    rows = Requisition.objects.filter(
        state="published", track=world.tracks[0], seats__state="open"
    ).distinct()
    ben = world.cast["ben"].pk
    open_rows = sorted(
        rows.select_related("agency", "track__cohort"),
        key=lambda row: (row.agency.acronym not in OF_THE_CAST, row.number),
    )
    asked: set[bool] = set()
    for row in open_rows:
        for entry in _fitting(row):
            is_ben = entry.application.candidate.user_id == ben
            if is_ben not in asked:
                asked.add(is_ben)
                _invite(world, row, entry, agreed=not is_ben)
        if len(asked) == MOST:
            return


def _fitting(row: Requisition) -> list[CertificateEntry]:
    """People whom no hard rule keeps from this request, best first."""
    fits = [pk for pk, verdict in pool_of(row).people.items() if not verdict.bits]
    found = CertificateEntry.objects.filter(pk__in=fits, state="available")
    return list(found.select_related("application__candidate__user").order_by("-score", "pk"))


def _invite(world: World, row: Requisition, entry: CertificateEntry, *, agreed: bool) -> FitInterview:
    coordinators = AgencyMembership.objects.filter(agency=row.agency_id, role="coordinator")
    slots = [_noon(world.now + timedelta(days=days)) for days in (2, 3, 4)]
    with at(world.ago(1)):
        made = invite_to_interview(
            entry,
            row,
            by=coordinators.select_related("user").latest("pk").user,
            slots=slots,
            minutes=30,
            how=FitInterview.How.VIDEO,
            joining="The link comes by email on the morning of the day.",
        )
    if agreed:
        with at(world.ago(0.5)):
            accept_interview(made, by=entry.application.candidate.user, chosen=slots[1])
    return made


def _noon(moment: datetime) -> datetime:
    """Noon of that day in Washington."""
    return to_eastern(moment).replace(hour=12, minute=0, second=0, microsecond=0)
