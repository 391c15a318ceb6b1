"""Notices about certificate entries, match runs and results."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from agencies.models import AgencyMembership, Requisition, Seat
from agencies.people import people_of_each
from placements.models import Certificate, CertificateEntry, MatchResult, MatchRun
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, declare, register
from techforce.notifications.models import Channel
from techforce.programme.models import Cohort

WORDS = "placements/emails"


class EntryNotice(Notice):
    """Tells the person of a certificate entry."""

    page = "applicants:status"

    def prepare(self, subjects: Sequence[CertificateEntry]) -> None:
        """Two queries: a published match tells a thousand people in one transaction."""
        people = User.objects.filter(candidate__applications__entries__in=[row.pk for row in subjects])
        found = {row.entry: row for row in people.annotate(entry=F("candidate__applications__entries"))}
        certificates = Certificate.objects.select_related("track__cohort").in_bulk(
            {row.certificate_id for row in subjects}
        )
        for row in subjects:
            row.told = found[row.pk]  # type: ignore[attr-defined]
            row.certificate = certificates[row.certificate_id]

    def recipients(self, subject: CertificateEntry) -> Iterable[User]:
        return [subject.told]  # type: ignore[attr-defined]

    def context(self, subject: CertificateEntry, recipient: User) -> dict[str, Any]:
        certificate = subject.certificate
        return {"track": certificate.track, "cohort": certificate.track.cohort, "certificate": certificate}

    def link(self, subject: CertificateEntry) -> str:
        return reverse(self.page)


declare(EntryNotice, WORDS, "entry_listed", "entry_expired")


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
class EntryReserve(EntryNotice):
    key = "entry_reserve"
    template = "placements/emails/entry_reserve.txt"

    def prepare(self, subjects: Sequence[CertificateEntry]) -> None:
        """Whether the person is held elsewhere decides what being in reserve means for them."""
        super().prepare(subjects)
        held = CertificateEntry.objects.filter(
            application__in=[row.application_id for row in subjects],
            state__in=["matched", "offered", "accepted", "placed"],
        )
        elsewhere = set(held.values_list("application_id", flat=True))
        for row in subjects:  # the entry itself is in reserve, so what is held is another one
            row.held_elsewhere = row.application_id in elsewhere  # type: ignore[attr-defined]

    def context(self, subject: CertificateEntry, recipient: User) -> dict[str, Any]:
        return {**super().context(subject, recipient), "held_elsewhere": subject.held_elsewhere}  # type: ignore[attr-defined]


@register
class EntryRecalled(EntryNotice):
    key = "entry_recalled"
    template = "placements/emails/entry_recalled.txt"
    page = "placements:ranking"


@register
class EntryDisplaced(EntryNotice):
    key = "entry_displaced"
    template = "placements/emails/entry_displaced.txt"


class EntrySeated(EntryNotice):
    """Outside a match run: which work it is stands in the message, because no result page tells it."""

    def context(self, subject: CertificateEntry, recipient: User) -> dict[str, Any]:
        event = subject.ledger_entry
        seat = Seat.objects.select_related("requisition__agency").get(pk=event.data["seat"])
        return {**super().context(subject, recipient), "requisition": seat.requisition}


@register
class EntryRehomed(EntrySeated):
    key = "entry_rehomed"
    template = "placements/emails/entry_rehomed.txt"


@register
class EntryCalledUp(EntrySeated):
    key = "entry_called_up"
    template = "placements/emails/entry_called_up.txt"


class RunNotice(Notice):
    """Tells the person who made the run."""

    def recipients(self, subject: MatchRun) -> Iterable[User]:
        return [subject.created_by]

    def link(self, subject: MatchRun) -> str:
        return reverse("placements:match_run", args=[subject.number])


declare(RunNotice, WORDS, "run_completed", "run_failed", "run_approved")


@register
class RunForApproval(RunNotice):
    key = "run_for_approval"
    template = "placements/emails/run_for_approval.txt"

    def recipients(self, subject: MatchRun) -> Iterable[User]:
        """Every approver but the person who made the run."""
        held = Grant.objects.current().filter(role="approver").exclude(user=subject.created_by_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)


@register
class ResultUnplaced(Notice):
    """Tells somebody whom a published run did not place; the reason is on the page, not in the message."""

    key = "result_unplaced"
    template = "placements/emails/result_unplaced.txt"

    def prepare(self, subjects: Sequence[MatchResult]) -> None:
        """The people, without the stories that they wrote; the run is the same for all."""
        people = MatchResult.objects.select_related("application__candidate__user")
        rows = people.defer("application__work_story", "reasons").in_bulk([row.pk for row in subjects])
        for row in subjects:
            row.application = rows[row.pk].application

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

    def prepare(self, subjects: Sequence[Requisition]) -> None:
        """Two queries, however many requisitions a published match names."""
        found = people_of_each({row.agency_id for row in subjects}, "coordinator")
        for row in subjects:
            row.told = found[row.agency_id]  # type: ignore[attr-defined]

    def recipients(self, subject: Requisition) -> Iterable[User]:
        """Coordinators of the agency itself, or of the one above it where it has none of its own."""
        return list(subject.told)  # type: ignore[attr-defined]

    def link(self, subject: Requisition) -> str:
        return reverse("placements:requisition_result", args=[subject.pk])


@register
class SecondSeat(ResultForAgency):
    """Tells an agency's coordinators that an open seat has somebody, outside a match run."""

    key = "second_seat"
    template = "placements/emails/second_seat.txt"

    def link(self, subject: Requisition) -> str:
        return reverse("agencies:requisition", args=[subject.pk])


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
