"""Pass-over cases: an agency gives reasons, the person may answer, a second person at OPM decides."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Requisition
from placements.models import CertificateEntry, PassOver, RankList
from placements.queries.preference import standing_for
from placements.rules.preference import ANSWER_TIME
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin

from .ranking_window import hold_window_open


class OutOfOrder(WrongState):
    """A list passes somebody with preference over and cannot be certified in that order."""

    rank_list: RankList


def refuse_passing_over(row: RankList) -> None:
    """Raise OutOfOrder when the saved order of an agency passes somebody over without a sustained case."""
    if row.requisition is None:
        return
    found = standing_for(row.requisition).passed_over(row.draft)
    if not found:
        return
    entries = CertificateEntry.objects.filter(pk__in=[each.entry for each in found])
    codes = ", ".join(sorted(entries.values_list("application__code", flat=True)))
    raise OutOfOrder(
        f"Your order is saved and does not count yet: it passes over {codes}, who hold veterans’ preference and stand "
        "no lower on the certificate. Put them in order, or give reasons for passing them over."
    )


@transaction.atomic
def propose_pass_over(
    requisition: Requisition, entry: CertificateEntry, *, by: User, ground: str, reasons: str
) -> PassOver:
    """Ask to pass a person over in the saved order, by a coordinator of the agency, with reasons they will read.

    The person is told and has time to answer. Raises NotAllowed; Refused when ranking is not open, without reasons, or
    when the saved order does not pass them over; WrongState while there is a case already.
    """
    own = Requisition.objects.editable_by(by).filter(pk=requisition.pk)
    if not may(by, Permission.ENTRY_RANK) or not own.exists():
        raise NotAllowed("Only a coordinator of the agency can do this.")
    hold_window_open(requisition.track.cohort)
    if ground not in PassOver.Ground.values or not reasons.strip():
        raise Refused("Choose a ground and give the reasons.")
    rank_list = RankList.objects.filter(requisition=requisition).first()
    order = list(rank_list.draft) if rank_list else []
    found = {each.entry: each for each in standing_for(requisition).passed_over(order)}
    if entry.pk not in found:
        raise Refused("Your saved order does not pass this person over.")
    row = PassOver(
        requisition=requisition,
        entry=entry,
        ahead=list(found[entry.pk].ahead),
        ground=ground,
        reasons=reasons.strip(),
        opened_by=by,
        answer_due_at=timezone.now() + ANSWER_TIME,
    )
    try:
        with transaction.atomic():
            return begin(row, by=by, act="propose", ground=ground, requisition=str(requisition.pk))
    except IntegrityError as error:
        raise WrongState("There is a case about this person already.") from error


def answer_pass_over(case: PassOver, *, by: User, text: str) -> None:
    """Answer a proposed pass-over, by the person concerned and once. Raises NotAllowed, and Refused after its date."""

    def must_be_own_and_in_time(row: PassOver) -> None:
        if row.entry.application.candidate.user_id != by.pk:
            raise NotAllowed("Only the person concerned can answer.")
        if row.answer_due_at <= timezone.now():
            raise Refused("The time to answer is over.")
        if not text.strip():
            raise Refused("Write your answer.")

    changes = {"answer_text": text.strip()}
    apply(case, "answer", by=by, guards=[must_be_own_and_in_time], changes=changes)


def decide_pass_over(case: PassOver, *, by: User, sustained: bool, reason: str) -> None:
    """Decide a case once the person has answered or their time is over, by a second person and with a reason.

    Raises NotAllowed for whoever opened it or acts for the agency, ReasonNeeded, WrongState before the answer.
    """

    def must_be_apart_from_the_agency(row: PassOver) -> None:
        if (
            row.opened_by_id == by.pk
            or Requisition.objects.editable_by(by).filter(pk=row.requisition_id).exists()
        ):
            raise NotAllowed("Somebody who does not act for the agency has to decide.")

    apply(
        case,
        "sustain" if sustained else "deny",
        by=by,
        reason=reason,
        guards=[must_be_apart_from_the_agency],
        changes={"decided_by": by},
    )


def withdraw_pass_over(case: PassOver, *, by: User) -> None:
    """Take an open case back, by a coordinator of the agency. Raises NotAllowed."""

    def must_act_for_agency(row: PassOver) -> None:
        if not Requisition.objects.editable_by(by).filter(pk=row.requisition_id).exists():
            raise NotAllowed("Only a coordinator of the agency can do this.")

    apply(case, "withdraw", by=by, guards=[must_act_for_agency])


def close_answers(now: datetime) -> int:
    """Send cases whose time to answer is over on to be decided, and end those of people who left, by the system."""
    left = PassOver.objects.filter(state__in=["proposed", "answered"]).exclude(entry__state="available")
    done = act_on_each(left.order_by("pk"), lambda row: apply(row, "withdraw", by=None))
    due = PassOver.objects.filter(state="proposed", answer_due_at__lte=now)
    return done + act_on_each(due.order_by("pk"), lambda row: apply(row, "close_answer", by=None))
