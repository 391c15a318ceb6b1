"""The running term: extended, reminded of, completed, and followed by the alumni."""

from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from placements.models import Placement, TermReminder
from placements.rules.terms import dates_of, latest_end
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply

from .leaving import settle_exit_request
from .reassignment import call_off_open_move

OVER = "The term is complete."


@transaction.atomic
def extend_term(placement: Placement, *, by: User, ends_on: date, reason: str) -> None:
    """active or extended → extended, with a later last day and a reason; participant and agency are told.

    Raises Refused unless the new day is later than the present one, still to come, and within what the authority of
    the cohort allows for all extensions together.
    """
    cohort = placement.entry.certificate.track.cohort

    def allowed(row: Placement) -> None:
        started, present = dates_of(row)
        latest = latest_end(started, cohort)
        if ends_on <= present:
            raise Refused(f"The term runs until {present:%B %-d, %Y} already. Name a later day.")
        if ends_on <= timezone.localdate():
            raise Refused("The new last day has already passed.")
        if ends_on > latest:
            raise Refused(f"The authority allows a term until {latest:%B %-d, %Y} at most.")

    before = str(placement.ends_on)
    apply(
        placement,
        "extend",
        by=by,
        reason=reason,
        changes={"ends_on": ends_on},
        guards=[allowed],
        ended_on=before,
        ends_on=ends_on.isoformat(),
    )


@transaction.atomic
def complete_placement(placement: Placement, *, by: User | None) -> None:
    """active or extended → completed, on the last day by staff or after it by the system. The seat stays filled.

    A move that nobody agreed to in time is called off, and a request to leave early is settled. Raises Refused
    before the last day.
    """

    def must_be_over(row: Placement) -> None:
        _, present = dates_of(row)
        if timezone.localdate() < present:
            raise Refused(f"The term runs until {present:%B %-d, %Y}. Before that day it can be ended early.")

    call_off_open_move(placement, by=None, reason=OVER)
    settle_exit_request(placement, by=None, reason=OVER)
    apply(placement, "complete", by=by, guards=[must_be_over], changes={"ended_on": placement.ends_on})


@transaction.atomic
def graduate_placement(placement: Placement, *, by: User | None) -> None:
    """completed → alumni, by staff at any time or by the system some weeks after the term."""
    apply(placement, "graduate", by=by)


def complete_terms(now: datetime) -> int:
    """Complete every term whose last day has passed; returns how many. Safe when two run at once."""
    over = Placement.objects.filter(state__in=["active", "extended"], ends_on__lt=timezone.localdate(now))
    return act_on_each(over.order_by("ends_on", "id"), lambda row: complete_placement(row, by=None))


def graduate_alumni(now: datetime) -> int:
    """Move to the alumni whose term was completed long enough ago. Safe when two run at once."""
    before = timezone.localdate(now) - timedelta(days=settings.ALUMNI_AFTER_DAYS)
    due = Placement.objects.filter(state="completed", ended_on__lte=before)
    return act_on_each(due.order_by("ended_on", "id"), lambda row: graduate_placement(row, by=None))


def remind_of_ends(now: datetime) -> int:
    """Remind of every end that has come within one of the marks, once for each mark and end.

    After a long pause only the mark that is nearest to the end is sent. Safe when two run at once.
    """
    today, sent = timezone.localdate(now), 0
    marks = sorted(settings.TERM_REMINDER_DAYS)
    for below, mark in pairwise([-1, *marks]):
        reminded = TermReminder.objects.filter(
            placement=OuterRef("pk"), ends_on=OuterRef("ends_on"), days__lte=mark
        )
        rows = Placement.objects.at_work().filter(
            ~Exists(reminded),
            ends_on__gt=today + timedelta(days=below),
            ends_on__lte=today + timedelta(days=mark),
        )
        sent += act_on_each(rows.order_by("ends_on", "id"), partial(_remind, days=mark))
    return sent


def _remind(placement: Placement, days: int) -> None:
    _, ends_on = dates_of(placement)
    TermReminder.objects.create(placement=placement, ends_on=ends_on, days=days)
    event = record("remind", placement, by=None, role="system", days=days, ends_on=ends_on.isoformat())
    queue("term_reminder", placement, event)
