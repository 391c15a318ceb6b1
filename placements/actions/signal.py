"""A candidate shows interest in a requisition: a limited number of times, and for good."""

from django.db import transaction

from agencies.models import Requisition
from applicants.models import Application
from placements.models import InterestSignal, current_round
from placements.queries.pool import pool_of
from placements.queries.ranking import available_entries, requisitions_to_rank
from placements.queries.signals import signal_desk
from techforce.access.holding import role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import lock

from .ranking_window import hold_window_open


@transaction.atomic
def send_signal(application: Application, requisition: Requisition, *, by: User) -> InterestSignal:
    """Tell the agency of one requisition that the person is interested, by the candidate, while ranking is open.

    Sending the same twice is sending it once. Raises NotAllowed, and Refused when ranking is not open, when the two
    cannot meet, and when no signal is left.
    """
    if application.candidate.user_id != by.pk:
        raise NotAllowed("Only the candidate can show their interest.")
    hold_window_open(application.cohort)
    held = lock(application)  # two tabs cannot send one signal more than there are
    now = current_round(held.cohort)
    sent = InterestSignal.objects.filter(application=held, requisition=requisition, round_number=now).first()
    if sent is not None:
        return sent
    _refuse_hopeless(held, requisition)
    if not signal_desk(held).left:
        raise Refused("You have no signal left in this round. Nothing was sent.")
    row = InterestSignal.objects.create(application=held, requisition=requisition, round_number=now)
    record("signal", row, by=by, role=role_with(by, Permission.APPLY), round=now)
    return row


def _refuse_hopeless(application: Application, requisition: Requisition) -> None:
    """A signal must not be lost on work that the person cannot get."""
    if not requisitions_to_rank(application).filter(pk=requisition.pk).exists():
        raise Refused("This requisition can’t be ranked any more. Nothing was sent.")
    own = available_entries(application).filter(certificate__track=requisition.track_id)
    people = pool_of(requisition).people
    if not any(pk in people and not people[pk].bits for pk in own.values_list("pk", flat=True)):
        raise Refused("A hard rule or a deal-breaker of yours stands in the way. Nothing was sent.")
