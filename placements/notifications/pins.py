"""Notices about seats decided before a match. Neither names the person: that stands on the page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from placements.models import Pin
from techforce.access.models import Grant
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register


class PinNotice(Notice):
    """Both sides of a decision read the same facts."""

    def context(self, subject: Pin, recipient: User) -> dict[str, Any]:
        return {"cohort": subject.cohort}

    def link(self, subject: Pin) -> str:
        return reverse("placements:pin", args=[subject.pk])


@register
class PinProposed(PinNotice):
    """Asks every approver but the person who proposed."""

    key = "pin_proposed"
    template = "placements/emails/pin_proposed.txt"

    def recipients(self, subject: Pin) -> Iterable[User]:
        held = Grant.objects.current().filter(role="approver").exclude(user=subject.proposed_by_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)


@register
class PinDecided(PinNotice):
    """Tells the person who proposed."""

    key = "pin_decided"
    template = "placements/emails/pin_decided.txt"

    def recipients(self, subject: Pin) -> Iterable[User]:
        return [subject.proposed_by]
