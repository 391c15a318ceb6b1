"""Notices about exceptions to a match. Neither names the person: that stands on the page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from placements.models import MatchRun, Override
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register


class OverrideNotice(Notice):
    """Both sides of a decision read the same facts."""

    def context(self, subject: Override, recipient: User) -> dict[str, Any]:
        """The run by number; its documents are not read."""
        base = MatchRun.objects.only("number", "cohort").select_related("cohort").get(pk=subject.base_id)
        return {"number": base.number, "cohort": base.cohort}

    def link(self, subject: Override) -> str:
        return reverse("placements:override", args=[subject.pk])


@register
class OverrideProposed(OverrideNotice):
    """Asks every approver but the person who proposed."""

    key = "override_proposed"
    template = "placements/emails/override_proposed.txt"

    def recipients(self, subject: Override) -> Iterable[User]:
        held = Grant.objects.current().filter(role="approver").exclude(user=subject.proposed_by_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)


@register
class OverrideDecided(OverrideNotice):
    """Tells the person who proposed."""

    key = "override_decided"
    template = "placements/emails/override_decided.txt"

    def recipients(self, subject: Override) -> Iterable[User]:
        return [subject.proposed_by]
