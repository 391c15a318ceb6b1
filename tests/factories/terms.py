"""People at work, brought there by the acts that lead there."""

from datetime import date

from django.utils import timezone

from agencies.models import Requisition
from placements.actions.placement import confirm_day_one
from placements.models import CertificateEntry, Placement
from techforce.accounts.models import User
from tests.factories import offers


def at_work(entry: CertificateEntry, requisition: Requisition, agency: User, opm: User) -> Placement:
    """Somebody whose first day, today, both sides have confirmed."""
    placement = offers.cleared(offers.onboarding(offers.sent(entry, requisition, opm)), agency, opm)
    for by in (entry.application.candidate.user, agency):
        confirm_day_one(placement, by=by, on=timezone.localdate())
    placement.refresh_from_db()
    return placement


def moved_to(placement: Placement, started_on: date, ends_on: date) -> Placement:
    """The same term at other dates."""
    Placement.objects.filter(pk=placement.pk).update(started_on=started_on, ends_on=ends_on)
    placement.refresh_from_db()
    return placement
