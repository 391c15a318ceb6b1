"""Notices about certificate entries, match runs and results."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from agencies.models import AgencyMembership, Requisition
from placements.models import Certificate, CertificateEntry, MatchResult, MatchRun
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.notifications.models import Channel
from techforce.programme.models import Cohort


class EntryNotice(Notice):
    """Tells the person of a certificate entry."""

    page = "applicants:status"

    def recipients(self, subject: CertificateEntry) -> Iterable[User]:
        """One query: a published match tells a thousand people in one transaction."""
        return User.objects.filter(candidate__applications__entries=subject)

    def context(self, subject: CertificateEntry, recipient: User) -> dict[str, Any]:
        certificate = Certificate.objects.select_related("track__cohort").get(pk=subject.certificate_id)
        track = certificate.track
        return {"track": track, "cohort": track.cohort, "certificate": certificate}

    def link(self, subject: CertificateEntry) -> str:
        return reverse(self.page)


@register
class EntryListed(EntryNotice):
    key = "entry_listed"
    template = "placements/emails/entry_listed.txt"


@register
class EntryAvailable(EntryNotice):
    key = "entry_available"
    template = "placements/emails/entry_available.txt"
    page = "placements:ranking"


@register
class EntryMatched(EntryNotice):
    key = "entry_matched"
    template = "placements/emails/entry_matched.txt"
    page = "placements:own_result"


@register
class EntryPlaced(EntryNotice):
    key = "entry_placed"
    template = "placements/emails/entry_placed.txt"


@register
class EntryReserve(EntryNotice):
    key = "entry_reserve"
    template = "placements/emails/entry_reserve.txt"

    def context(self, subject: CertificateEntry, recipient: User) -> dict[str, Any]:
        """Whether the person is held elsewhere decides what being in reserve means for them."""
        others = CertificateEntry.objects.filter(application=subject.application_id).exclude(pk=subject.pk)
        held = others.filter(state__in=["matched", "offered", "accepted", "placed"]).exists()
        return {**super().context(subject, recipient), "held_elsewhere": held}


@register
class EntryRecalled(EntryNotice):
    key = "entry_recalled"
    template = "placements/emails/entry_recalled.txt"
    page = "placements:ranking"


@register
class EntryExpired(EntryNotice):
    key = "entry_expired"
    template = "placements/emails/entry_expired.txt"


class RunNotice(Notice):
    """Tells the person who made the run."""

    def recipients(self, subject: MatchRun) -> Iterable[User]:
        return [subject.created_by]

    def link(self, subject: MatchRun) -> str:
        return reverse("placements:match_run", args=[subject.number])


@register
class RunCompleted(RunNotice):
    key = "run_completed"
    template = "placements/emails/run_completed.txt"


@register
class RunFailed(RunNotice):
    key = "run_failed"
    template = "placements/emails/run_failed.txt"


@register
class RunForApproval(RunNotice):
    key = "run_for_approval"
    template = "placements/emails/run_for_approval.txt"

    def recipients(self, subject: MatchRun) -> Iterable[User]:
        """Every approver but the person who made the run."""
        held = Grant.objects.current().filter(role="approver").exclude(user=subject.created_by_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)


@register
class RunApproved(RunNotice):
    key = "run_approved"
    template = "placements/emails/run_approved.txt"


@register
class ResultUnplaced(Notice):
    """Tells somebody whom a published run did not place; the reason is on the page, not in the message."""

    key = "result_unplaced"
    template = "placements/emails/result_unplaced.txt"

    def recipients(self, subject: MatchResult) -> Iterable[User]:
        return [subject.application.candidate.user]

    def link(self, subject: MatchResult) -> str:
        return reverse("placements:own_result")


@register
class ResultForAgency(Notice):
    """Tells an agency's coordinators that the result for a requisition is there."""

    key = "result_for_agency"
    template = "placements/emails/result_for_agency.txt"
    channels = (Channel.EMAIL, Channel.INBOX)

    def recipients(self, subject: Requisition) -> Iterable[User]:
        """Coordinators of the agency itself, or of the one above it where it has none of its own."""
        members = AgencyMembership.objects.current().filter(role="coordinator", user__is_active=True)
        own = members.filter(agency=subject.agency_id)
        chosen = own if own.exists() else members.filter(agency=subject.agency.parent_id)
        return User.objects.filter(pk__in=chosen.values("user"))

    def link(self, subject: Requisition) -> str:
        return reverse("placements:requisition_result", args=[subject.pk])


@register
class RankingWindowSet(Notice):
    """Tells everybody who ranks that the dates have changed, and why."""

    key = "ranking_window_set"
    template = "placements/emails/ranking_window_set.txt"

    def recipients(self, subject: Cohort) -> Iterable[User]:
        """People who are available, and coordinators of agencies with published requisitions."""
        entries = CertificateEntry.objects.filter(
            state__in=["listed", "available"], certificate__track__cohort=subject
        )
        agencies = Requisition.objects.filter(track__cohort=subject, state="published").values("agency")
        members = AgencyMembership.objects.current().filter(role="coordinator", agency__in=agencies)
        return User.objects.filter(
            Q(pk__in=entries.values("application__candidate__user")) | Q(pk__in=members.values("user")),
            is_active=True,
        )

    def link(self, subject: Cohort) -> str:
        return reverse("operations:home")
