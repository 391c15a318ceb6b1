"""End an application whose date has passed: a draft that was never sent, or a step that the candidate did not take."""

from datetime import datetime

from django.db import models, transaction

from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from techforce.workflow.errors import Refused, WrongState
from techforce.workflow.kernel import apply, lock

from ..models import Application
from .panel import cancel_panels

NOT_SENT = "The window closed before this application was sent."


def never_sent(now: datetime) -> models.QuerySet[Application]:
    """Drafts that were never sent, of cohorts in which no window is open or still to come; oldest first.

    As long as one is, the candidate can choose its track and send. What was sent before and reopened is put back
    instead, by another act.
    """
    to_come = Track.objects.filter(
        cohort=models.OuterRef("pk"), state__in=["planned", "open"], closes_at__gt=now
    )
    live = Cohort.objects.filter(models.Exists(to_come), state__in=["planned", "announced", "running"])
    ended = list(Cohort.objects.exclude(pk__in=live).values_list("pk", flat=True))
    drafts = Application.objects.filter(cohort__in=ended, state="draft", receipt_number__isnull=True)
    return drafts.order_by("created_at", "id")


@transaction.atomic
def lapse_draft(application: Application) -> None:
    """draft → lapsed, by the system, when it was never sent and can no longer be. Raises Refused, WrongState."""

    def was_never_sent(row: Application) -> None:
        if row.state != "draft":
            raise WrongState("Only a draft lapses by itself.")
        if row.receipt_number is not None:
            raise Refused("This was sent before: what was sent is put back instead.")

    apply(application, "lapse", by=None, reason=NOT_SENT, guards=[was_never_sent])


@transaction.atomic
def lapse_application(application: Application, *, by: User, reason: str) -> None:
    """in_hurdles → lapsed, by HR, when the candidate did not take part by the date. The letter gives the reason.

    Frees the open panels and their reviews. Raises Refused when a panel was passed and nothing is open any more,
    ReasonNeeded, WrongState from any other state, NotAllowed.
    """
    row = lock(application)
    if row.state == "draft":
        raise WrongState("A draft is nobody’s business: it lapses by itself when no window is open any more.")

    def is_not_assessed(held: Application) -> None:
        if held.assessed_at is not None:
            raise Refused("Every panel is decided and one was passed, so this person can be qualified.")

    apply(application, "lapse", by=by, reason=reason, guards=[is_not_assessed])
    cancel_panels(application)
