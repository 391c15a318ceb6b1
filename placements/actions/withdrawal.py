"""What a withdrawal frees on this side: entries, links, offers, seats, and a placement that has not begun."""

from typing import Any

from django.dispatch import receiver

from applicants.models import Application
from applicants.signals import application_withdrawn
from placements.models import CertificateEntry, Offer, Placement
from techforce.accounts.models import User
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply, lock

from .offer import decline_offer, rescind_offer, void_offer
from .pair import end_pairs_of

REASON = "The candidate withdrew."
AT_WORK = "You have started work. Leaving is arranged with your agency, not by withdrawing."


@receiver(application_withdrawn)
def release_everything(sender: Any, application: Application, by: User, **kwargs: Any) -> None:
    """Runs inside the withdrawal's transaction. Raises Refused for somebody who has started work."""
    entries = CertificateEntry.objects.filter(application=application).order_by("pk")
    for entry in entries:
        _refuse_if_placed(entry)
    for offer in Offer.objects.live().filter(entry__application=application).order_by("pk"):
        _end_offer(offer, by)
    for entry in entries:
        now = lock(entry)
        _refuse_if_placed(now)  # the first day may have been confirmed since the first look
        if now.is_open:
            apply(entry, "withdraw", by=by)
    end_pairs_of(application)


def _end_offer(offer: Offer, by: User) -> None:
    state = lock(offer).state
    if state == "sent":
        decline_offer(offer, by=by, reason=REASON, reserve=False)
    elif state in ("accepted", "final"):
        _refuse_if_active(offer)
        void_offer(offer, by=by, reason=REASON, reserve=False)
    else:
        rescind_offer(offer, by=None, reason=REASON, reserve=False)


def _refuse_if_placed(entry: CertificateEntry) -> None:
    if entry.state == "placed":
        raise Refused(AT_WORK)


def _refuse_if_active(offer: Offer) -> None:
    if Placement.objects.filter(offer=offer, state="active").exists():
        raise Refused(AT_WORK)
