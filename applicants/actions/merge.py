"""HR's decision about a pair of applications: one person, joined into one application, or two people."""

from django.db import transaction
from django.utils import timezone

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.workflow.errors import NotAllowed, Refused, WrongState
from techforce.workflow.kernel import apply, lock

from ..models import Application, Conflict, Duplicate, HiddenPhrase
from .conflict import record_conflict
from .panel import cancel_panels
from .ties import note_for_candidate

MERGEABLE = Application.WORKFLOW.transition("merge").sources


@transaction.atomic
def merge_applications(duplicate: Duplicate, *, keep: Application, by: User, reason: str) -> Application:
    """Join a pair, by HR: `keep` goes on, the other becomes merged and points at it. Returns the one that is closed.

    The one that is kept takes over the ties to reviewers, the employers and the words hidden from them; its answers stay as they are.
    Both people's letters say so, both ledgers too. Raises WrongState when somebody was quicker or the other one's
    work is in review already, Refused when the kept one has ended or is not of the pair, ReasonNeeded, NotAllowed.
    """
    pair, first, second = _held(duplicate, by)
    kept, gone = (first, second) if keep.pk == first.pk else (second, first)
    if keep.pk not in (first.pk, second.pk):
        raise Refused("Choose one of the two.")
    if not kept.is_open:
        raise WrongState(f"{kept.code} has ended, so it cannot be the one that goes on. Nothing was changed.")
    if gone.is_open and gone.state not in MERGEABLE:
        raise WrongState(
            f"{gone.code} is past the eligibility check and cannot be closed this way. Keep that one instead, if the "
            "other is not past it too. Nothing was changed."
        )
    apply(gone, "merge", by=by, reason=reason, changes={"merged_into": kept}, kept=kept.code)
    cancel_panels(gone)
    _move(gone, kept, by)
    role = role_with(by, Permission.APPLICATION_SCREEN)
    entry = record("take_in", kept, by=by, role=role, reason=reason.strip(), other=gone.code)
    queue("application_joined", kept, entry)
    _decide(pair, by, same=True)
    return gone


@transaction.atomic
def tell_apart(duplicate: Duplicate, *, by: User, reason: str) -> None:
    """Record that a pair is two people, by HR; it is not asked again. Raises WrongState, Refused, NotAllowed."""
    pair, first, second = _held(duplicate, by)
    if not reason.strip():
        raise Refused("Say how you know that these are two people.")
    role = role_with(by, Permission.APPLICATION_SCREEN)
    for row, other in ((first, second), (second, first)):
        record("tell_apart", row, by=by, role=role, reason=reason.strip(), other=other.code)
    _decide(pair, by, same=False)


def _held(duplicate: Duplicate, by: User) -> tuple[Duplicate, Application, Application]:
    """The pair and its applications, locked in order of their ids; nobody has decided it yet."""
    if not may(by, Permission.APPLICATION_SCREEN):
        raise NotAllowed("You do not have the right to do this.")
    first, second = lock(Application(pk=duplicate.first_id)), lock(Application(pk=duplicate.second_id))
    pair = Duplicate.objects.select_for_update(of=("self",), no_key=True).get(pk=duplicate.pk)
    if pair.decided_at is not None:
        raise WrongState("Somebody has already decided about these two. Nothing was changed.")
    return pair, first, second


def _decide(pair: Duplicate, by: User, *, same: bool) -> None:
    pair.decided_at, pair.decided_by, pair.same = timezone.now(), by, same
    pair.save(update_fields=["decided_at", "decided_by", "same"])


def _move(gone: Application, kept: Application, by: User) -> None:
    """What protects the person goes with them: who must not review them, and which words would tell who they are."""
    known = {(row.key, row.from_year) for row in kept.candidate.employments.all()}
    for job in gone.candidate.employments.all():
        if (job.key, job.from_year) not in known:
            job.pk, job.candidate = None, kept.candidate
            job.save(force_insert=True)
    note_for_candidate(kept.candidate)
    for tie in Conflict.objects.filter(candidate=gone.candidate_id).select_related("reviewer"):
        record_conflict(tie.reviewer, kept.candidate, by=by, reason=tie.reason)
    phrases = {*gone.hidden_phrases.values_list("phrase", flat=True), gone.candidate.user.email}
    HiddenPhrase.objects.bulk_create(
        [HiddenPhrase(application=kept, phrase=phrase[:120], added_by=by) for phrase in sorted(phrases)],
        ignore_conflicts=True,
    )
