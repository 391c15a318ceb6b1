"""Notification classes of agencies: which act tells whom."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from agencies.models import CriticalClaim, Requisition
from agencies.people import people_of, programme_managers
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register

COORDINATORS = ("coordinator",)
MONEY = ("coordinator", "agency_hr")
EVERYBODY = ("coordinator", "agency_hr", "hiring_official")


class RequisitionNotice(Notice):
    """About one requisition, to people of its agency and, where they have to act, to programme managers."""

    roles: tuple[str, ...] = MONEY
    managers = False

    def recipients(self, subject: Requisition) -> Iterable[User]:
        people = people_of(subject.agency, *self.roles) + (programme_managers() if self.managers else [])
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
class RequisitionReopened(RequisitionNotice):
    key = "requisition_reopened"
    template = "agencies/emails/requisition_reopened.txt"
    roles = EVERYBODY
    managers = True


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
class SeatsReverted(RequisitionNotice):
    key = "seats_reverted"
    template = "agencies/emails/seats_reverted.txt"
    managers = True

    def context(self, subject: Requisition, recipient: User) -> dict[str, object]:
        return {"target": subject.reverts_to}


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


class ClaimNotice(Notice):
    """About a mission-critical claim, to the coordinators of its agency."""

    def prepare(self, subjects: Sequence[CriticalClaim]) -> None:
        """The requisitions with their agencies, in one query."""
        rows = Requisition.objects.select_related("agency").in_bulk([row.requisition_id for row in subjects])
        for row in subjects:
            row.requisition = rows[row.requisition_id]

    def recipients(self, subject: CriticalClaim) -> Iterable[User]:
        return people_of(subject.requisition.agency, *COORDINATORS)

    def link(self, subject: CriticalClaim) -> str:
        return reverse("agencies:requisition", args=[subject.requisition_id])


@register
class CriticalAsked(ClaimNotice):
    key = "critical_asked"
    template = "agencies/emails/critical_asked.txt"

    def recipients(self, subject: CriticalClaim) -> Iterable[User]:
        """Every approver but the person who asked."""
        held = Grant.objects.current().filter(role="approver").exclude(user=subject.asked_by_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)

    def link(self, subject: CriticalClaim) -> str:
        return reverse("agencies:critical_decision", args=[subject.pk])


@register
class CriticalApproved(ClaimNotice):
    key = "critical_approved"
    template = "agencies/emails/critical_approved.txt"


@register
class CriticalDeclined(ClaimNotice):
    key = "critical_declined"
    template = "agencies/emails/critical_declined.txt"
