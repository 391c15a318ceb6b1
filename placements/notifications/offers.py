"""Who hears of offers and placements."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse

from agencies.people import BRINGING_ON_BOARD, people_of
from placements.models import Offer
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, declare, register
from techforce.ui.moments import eastern_words, to_eastern

WORDS = "placements/emails"


class OfferNotice(Notice):
    """To the candidate, with a link to the offer."""

    def recipients(self, subject: Offer) -> Iterable[User]:
        return [subject.entry.application.candidate.user]

    def context(self, subject: Offer, recipient: User) -> dict[str, Any]:
        own = subject.entry.application.candidate.user_id == recipient.pk
        return {"requisition": subject.seat.requisition, "own": own, "code": subject.entry.application.code}

    def link(self, subject: Offer) -> str:
        return reverse("placements:own_offer", args=[subject.pk])


class OfferNoticeToBoth(OfferNotice):
    """To the candidate and to the agency's coordinators; each reads their own sentences."""

    def recipients(self, subject: Offer) -> Iterable[User]:
        agency = subject.seat.requisition.agency
        return [*super().recipients(subject), *people_of(agency, *BRINGING_ON_BOARD)]

    def link(self, subject: Offer) -> str:
        return reverse("operations:home")


@register
class OfferSent(OfferNotice):
    key: ClassVar[str] = "offer_sent"
    template: ClassVar[str] = "placements/emails/offer_sent.txt"

    def context(self, subject: Offer, recipient: User) -> dict[str, Any]:
        clock = eastern_words(to_eastern(subject.expires_at)) if subject.expires_at else ""
        return {**super().context(subject, recipient), "expires": clock}


declare(OfferNotice, WORDS, "offer_rescinded")
declare(OfferNoticeToBoth, WORDS, "offer_accepted", "offer_declined", "offer_expired", "offer_voided")
