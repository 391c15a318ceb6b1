"""Notification classes of agencies: which act tells whom."""

from collections.abc import Iterable

from django.urls import reverse

from agencies.models import Agency, Requisition
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register

COORDINATORS = ("coordinator",)
MONEY = ("coordinator", "agency_hr")
EVERYBODY = ("coordinator", "agency_hr", "hiring_official")


def agency_people(requisition: Requisition, *roles: str) -> list[User]:
    """People with these roles in the agency; where a component has none of its own, in the one above it."""
    agency: Agency | None = requisition.agency
    while agency is not None:
        members = User.objects.filter(
            is_active=True,
            agency_memberships__in=agency.memberships.current().filter(role__in=roles),
        )
        found = list(members.distinct().order_by("pk"))
        if found:
            return found
        agency = agency.parent
    return []


def programme_managers() -> list[User]:
    """The people at OPM who check and publish requisitions."""
    grants = Grant.objects.current().filter(role="programme_manager", user__is_active=True)
    return list(User.objects.filter(grants__in=grants).distinct().order_by("pk"))


class RequisitionNotice(Notice):
    """About one requisition, to people of its agency and, where they have to act, to programme managers."""

    roles: tuple[str, ...] = MONEY
    managers = False

    def recipients(self, subject: Requisition) -> Iterable[User]:
        people = agency_people(subject, *self.roles) + (programme_managers() if self.managers else [])
        return list(dict.fromkeys(people))

    def link(self, subject: Requisition) -> str:
        return reverse("agencies:requisition", args=[subject.pk])


@register
class RequisitionSubmitted(RequisitionNotice):
    key = "requisition_submitted"
    template = "agencies/emails/requisition_submitted.txt"
    managers = True


@register
class RequisitionReturned(RequisitionNotice):
    key = "requisition_returned"
    template = "agencies/emails/requisition_returned.txt"
    roles = COORDINATORS


@register
class RequisitionValidated(RequisitionNotice):
    key = "requisition_validated"
    template = "agencies/emails/requisition_validated.txt"

    def context(self, subject: Requisition, recipient: User) -> dict[str, object]:
        funded = subject.funding_certifications.filter(withdrawn_at=None).exists()
        return {"funded": funded}


@register
class RequisitionPublished(RequisitionNotice):
    key = "requisition_published"
    template = "agencies/emails/requisition_published.txt"
    roles = EVERYBODY

    def context(self, subject: Requisition, recipient: User) -> dict[str, object]:
        return {"cohort": subject.track.cohort}


@register
class RequisitionFilled(RequisitionNotice):
    key = "requisition_filled"
    template = "agencies/emails/requisition_filled.txt"
    roles = EVERYBODY


@register
class RequisitionClosedShort(RequisitionNotice):
    key = "requisition_closed_short"
    template = "agencies/emails/requisition_closed_short.txt"


@register
class RequisitionSuspended(RequisitionNotice):
    key = "requisition_suspended"
    template = "agencies/emails/requisition_suspended.txt"


@register
class RequisitionCancelled(RequisitionNotice):
    key = "requisition_cancelled"
    template = "agencies/emails/requisition_cancelled.txt"
    managers = True


@register
class FundingCertified(RequisitionNotice):
    key = "funding_certified"
    template = "agencies/emails/funding_certified.txt"
    roles = COORDINATORS
    managers = True

    def context(self, subject: Requisition, recipient: User) -> dict[str, object]:
        return {"funding": subject.funding_certifications.filter(withdrawn_at=None).first()}


@register
class FundingWithdrawn(RequisitionNotice):
    key = "funding_withdrawn"
    template = "agencies/emails/funding_withdrawn.txt"
    roles = COORDINATORS
    managers = True
