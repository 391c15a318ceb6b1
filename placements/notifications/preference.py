"""Who hears of preference claims and pass-over cases."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from agencies.people import people_of
from placements.models import PassOver, PreferenceClaim
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.ui.moments import eastern_words, to_eastern


@register
class PreferenceDecided(Notice):
    """Tells the person what was decided about the claim."""

    key = "preference_decided"
    template = "placements/emails/preference_decided.txt"

    def recipients(self, subject: PreferenceClaim) -> Iterable[User]:
        return [subject.application.candidate.user]

    def link(self, subject: PreferenceClaim) -> str:
        return reverse("placements:own_preference")


class PassOverNotice(Notice):
    """To the person concerned."""

    def recipients(self, subject: PassOver) -> Iterable[User]:
        return [subject.entry.application.candidate.user]

    def context(self, subject: PassOver, recipient: User) -> dict[str, Any]:
        return {
            "requisition": subject.requisition,
            "code": subject.entry.application.code,
            "due": eastern_words(to_eastern(subject.answer_due_at)),
            "own": subject.entry.application.candidate.user_id == recipient.pk,
        }

    def link(self, subject: PassOver) -> str:
        return reverse("placements:own_pass_over", args=[subject.pk])


@register
class PassOverProposed(PassOverNotice):
    key = "pass_over_proposed"
    template = "placements/emails/pass_over_proposed.txt"


@register
class PassOverToDecide(PassOverNotice):
    """To the second approvers."""

    key = "pass_over_to_decide"
    template = "placements/emails/pass_over_to_decide.txt"

    def recipients(self, subject: PassOver) -> Iterable[User]:
        held = Grant.objects.current().filter(role="approver")
        return User.objects.filter(pk__in=held.values("user"), is_active=True)

    def link(self, subject: PassOver) -> str:
        return reverse("placements:pass_over", args=[subject.pk])


@register
class PassOverDecided(PassOverNotice):
    """To the person and the coordinators of the agency."""

    key = "pass_over_decided"
    template = "placements/emails/pass_over_decided.txt"

    def recipients(self, subject: PassOver) -> Iterable[User]:
        return [*super().recipients(subject), *people_of(subject.requisition.agency, "coordinator")]

    def link(self, subject: PassOver) -> str:
        return reverse("operations:home")


@register
class PassOverWithdrawn(PassOverNotice):
    key = "pass_over_withdrawn"
    template = "placements/emails/pass_over_withdrawn.txt"
