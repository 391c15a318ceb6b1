"""Who must not review whom because of where they worked; checked before anything is offered, and again at locking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from techforce.accounts.models import User

from ..models import Candidate, Conflict, Employment, PossibleTie, ReviewerEmployer
from ..rules.employers import beginning, employer_key, possibly_same
from ..ties import spoken_for


@dataclass(frozen=True)
class Organization:
    """One organization that a reviewer is tied to, and by which class of reason."""

    reviewer: int
    name: str
    key: str
    reason: str

    @property
    def tie(self) -> str:
        """The class of reason in words."""
        return str(Conflict.Reason(self.reason).label)


def since_year() -> int:
    """The first year that counts: an employer left before it ties nobody."""
    return timezone.localdate().year - settings.CONFLICT_YEARS


def lately() -> models.Q:
    """Employers of now and of the years that count."""
    return models.Q(to_year=None) | models.Q(to_year__gte=since_year())


def organizations_of(reviewers: Collection[int]) -> list[Organization]:
    """What these reviewers declared, and the partners they speak for."""
    declared = ReviewerEmployer.objects.filter(lately(), reviewer__in=reviewers).order_by("pk")
    own = [Organization(row.reviewer_id, row.name, row.key, Conflict.Reason.EMPLOYER) for row in declared]
    partner = Conflict.Reason.PARTNER
    return own + [Organization(pk, name, employer_key(name), partner) for pk, name in spoken_for(reviewers)]


def shared_with(reviewer: User, candidate: Any) -> models.QuerySet[Employment]:
    """Employers of a candidate (an id, or a reference to one) at which this reviewer was too, or for which they speak."""
    declared = ReviewerEmployer.objects.filter(lately(), reviewer=reviewer).values("key")
    partners = [employer_key(name) for _, name in spoken_for([reviewer.pk])]
    same = models.Q(key__in=declared) | models.Q(key__in=partners)
    return Employment.objects.filter(lately(), same, candidate=candidate)


def untied(reviewer: User, path: str) -> list[Any]:
    """Conditions that leave out every candidate this reviewer is tied to; `path` leads to the candidate's id.

    A tie that HR still has to look at leaves out too.
    """
    candidate = models.OuterRef(path)
    return [
        ~models.Exists(Conflict.objects.filter(reviewer=reviewer, candidate=candidate)),
        ~models.Exists(shared_with(reviewer, candidate)),
        ~models.Exists(PossibleTie.objects.filter(reviewer=reviewer, candidate=candidate, decided_at=None)),
    ]


def is_tied(reviewer: User, candidate: int) -> bool:
    """Whether this reviewer must not score this candidate: the same person, a recorded tie, or a shared employer.

    One that HR still has to look at does not count here: a word about it would tell the reviewer where somebody worked.
    """
    recorded = Conflict.objects.filter(reviewer=reviewer, candidate=candidate)
    shared = shared_with(reviewer, candidate)
    tied = models.Q(user=reviewer) | models.Exists(recorded) | models.Exists(shared)
    return Candidate.objects.filter(tied, pk=candidate).exists()


def tied_by_rule(candidate: Candidate) -> list[tuple[User, Organization]]:
    """Reviewers who are left out because of where this candidate worked, each with the organization; for HR."""
    keys = set(candidate.employments.filter(lately()).values_list("key", flat=True))
    readers = {row.pk: row for row in User.objects.filter(reviewer_tracks__isnull=False).distinct()}
    found = [one for one in organizations_of(list(readers)) if one.key in keys]
    return sorted(
        ((readers[one.reviewer], one) for one in found), key=lambda pair: (str(pair[0]), pair[1].key)
    )


def note_for_candidate(candidate: Candidate) -> None:
    """Put the reviewers whose employers may be this candidate's before HR. For when a panel opens."""
    mine = list(candidate.employments.filter(lately()))
    starts = {row.start for row in mine}
    declared = ReviewerEmployer.objects.filter(lately(), start__in=starts).values_list(
        "reviewer", "name", "key"
    )
    partners = [
        (pk, name, key)
        for pk, name in (spoken_for(_readers()) if mine else [])
        if beginning(key := employer_key(name)) in starts
    ]
    _keep(
        PossibleTie(reviewer_id=reviewer, candidate=candidate, reviewer_name=name, candidate_name=row.name)
        for reviewer, name, key in [*declared, *partners]
        for row in mine
        if possibly_same(key, row.key)
    )


def note_for_reviewer(reviewer: User) -> None:
    """Put the candidates in open review whose employers may be this reviewer's before HR."""
    mine = organizations_of([reviewer.pk])
    open_review = models.Q(candidate__applications__panels__state__in=["open", "tiebreak"])
    theirs = Employment.objects.filter(lately(), open_review, start__in={beginning(one.key) for one in mine})
    _keep(
        PossibleTie(reviewer=reviewer, candidate_id=candidate, reviewer_name=one.name, candidate_name=name)
        for candidate, name, key in theirs.distinct().values_list("candidate", "name", "key")
        for one in mine
        if possibly_same(one.key, key)
    )


def _readers() -> list[int]:
    return list(User.objects.filter(reviewer_tracks__isnull=False).distinct().values_list("pk", flat=True))


def _keep(ties: Iterable[PossibleTie]) -> None:
    """New ones only: what HR decided stays decided."""
    PossibleTie.objects.bulk_create(list(ties), ignore_conflicts=True)
