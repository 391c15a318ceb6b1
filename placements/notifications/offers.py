"""Who hears of offers and placements."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse

from agencies.models import AgencyMembership
from placements.models import Offer, Placement
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.ui.moments import eastern_words, to_eastern


def agency_people(agency_id: int, *roles: str) -> list[User]:
    """Who holds one of these roles in the agency or in the one above it."""
    members = AgencyMembership.objects.current().filter(role__in=roles, user__is_active=True)
    members = members.select_related("user")
    own = members.filter(agency=agency_id)
    above = members.filter(agency__components=agency_id)
    return list({member.user_id: member.user for member in [*own, *above]}.values())


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
        agency = subject.seat.requisition.agency_id
        return [*super().recipients(subject), *agency_people(agency, "coordinator", "agency_hr")]

    def link(self, subject: Offer) -> str:
        return reverse("operations:home")


@register
class OfferSent(OfferNotice):
    key: ClassVar[str] = "offer_sent"
    template: ClassVar[str] = "placements/emails/offer_sent.txt"

    def context(self, subject: Offer, recipient: User) -> dict[str, Any]:
        clock = eastern_words(to_eastern(subject.expires_at)) if subject.expires_at else ""
        return {**super().context(subject, recipient), "expires": clock}


@register
class OfferAccepted(OfferNoticeToBoth):
    key: ClassVar[str] = "offer_accepted"
    template: ClassVar[str] = "placements/emails/offer_accepted.txt"


@register
class OfferDeclined(OfferNoticeToBoth):
    key: ClassVar[str] = "offer_declined"
    template: ClassVar[str] = "placements/emails/offer_declined.txt"


@register
class OfferExpired(OfferNoticeToBoth):
    key: ClassVar[str] = "offer_expired"
    template: ClassVar[str] = "placements/emails/offer_expired.txt"


@register
class OfferRescinded(OfferNotice):
    key: ClassVar[str] = "offer_rescinded"
    template: ClassVar[str] = "placements/emails/offer_rescinded.txt"


@register
class OfferVoided(OfferNoticeToBoth):
    key: ClassVar[str] = "offer_voided"
    template: ClassVar[str] = "placements/emails/offer_voided.txt"


class PlacementNotice(Notice):
    """To the participant and to the agency's people who confirm first days."""

    def recipients(self, subject: Placement) -> Iterable[User]:
        agency = subject.seat.requisition.agency_id
        participant = subject.entry.application.candidate.user
        return [participant, *agency_people(agency, "coordinator", "agency_hr")]

    def context(self, subject: Placement, recipient: User) -> dict[str, Any]:
        own = subject.entry.application.candidate.user_id == recipient.pk
        return {"requisition": subject.seat.requisition, "own": own, "code": subject.entry.application.code}

    def link(self, subject: Placement) -> str:
        return reverse("operations:home")


@register
class PlacementCleared(PlacementNotice):
    key: ClassVar[str] = "placement_cleared"
    template: ClassVar[str] = "placements/emails/placement_cleared.txt"


@register
class PlacementActive(PlacementNotice):
    key: ClassVar[str] = "placement_active"
    template: ClassVar[str] = "placements/emails/placement_active.txt"


@register
class PlacementExtended(PlacementNotice):
    key: ClassVar[str] = "placement_extended"
    template: ClassVar[str] = "placements/emails/placement_extended.txt"


@register
class PlacementCompleted(PlacementNotice):
    key: ClassVar[str] = "placement_completed"
    template: ClassVar[str] = "placements/emails/placement_completed.txt"


@register
class PlacementAlumni(PlacementNotice):
    key: ClassVar[str] = "placement_alumni"
    template: ClassVar[str] = "placements/emails/placement_alumni.txt"


@register
class PlacementCancelled(PlacementNotice):
    key: ClassVar[str] = "placement_cancelled"
    template: ClassVar[str] = "placements/emails/placement_cancelled.txt"


@register
class PlacementEnded(PlacementNotice):
    key: ClassVar[str] = "placement_ended"
    template: ClassVar[str] = "placements/emails/placement_ended.txt"
