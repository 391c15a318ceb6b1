"""Who would lose a seat of a requisition, and what there is for each instead."""

import uuid
from collections.abc import Collection

from agencies.impact import Affected, register_affected
from agencies.models import Requisition
from placements.models import CertificateEntry, Offer, Placement
from placements.queries.ranking import broken_rules
from placements.queries.second_seats import open_requisitions


@register_affected
def holders(requisition: Requisition, seats: Collection[uuid.UUID]) -> list[Affected]:
    """Everybody with a live offer of one of these seats. What others ranked is not told: only whom the hard rules fit."""
    rows = (
        Offer.objects.live()
        .filter(seat__in=seats)
        .select_related("seat", "entry__application", "entry__certificate__track")
    )
    offers = list(rows)
    if not offers:
        return []
    at_work = Placement.objects.filter(offer__in=offers)
    stage = {row.offer_id: row.state_info.label for row in at_work}
    fits = _seats_that_fit([offer.entry for offer in offers], requisition, seats)
    return [
        Affected(
            offer.seat.number,
            offer.entry.application.code,
            stage.get(offer.pk) or f"Offer {offer.state_info.label.lower()}",
            _instead(fits[offer.entry_id]),
        )
        for offer in offers
    ]


def _seats_that_fit(
    entries: list[CertificateEntry], requisition: Requisition, gone: Collection[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """For each entry how many seats are open now, elsewhere or here, whose hard rules it meets."""
    needs = list(open_requisitions(requisition.track.cohort, gone))
    if not needs:
        return {entry.pk: 0 for entry in entries}
    scores = {entry.application_id: {entry.certificate.track.key: entry.score} for entry in entries}
    broken = broken_rules(scores, needs)
    return {
        entry.pk: sum(need.open_seats for need in needs if not broken[entry.application_id, need.pk])
        for entry in entries
    }


def _instead(fits: int) -> str:
    if not fits:
        return "No open seat fits now. Goes to reserve and comes first."
    seats = "1 open seat fits" if fits == 1 else f"{fits} open seats fit"
    return f"{seats} by the hard rules. Is offered one if both sides ranked each other; else goes to reserve and comes first."
