"""Claim veterans' preference, early; decide about it, late: after every hurdle and before the certificate."""

from django.db import IntegrityError, transaction

from applicants.models import Application
from placements.models import PreferenceClaim
from placements.queries.preference import CLAIMABLE
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

TWICE = "You have claimed preference already."
DECIDABLE = ["qualified", "certified"]


@transaction.atomic
def claim_preference(application: Application, *, by: User, kind: str) -> PreferenceClaim:
    """Claim preference, by the candidate, until the certificate is issued. Reviewers never read it.

    Raises NotAllowed, Refused once the application is certified or has ended, WrongState for a second claim.
    """
    if application.candidate.user_id != by.pk:
        raise NotAllowed("Only the candidate can claim preference.")
    if lock(application).state not in CLAIMABLE:
        raise Refused("Preference can be claimed until the certificate is issued.")
    if kind not in PreferenceClaim.Kind.values:
        raise Refused("Choose the preference that you claim.")
    row = PreferenceClaim.objects.filter(application=application).first()
    if row is not None:
        apply(row, "claim_again", by=by, changes={"kind": kind})
        return row
    try:
        with transaction.atomic():
            return begin(PreferenceClaim(application=application, kind=kind), by=by, act="claim")
    except IntegrityError as error:
        raise WrongState(TWICE) from error


def withdraw_claim(claim: PreferenceClaim, *, by: User) -> None:
    """Take a claim back before it is decided, by the candidate."""

    def must_be_own(row: PreferenceClaim) -> None:
        if row.application.candidate.user_id != by.pk:
            raise NotAllowed("Only the candidate can take the claim back.")

    apply(claim, "withdraw", by=by, guards=[must_be_own])


def decide_claim(claim: PreferenceClaim, *, by: User, granted: bool, reason: str = "") -> None:
    """Decide about a claim, by HR, once the person has passed every hurdle; refusing needs a reason.

    Raises NotAllowed, ReasonNeeded, and Refused while hurdles are open: nobody is judged with preference in view.
    """

    def must_have_passed(row: PreferenceClaim) -> None:
        if row.application.state not in DECIDABLE:
            raise Refused("Preference is decided only after the last hurdle.")

    apply(claim, "grant" if granted else "refuse", by=by, reason=reason, guards=[must_have_passed])
