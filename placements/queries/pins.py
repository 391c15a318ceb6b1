"""Seats that two people decided before a match: which count for the match to come, and as the engine reads them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from placements.models import MatchResult, MatchRun, Pin, current_round
from placements.models.match_run import PUBLIC
from placements.models.pin import STANDING, PinReason
from techforce.programme.models import Cohort, Track

Row = dict[str, Any]


def standing_pins(cohort: Cohort) -> QuerySet[Pin]:
    """Pins of the present round that no published match has used, waiting or approved."""
    number = current_round(cohort)
    rows = Pin.objects.filter(cohort=cohort, round_number=number, state__in=STANDING)
    return rows.filter(~Exists(_used(cohort, number, OuterRef("requisition__track"))))


def is_published(cohort: Cohort, track: Track) -> bool:
    """Whether the present round of a track has its result: a pin would come too late for it."""
    return _used(cohort, current_round(cohort), track).exists()


def _used(cohort: Cohort, number: int, track: Any) -> QuerySet[MatchRun]:
    rows = MatchRun.objects.filter(cohort=cohort, round_number=number, dry_run=False, state__in=PUBLIC)
    return rows.filter(Q(track=None) | Q(track=track))


def approved_rows(cohort: Cohort, track: Track | None) -> list[Row]:
    """The approved pins of a match over a cohort or one of its tracks, as the engine reads them."""
    rows = standing_pins(cohort).filter(state="approved")
    if track is not None:
        rows = rows.filter(requisition__track=track)
    return [as_row(pin) for pin in rows]


def as_row(pin: Pin) -> Row:
    """One pin as the engine reads it; the words of its reason stay out."""
    return {
        "candidate": str(pin.application_id),
        "requisition": str(pin.requisition_id),
        "reason": pin.reason_class,
    }


def outcome_of(pin: Pin) -> MatchResult | None:
    """What the newest real run with an approved pin made of it; None before there is one. One query.

    `exception` is empty where the pin's team stayed closed: then it was released, and the person matched like anybody.
    """
    if pin.state != "approved":
        return None
    rows = MatchResult.objects.filter(
        application=pin.application_id,
        run__cohort=pin.cohort_id,
        run__round_number=pin.round_number,
        run__dry_run=False,
        run__created_at__gte=pin.state_since,
    )
    found = rows.select_related("run", "requisition").defer(*(f"run__{name}" for name in MatchRun.HEAVY))
    return found.order_by("-run__number").first()


def pins_of_run(run: MatchRun) -> QuerySet[MatchResult]:
    """People of a run whose seat was decided before it."""
    rows = MatchResult.objects.filter(run=run, exception__in=PinReason.values)
    return rows.select_related("application", "requisition").order_by("application__code")
