"""Claim that work is mission critical, decide about the claim, take it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import CriticalClaim, Requisition
from agencies.models.critical import STANDING_CLAIM
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .membership import require_role

# From here on the lists are final, and a claim could only be a reaction to what a dry run showed.
CLAIMABLE = ["draft", "submitted", "returned", "validated", "published", "suspended"]


@transaction.atomic
def claim_critical(requisition: Requisition, *, by: User, reason: str) -> CriticalClaim:
    """Ask OPM to count a requisition as mission critical, by a coordinator of its agency and with a reason.

    Raises NotAllowed, ReasonNeeded, WrongState once its ranking has closed, and Refused while another claim stands.
    """
    require_role(requisition.agency, by, "coordinator")
    if not reason.strip():
        raise ReasonNeeded("Say why this work is mission critical.")
    _hold_claimable(requisition)
    claim = CriticalClaim(requisition=requisition, reason=reason.strip(), asked_by=by)
    try:
        with transaction.atomic():
            return begin(claim, by=by, reason=reason.strip(), requisition=str(requisition.pk))
    except IntegrityError as error:
        raise Refused("A claim for this request stands already.") from error


@transaction.atomic
def decide_critical(claim: CriticalClaim, *, by: User, approve: bool, reason: str) -> LedgerEntry:
    """asked → approved or declined, by an approver who did not ask, with a reason.

    Raises NotAllowed, ReasonNeeded, WrongState when it is decided or its ranking has closed, and Refused for the asker.
    """

    def must_be_another_person(row: CriticalClaim) -> None:
        if row.asked_by_id == by.pk:
            raise Refused("A second person has to decide: you asked for this.")

    _hold_claimable(claim.requisition)
    name = "approve" if approve else "decline"
    changes = {"decided_by": by}
    return apply(claim, name, by=by, reason=reason, guards=[must_be_another_person], changes=changes)


@transaction.atomic
def withdraw_critical(claim: CriticalClaim, *, by: User) -> LedgerEntry:
    """asked or approved → withdrawn, by a coordinator of the agency. Raises NotAllowed, WrongState."""
    require_role(claim.requisition.agency, by, "coordinator")
    _hold_claimable(claim.requisition)
    return apply(claim, "withdraw", by=by)


def may_claim(requisition: Requisition) -> bool:
    """Whether claims about it can still be made and decided."""
    closes = requisition.track.cohort.ranking_closes_at
    return requisition.state in CLAIMABLE and (closes is None or closes > timezone.now())


def standing_claim(requisition: Requisition) -> CriticalClaim | None:
    """The claim that waits or counts; None without one."""
    return requisition.critical_claims.filter(state__in=STANDING_CLAIM).select_related("asked_by").first()


def _hold_claimable(requisition: Requisition) -> None:
    """Keep the requisition as it is until the transaction ends; the match must not begin meanwhile."""
    if not may_claim(lock(requisition)):
        raise WrongState("Ranking has closed for this request: what counts in the match is final.")
