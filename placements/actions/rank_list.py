"""Save and certify ranked lists. Only the certified one counts, and only until the cohort's ranking closes."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import Requisition
from placements.models import RankList
from placements.queries.pool import entries_to_rank
from placements.queries.ranking import requisitions_to_rank
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.programme.models import Cohort
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from .pass_over import OutOfOrder, refuse_passing_over
from .ranking_window import hold_window_open

STALE = (
    "This list was changed in another tab or by a colleague after you opened it. "
    "Your order is shown below and is not saved yet."
)


@transaction.atomic
def save_rank_list(rank_list: RankList, ids: Sequence[uuid.UUID], *, by: User, lock_version: int) -> RankList:
    """Save the working order, by the candidate or a coordinator of the agency; what is certified stays as it is.

    Returns the row as saved. Raises WrongState when it was changed meanwhile, NotAllowed, and Refused when ranking is
    not open or an id is ranked twice or cannot be ranked.
    """
    hold_window_open(_cohort_of(rank_list))
    row = _locked(rank_list, lock_version)
    _must_own(row, by)
    _refuse_unrankable(row, ids)
    row.draft, row.saved_at, row.lock_version = list(ids), timezone.now(), row.lock_version + 1
    _store(row)
    return row


@transaction.atomic
def certify_rank_list(rank_list: RankList, *, by: User) -> RankList:
    """Make the saved order the one that counts, by the same people, as often as they like while ranking is open.

    Returns the row as certified. Raises NotAllowed, and Refused when ranking is not open or nothing is ranked.
    """
    hold_window_open(_cohort_of(rank_list))
    row = RankList.objects.select_for_update(of=("self",), no_key=True).get(pk=rank_list.pk)
    _must_own(row, by)
    if not row.draft and not row.certified:
        raise Refused("Rank at least one before you certify.")
    refuse_passing_over(row)
    now = timezone.now()
    row.certified, row.certified_at, row.certified_by = row.draft, now, by
    row.lock_version += 1
    row.save()
    right = Permission.APPLY if row.application_id else Permission.ENTRY_RANK
    record("certify", row, by=by, role=role_with(by, right), version=row.lock_version)
    return row


def certify_order(rank_list: RankList, ids: Sequence[uuid.UUID], *, by: User, lock_version: int) -> RankList:
    """Save an order and certify it in one: what stands on the page is what counts. Raises as its two halves do.

    Nothing is saved when either is refused, but for one case: an order that passes somebody over stays as the working
    order (`OutOfOrder.rank_list`), because a pass-over case is about a saved order.
    """
    with transaction.atomic():
        saved = save_rank_list(rank_list, ids, by=by, lock_version=lock_version)
        try:
            with transaction.atomic():
                return certify_rank_list(saved, by=by)
        except OutOfOrder as refused:
            refused.rank_list = saved
            out_of_order = refused
    raise out_of_order


def _locked(rank_list: RankList, lock_version: int) -> RankList:
    """The row under lock if nobody changed it since; the unsaved one if there is none yet."""
    if rank_list._state.adding:
        if lock_version:
            raise WrongState(STALE)
        return rank_list
    row = RankList.objects.select_for_update(of=("self",), no_key=True).get(pk=rank_list.pk)
    if row.lock_version != lock_version:
        raise WrongState(STALE)
    return row


def _store(row: RankList) -> None:
    """Save; two first saves at once end with one row and a clear word to the other."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise WrongState(STALE) from error


def _cohort_of(rank_list: RankList) -> Cohort:
    if rank_list.application is not None:
        return rank_list.application.cohort
    assert rank_list.requisition is not None  # noqa: S101 a check constraint says one or the other
    return rank_list.requisition.track.cohort


def _must_own(row: RankList, by: User) -> None:
    if row.application is not None:
        if row.application.candidate.user_id != by.pk:
            raise NotAllowed("Only the candidate can rank for themselves.")
        return
    own = Requisition.objects.editable_by(by).filter(pk=str(row.requisition_id))
    if not may(by, Permission.ENTRY_RANK) or not own.exists():
        raise NotAllowed("Only a coordinator of the agency can rank for it.")


def _refuse_unrankable(row: RankList, ids: Sequence[uuid.UUID]) -> None:
    """What was ranked before may stay on the list even if it can't be ranked anew; it just leads nowhere."""
    if len(set(ids)) != len(ids):
        raise Refused("The same line is on the list twice. Nothing was changed.")
    fresh = set(ids) - set(row.draft) - set(row.certified)
    if not fresh:
        return
    if _open_to_rank(row).filter(pk__in=fresh).count() != len(fresh):
        raise Refused(
            "Something on the list can't be ranked any more. Nothing was changed; look at the list again."
        )


def _open_to_rank(row: RankList) -> QuerySet[Any]:
    if row.application is not None:
        return requisitions_to_rank(row.application)
    assert row.requisition is not None  # noqa: S101 a check constraint says one or the other
    return entries_to_rank(row.requisition)
