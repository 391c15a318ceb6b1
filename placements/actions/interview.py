"""Fit interviews: an agency invites, the person chooses a time or declines, the agency notes the outcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, Requisition
from applicants.models import Candidate
from placements.models import CertificateEntry, FitInterview
from placements.queries.pool import pool_of
from placements.rules.interview import CANCELLATIONS, LENGTHS, QUESTIONS
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .ranking_window import hold_window_open

UNRECORDED = timedelta(days=14)


@transaction.atomic
def invite_to_interview(
    entry: CertificateEntry,
    requisition: Requisition,
    *,
    by: User,
    slots: Sequence[datetime],
    minutes: int,
    how: str,
    joining: str,
) -> FitInterview:
    """Invite an available person to a fit interview, by a coordinator of the agency, while ranking is open.

    The person is told. Raises NotAllowed; Refused for times that are past, doubled or after ranking closes and for a
    pair that a hard rule rules out; WrongState while another invitation of the two is open.
    """
    _must_act_for(requisition, by)
    cohort = requisition.track.cohort
    hold_window_open(cohort)
    times = sorted(slots)
    _refuse_times(times, minutes, requisition)
    held = lock(entry)
    if held.state != "available" or requisition.state != "published":
        raise Refused("This person or this requisition is not taking part in ranking any more.")
    verdict = pool_of(requisition).people.get(entry.pk)
    if verdict is None or verdict.bits:
        raise Refused("A hard rule rules this pair out, so there is nothing to talk about.")
    row = FitInterview(
        entry=held,
        requisition=requisition,
        invited_by=by,
        slots=times,
        minutes=minutes,
        how=how,
        joining=joining.strip(),
    )
    try:
        with transaction.atomic():
            return begin(row, by=by, act="invite", requisition=str(requisition.pk), entry=str(entry.pk))
    except IntegrityError as error:
        raise WrongState("There is an open invitation to this person already.") from error


def accept_interview(interview: FitInterview, *, by: User, chosen: datetime) -> None:
    """Choose one of the times, by the person invited; from then on the agency reads their name.

    Raises NotAllowed, and Refused for a time that was not offered, has passed or is taken by another interview.
    """

    def must_be_free(row: FitInterview) -> None:
        _must_be_invited(row, by)
        if chosen not in row.slots:
            raise Refused("Choose one of the times that were offered.")
        if chosen <= timezone.now():
            raise Refused("This time has passed. Choose another one, or decline.")
        end = chosen + timedelta(minutes=row.minutes)
        for other in FitInterview.objects.of_candidate(by).filter(state="accepted").exclude(pk=row.pk):
            start = other.chosen_at
            if start is not None and start < end and chosen < start + timedelta(minutes=other.minutes):
                raise Refused("You have another fit interview at that time.")

    with transaction.atomic():
        # One acceptance of a person at a time, so that two cannot take the same hour.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        apply(interview, "accept", by=by, guards=[must_be_free], changes={"chosen_at": chosen})


def decline_interview(interview: FitInterview, *, by: User) -> None:
    """Decline or call off an interview, by the person invited. It counts against nobody. Raises NotAllowed."""
    apply(interview, "decline", by=by, guards=[lambda row: _must_be_invited(row, by)])


def cancel_interview(interview: FitInterview, *, by: User, reason: str) -> None:
    """Cancel an open interview, by a coordinator of the agency, for one of the listed reasons. Raises NotAllowed, Refused."""
    if reason not in CANCELLATIONS:
        raise Refused("Choose one of the reasons.")
    apply(interview, "cancel", by=by, reason=reason, guards=[lambda row: _must_act_for(row.requisition, by)])


def note_outcome(interview: FitInterview, *, by: User, answers: Mapping[str, str], note: str = "") -> None:
    """Note how an interview went, by a coordinator of the agency, after its time: the fixed answers and a short note.

    Nothing of it changes fit, certificate or match. Raises NotAllowed, and Refused before the agreed time.
    """

    def must_have_taken_place(row: FitInterview) -> None:
        _must_act_for(row.requisition, by)
        if row.chosen_at is None or row.chosen_at > timezone.now():
            raise Refused("The agreed time has not come yet.")

    if set(answers) != set(QUESTIONS) or not set(answers.values()) <= set(FitInterview.Answer.values):
        raise Refused("Answer every question.")
    changes = {**answers, "note": note.strip()}
    apply(interview, "note_outcome", by=by, guards=[must_have_taken_place], changes=changes)


def lapse_interviews(now: datetime) -> int:
    """End interviews that can no longer take place or were never noted, by the system; returns how many."""
    gone = ~Q(entry__state="available") | ~Q(requisition__state="published")
    missed = Q(state="invited", slots__2__lt=now) | Q(state="invited", slots__len=2, slots__1__lt=now)
    missed |= Q(state="invited", slots__len=1, slots__0__lt=now)
    unrecorded = Q(state="accepted", chosen_at__lt=now - UNRECORDED)
    due = FitInterview.objects.open().filter(gone | missed | unrecorded)
    return act_on_each(due.order_by("pk"), lambda row: apply(row, "lapse", by=None))


def lapse_interviews_of(candidate: Candidate, agency: Agency) -> None:
    """End what is open between a person and an agency with everything under it, by the system; neither is told why."""
    under = Q(pk=agency.pk) | Q(parent=agency) | Q(parent__parent=agency)
    due = FitInterview.objects.open().filter(
        entry__application__candidate=candidate, requisition__agency__in=Agency.objects.filter(under)
    )
    for row in due.order_by("pk"):
        apply(row, "lapse", by=None)


def _refuse_times(times: list[datetime], minutes: int, requisition: Requisition) -> None:
    closes = requisition.track.cohort.ranking_closes_at
    if not times or len(times) > 3 or len(set(times)) != len(times):
        raise Refused("Offer one to three different times.")
    if minutes not in LENGTHS:
        raise Refused("Choose one of the lengths.")
    if times[0] <= timezone.now():
        raise Refused("Every time must lie ahead.")
    if closes is not None and times[-1] + timedelta(minutes=minutes) > closes:
        raise Refused("Every time must end before ranking closes.")


def _must_act_for(requisition: Requisition, by: User) -> None:
    own = Requisition.objects.editable_by(by).filter(pk=requisition.pk)
    if not may(by, Permission.ENTRY_RANK) or not own.exists():
        raise NotAllowed("Only a coordinator of the agency can do this.")


def _must_be_invited(row: FitInterview, by: User) -> None:
    if row.entry.application.candidate.user_id != by.pk:
        raise NotAllowed("Only the person invited can answer.")
