"""Offers and placements, brought to a state by the acts that lead there."""

from agencies.models import Requisition, Seat
from placements.actions.offer import accept_offer, draft_offer, send_offer
from placements.actions.placement import complete_step
from placements.models import CertificateEntry, Offer, Placement
from techforce.accounts.models import User
from techforce.workflow.kernel import apply


def matched_seat(requisition: Requisition) -> Seat:
    """The requisition's first open seat, matched; the requisition is filling."""
    if requisition.state == "published":
        apply(requisition, "enter_match", by=None)
        apply(requisition, "fill_seats", by=None)
    seat = requisition.seats.filter(state="open").first()
    apply(seat, "match", by=None)
    return seat


def drafted(entry: CertificateEntry, requisition: Requisition) -> Offer:
    """What publishing a match leaves: a matched pair with a drafted offer."""
    apply(entry, "match", by=None)
    return draft_offer(entry, matched_seat(requisition), None)


def sent(entry: CertificateEntry, requisition: Requisition, by: User, days: int = 7) -> Offer:
    """An offer that waits for its answer."""
    offer = drafted(entry, requisition)
    send_offer(offer, by=by, days=days)
    return offer


def onboarding(offer: Offer) -> Placement:
    """The placement of an offer that its candidate has accepted."""
    return accept_offer(offer, by=offer.entry.application.candidate.user, attested=True)


def cleared(placement: Placement, agency: User, opm: User) -> Placement:
    """A placement whose every step was done by its owner."""
    owners = {"participant": placement.entry.application.candidate.user, "agency": agency, "opm": opm}
    for step in placement.steps.all():
        complete_step(step, by=owners[step.owner])
    placement.refresh_from_db()
    return placement
