"""Interest signals of the open round: each request has a few, and nobody sent more than their cohort gives."""

from agencies.models import Requisition
from placements.actions.signal import send_signal
from placements.models import CertificateEntry
from placements.queries.pool import pool_of
from placements.queries.signals import signal_desk

from .clock import at
from .world import World

MOST_TO_ONE = 3


def show_interest(world: World, idle: set[int]) -> None:
    """Up to three people for each published request, of those who can be matched there. `idle`: who does it by hand."""
    wanted = Requisition.objects.filter(state="published").select_related("track__cohort").order_by("pk")
    with at(world.ago(1)):
        for requisition in wanted:
            pool = pool_of(requisition).people
            able = [pk for pk, standing in pool.items() if not standing.bits]
            chosen = world.draw.some(able, MOST_TO_ONE)
            rows = CertificateEntry.objects.filter(pk__in=chosen).exclude(
                application__candidate__user__in=idle
            )
            for entry in rows.select_related("application__candidate__user", "application__cohort").order_by(
                "pk"
            ):
                if signal_desk(entry.application).left:
                    send_signal(entry.application, requisition, by=entry.application.candidate.user)
