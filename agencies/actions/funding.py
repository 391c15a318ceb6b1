"""Certify the money behind seats, and take a certification back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.models import FundingCertification, Requisition
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import lock

from .membership import require_role

# Once seats stand on the money it can only be replaced while OPM has the requisition on hold.
OPEN_TO_FUNDING = ("draft", "submitted", "returned", "validated", "suspended")


def current_funding(requisition: Requisition) -> FundingCertification | None:
    """The certification that counts now."""
    return requisition.funding_certifications.filter(withdrawn_at=None).first()


@transaction.atomic
def certify_funding(
    requisition: Requisition, *, by: User, seat_count: int, source: str, available_until: date
) -> FundingCertification:
    """Agency HR states that this many seats are paid for until this date; replaces the statement before it.

    Raises NotAllowed for anybody but HR of this agency and for the person who wrote the requisition, WrongState
    once it is published, and Refused for a count or a date that proves nothing.
    """
    require_role(requisition.agency, by, "agency_hr")
    locked = lock(requisition)
    if locked.state not in OPEN_TO_FUNDING:
        raise WrongState("The money of a published request can only be changed while OPM has it on hold.")
    if locked.created_by_id == by.pk:
        raise NotAllowed("You wrote this request, so somebody else has to certify its money.")
    if seat_count < 1 or not source.strip():
        raise Refused("State how many seats are funded, and from which source.")
    if available_until <= timezone.localdate():
        raise Refused("Money that is no longer available funds no seat.")
    locked.funding_certifications.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    certification = FundingCertification.objects.create(
        requisition=locked,
        seat_count=seat_count,
        source=source.strip(),
        available_until=available_until,
        certified_by=by,
    )
    entry = record(
        "certify_funding",
        locked,
        by=by,
        role="agency_hr",
        certification=certification.pk,
        seat_count=seat_count,
        available_until=available_until.isoformat(),
    )
    queue("funding_certified", locked, entry)
    return certification


@transaction.atomic
def withdraw_funding(requisition: Requisition, *, by: User, reason: str) -> None:
    """Take the current certification back, with a reason. Raises NotAllowed, WrongState, Refused."""
    require_role(requisition.agency, by, "agency_hr")
    locked = lock(requisition)
    if locked.state not in OPEN_TO_FUNDING:
        raise WrongState("Seats stand on this money. Ask OPM to put the request on hold first.")
    if not reason.strip():
        raise Refused("Give a reason: it goes on the record.")
    funding = current_funding(locked)
    if funding is None:
        raise Refused("There is no certification to take back.")
    funding.withdrawn_at = timezone.now()
    funding.save(update_fields=["withdrawn_at"])
    entry = record(
        "withdraw_funding", locked, by=by, role="agency_hr", reason=reason.strip(), certification=funding.pk
    )
    queue("funding_withdrawn", locked, entry)
