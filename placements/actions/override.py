"""Exceptions to a match: proposed with a reason, priced by a trial before anybody decides, approved by a second person."""

from dataclasses import replace

from django.db import transaction

from agencies.models import Requisition
from applicants.models import Application
from placements.changes import RunChanges, read_changes
from placements.models import MatchResult, MatchRun, Override, OverrideReason
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, ReasonNeeded, Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .match_run import discard_match_run
from .ranking_window import hold_cohort
from .trial import start_variant


@transaction.atomic
def propose_override(
    base: MatchRun,
    *,
    by: User,
    application: Application,
    requisition: Requisition,
    reason_class: str,
    reason: str,
) -> Override:
    """Propose to place one person at a requisition that they ranked, by those who run matches, on a completed run.

    A trial starts at once and shows the price. Raises NotAllowed, ReasonNeeded, WrongState when the run is being decided
    already, and Refused for a dry run, a place that the person has or did not ask for, or while another one is open.
    """
    if not may(by, Permission.MATCH_RUN):
        raise NotAllowed("Only program managers propose exceptions.")
    if not reason.strip() or reason_class not in OverrideReason.values:
        raise ReasonNeeded("Give a reason. The second person and every auditor will read it.")
    hold_cohort(base.cohort)
    _refuse_unfit(lock(base), application, requisition)
    row = {
        "override": "",
        "application": str(application.pk),
        "code": application.code,
        "requisition": str(requisition.pk),
        "number": requisition.number,
        "reason": reason_class,
    }
    trial = start_variant(base, by=by, changes=RunChanges(exceptions=(row,)))
    override = Override(
        base=base,
        application=application,
        requisition=requisition,
        reason_class=reason_class,
        reason=reason.strip(),
        proposed_by=by,
        trial=trial,
    )
    return begin(
        override,
        by=by,
        reason=reason.strip(),
        run=base.number,
        trial=trial.number,
        requisition=requisition.number,
    )


@transaction.atomic
def approve_override(override: Override, *, by: User) -> MatchRun:
    """Make the exception: a real run with it, in place of the run that it was proposed on, by a second person.

    The new run is answerable to whoever proposed, so that a further person has to approve it. Raises NotAllowed,
    WrongState, and Refused for the person who proposed, before the price is known, or when the exception cannot be made.
    """
    base = override.base
    hold_cohort(base.cohort)
    if not may(by, Permission.MATCH_APPROVE):
        raise NotAllowed("Only second approvers decide exceptions.")
    _refuse_undecidable(lock(override), lock(base), by)
    outcome = _real_run(override, by)
    apply(override, "approve", by=by, changes={"decided_by": by, "outcome": outcome}, run=outcome.number)
    words = f"Replaced by match run {outcome.number}, with an exception."
    discard_match_run(base, by=by, reason=words)
    return outcome


def refuse_override(override: Override, *, by: User, reason: str) -> None:
    """Refuse an exception with a reason, by a second person. The run stays as it is."""

    def must_be_another_person(row: Override) -> None:
        if row.proposed_by_id == by.pk:
            raise Refused("You proposed this exception: withdraw it instead.")

    apply(
        override, "refuse", by=by, reason=reason, guards=[must_be_another_person], changes={"decided_by": by}
    )


def withdraw_override(override: Override, *, by: User) -> None:
    """Take a proposal back, by whoever made it."""

    def must_be_own(row: Override) -> None:
        if row.proposed_by_id != by.pk:
            raise Refused("Only the person who proposed this exception can take it back.")

    apply(override, "withdraw", by=by, guards=[must_be_own])


def _refuse_unfit(base: MatchRun, application: Application, requisition: Requisition) -> None:
    if base.dry_run:
        raise Refused("A dry run is never published, so there is nothing to make an exception from.")
    if base.state != "completed":
        raise WrongState(
            f"Match run {base.number} is “{base.state_info.label}”. Exceptions are made before it is decided."
        )
    if base.overrides.filter(state="proposed").exists():
        raise Refused("Another exception of this run waits for a second person. Decide it first.")
    result = MatchResult.objects.filter(run=base, application=application).first()
    if result is None:
        raise Refused("This person is not in the run.")
    if result.requisition_id == requisition.pk:
        raise Refused("The run places this person there already.")
    asked = {line["requisition"] for line in result.reasons if line["code"] != "gone"}
    if str(requisition.pk) not in asked:
        raise Refused(
            "This person did not rank that requisition. Nobody is placed where they did not ask to be."
        )


def _refuse_undecidable(override: Override, base: MatchRun, by: User) -> None:
    if override.state != "proposed":
        raise WrongState(f"This exception is “{override.state_info.label}” already. Nothing was changed.")
    if override.proposed_by_id == by.pk:
        raise Refused("A second person has to approve: you proposed this exception.")
    trial = MatchRun.objects.defer("snapshot", "result").get(pk=override.trial_id)
    if trial.state in ("failed", "cancelled"):
        raise Refused("The trial with this exception did not end: it cannot be made.")
    if trial.state != "completed":
        raise Refused("The price is not known yet. Wait until the trial is complete.")
    if base.state != "completed":
        raise WrongState(f"Match run {base.number} is “{base.state_info.label}” now. Nothing was changed.")


def _real_run(override: Override, by: User) -> MatchRun:
    """The trial's changes as a real run. `created_by` is who proposed; so are all who proposed on the runs before it."""
    base, trial = override.base, MatchRun.objects.defer("snapshot", "result").get(pk=override.trial_id)
    named = [{**row, "override": str(override.pk)} for row in trial.changes["exceptions"]]
    earlier = [
        row for row in base.changes.get("exceptions", []) if row["application"] != named[0]["application"]
    ]
    changes = replace(read_changes({}), exceptions=(*earlier, *named))
    overriders = sorted({*base.overriders, override.proposed_by_id})
    return start_variant(
        base, by=by, changes=changes, dry_run=False, creator=override.proposed_by, overriders=overriders
    )
