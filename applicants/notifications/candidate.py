"""What candidates are told about their application."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.programme.models import Track
from techforce.ui.moments import eastern_words, to_eastern

from ..models import Application, ApplicationTrack, EligibilityDecision, Panel
from ..rules.eligibility import rule
from ..rules.stages import expected_on


class ApplicationNotice(Notice):
    """To the person whose application it is, with the day by which something happens next."""

    def prepare(self, subjects: Sequence[Application]) -> None:
        """People, cohort and chosen tracks in one query each, for one application or for a thousand."""
        chosen = Prefetch("track_choices", ApplicationTrack.objects.select_related("track").order_by("order"))
        prefetch_related_objects(subjects, "candidate__user", "cohort", chosen)

    def recipients(self, subject: Application) -> Iterable[User]:
        return [subject.candidate.user]

    def context(self, subject: Application, recipient: User) -> dict[str, Any]:
        chosen = chosen_tracks(subject)
        expected = expected_on(subject.state, subject.state_since, chosen)
        return {
            "cohort": subject.cohort.name,
            "expected": eastern_words(expected, "date") if expected else "",
            **self.facts(subject),
        }

    def facts(self, subject: Application) -> dict[str, Any]:
        """What this kind of notice says besides."""
        return {}

    def link(self, subject: Application) -> str:
        return reverse("applicants:status")


def closing_words(application: Application) -> str:
    """When the first of the chosen tracks closes, in words; empty when none is chosen."""
    closing = [track.closes_at for track in chosen_tracks(application) if track.closes_at]
    return eastern_words(to_eastern(min(closing))) if closing else ""


def chosen_tracks(application: Application) -> list[Track]:
    """In the candidate's order, as loaded for the notice."""
    return [choice.track for choice in application.track_choices.all()]


@register
class Received(ApplicationNotice):
    key = "application_received"
    template = "applicants/emails/application_received.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        rolling = any(track.rolling_intake for track in chosen_tracks(subject))
        return {"receipt": subject.receipt_number, "closes": "" if rolling else closing_words(subject)}


@register
class Reopened(ApplicationNotice):
    key = "application_reopened"
    template = "applicants/emails/application_reopened.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"closes": closing_words(subject)}


@register
class Restored(ApplicationNotice):
    key = "application_restored"
    template = "applicants/emails/application_restored.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        sent = subject.submitted_at
        return {"receipt": subject.receipt_number, "sent": eastern_words(to_eastern(sent)) if sent else ""}


@register
class Screening(ApplicationNotice):
    key = "application_screening"
    template = "applicants/emails/application_screening.txt"


@register
class ActionNeeded(ApplicationNotice):
    key = "application_action_needed"
    template = "applicants/emails/application_action_needed.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        due = subject.action_due_at
        return {"due": eastern_words(to_eastern(due)) if due else ""}

    def link(self, subject: Application) -> str:
        return reverse("applicants:answer", args=[subject.pk])


@register
class Answered(ApplicationNotice):
    key = "application_answered"
    template = "applicants/emails/application_answered.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"has_answer": bool(subject.action_answer)}


@register
class Eligible(ApplicationNotice):
    key = "application_eligible"
    template = "applicants/emails/application_eligible.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"tracks": [track.name for track in chosen_tracks(subject)]}


@register
class Ineligible(ApplicationNotice):
    key = "application_ineligible"
    template = "applicants/emails/application_ineligible.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        decision = EligibilityDecision.objects.filter(application=subject, eligible=False).first()
        return {"rule": rule(decision.rule) if decision else None}


@register
class NotQualified(ApplicationNotice):
    key = "application_not_qualified"
    template = "applicants/emails/application_not_qualified.txt"

    def prepare(self, subjects: Sequence[Application]) -> None:
        super().prepare(subjects)
        panels = Panel.objects.filter(state="decided", passed=False)
        found = panels.select_related("track", "competency_not_met")
        prefetch_related_objects(subjects, Prefetch("panels", found, to_attr="not_passed"))

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"panels": subject.not_passed}  # type: ignore[attr-defined]


@register
class Lapsed(ApplicationNotice):
    key = "application_lapsed"
    template = "applicants/emails/application_lapsed.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"sent": subject.receipt_number is not None}


@register
class Qualified(ApplicationNotice):
    key = "application_qualified"
    template = "applicants/emails/application_qualified.txt"

    def prepare(self, subjects: Sequence[Application]) -> None:
        super().prepare(subjects)
        passed = Panel.objects.filter(state="decided", passed=True).select_related("track")
        prefetch_related_objects(subjects, Prefetch("panels", passed, to_attr="passed"))

    def facts(self, subject: Application) -> dict[str, Any]:
        return {"tracks": [panel.track.name for panel in subject.passed]}  # type: ignore[attr-defined]


@register
class Certified(ApplicationNotice):
    key = "application_certified"
    template = "applicants/emails/application_certified.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        closes = subject.cohort.ranking_closes_at
        return {"ranking_closes": eastern_words(to_eastern(closes)) if closes else ""}


@register
class Withdrawn(ApplicationNotice):
    key = "application_withdrawn"
    template = "applicants/emails/application_withdrawn.txt"


@register
class Merged(ApplicationNotice):
    key = "application_merged"
    template = "applicants/emails/application_merged.txt"

    def facts(self, subject: Application) -> dict[str, Any]:
        kept = subject.merged_into
        return {"receipt": kept.receipt_number if kept else ""}


@register
class Joined(ApplicationNotice):
    key = "application_joined"
    template = "applicants/emails/application_joined.txt"


@register
class Twin(ApplicationNotice):
    """To who sent first: another account sent the same name and number. The other account is never named."""

    key = "application_twin"
    template = "applicants/emails/application_twin.txt"

    def link(self, subject: Application) -> str:
        return reverse("applicants:joining", args=[subject.pk])


@register
class TrackExtended(Notice):
    """To everybody with an open draft for the track: the deadline moved."""

    key = "track_extended"
    template = "applicants/emails/track_extended.txt"

    def recipients(self, subject: Track) -> Iterable[User]:
        drafts = {"candidate__applications__state": "draft"}
        chosen = {"candidate__applications__track_choices__track": subject}
        return User.objects.filter(**drafts, **chosen, is_active=True).distinct().order_by("pk")

    def context(self, subject: Track, recipient: User) -> dict[str, Any]:
        return {"closes": eastern_words(to_eastern(subject.closes_at))}

    def link(self, subject: Track) -> str:
        return reverse("applicants:start")
