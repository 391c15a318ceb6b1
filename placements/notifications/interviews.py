"""Who hears of fit interviews and conduct reports."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from agencies.people import people_of
from placements.models import ConductReport, FitInterview
from techforce.access.models import Grant
from techforce.access.permissions import Permission
from techforce.access.roles import GLOBAL_ROLES
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.ui.moments import eastern_words, to_eastern

HANDLERS = [role.key for role in GLOBAL_ROLES if Permission.CONDUCT_HANDLE in role.permissions]


class InterviewNotice(Notice):
    """To the person invited."""

    def recipients(self, subject: FitInterview) -> Iterable[User]:
        return [subject.entry.application.candidate.user]

    def context(self, subject: FitInterview, recipient: User) -> dict[str, Any]:
        at = subject.chosen_at
        return {
            "requisition": subject.requisition,
            "code": subject.entry.application.code,
            "when": eastern_words(to_eastern(at)) if at else "",
            "own": subject.entry.application.candidate.user_id == recipient.pk,
        }

    def link(self, subject: FitInterview) -> str:
        return reverse("placements:own_interview", args=[subject.pk])


class InterviewNoticeToAgency(InterviewNotice):
    """To the coordinators of the agency."""

    def recipients(self, subject: FitInterview) -> Iterable[User]:
        return people_of(subject.requisition.agency, "coordinator")

    def link(self, subject: FitInterview) -> str:
        return reverse("placements:interview", args=[subject.pk])


@register
class InterviewInvited(InterviewNotice):
    key = "interview_invited"
    template = "placements/emails/interview_invited.txt"


@register
class InterviewAccepted(InterviewNoticeToAgency):
    key = "interview_accepted"
    template = "placements/emails/interview_accepted.txt"


@register
class InterviewDeclined(InterviewNoticeToAgency):
    key = "interview_declined"
    template = "placements/emails/interview_declined.txt"


@register
class InterviewHeld(InterviewNotice):
    key = "interview_held"
    template = "placements/emails/interview_held.txt"


@register
class InterviewCancelled(InterviewNotice):
    key = "interview_cancelled"
    template = "placements/emails/interview_cancelled.txt"


@register
class InterviewLapsed(InterviewNotice):
    """To both sides."""

    key = "interview_lapsed"
    template = "placements/emails/interview_lapsed.txt"

    def recipients(self, subject: FitInterview) -> Iterable[User]:
        return [*super().recipients(subject), *people_of(subject.requisition.agency, "coordinator")]

    def link(self, subject: FitInterview) -> str:
        return reverse("operations:home")


@register
class ConductReceived(Notice):
    """Tells those who handle conduct at OPM that a report is there, and nothing of it."""

    key = "conduct_received"
    template = "placements/emails/conduct_received.txt"

    def recipients(self, subject: ConductReport) -> Iterable[User]:
        held = Grant.objects.current().filter(role__in=HANDLERS).exclude(user=subject.reporter_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)

    def link(self, subject: ConductReport) -> str:
        return reverse("placements:conduct_report", args=[subject.pk])


@register
class ConductDecided(Notice):
    """Tells whoever reported how it ended."""

    key = "conduct_decided"
    template = "placements/emails/conduct_decided.txt"

    def recipients(self, subject: ConductReport) -> Iterable[User]:
        return [subject.reporter]

    def link(self, subject: ConductReport) -> str:
        return reverse("placements:own_reports")
