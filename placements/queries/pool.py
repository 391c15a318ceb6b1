"""Everybody an agency could rank for one requisition, judged by the engine: hard rules, fit, and what changes add.

The judgement is kept in the cache under a stamp of everything it depends on, so that a page judges anew only when
something has changed.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max
from django.utils import timezone

from agencies.models import Requisition
from placements.models import CertificateEntry, MatchResult, MatchRun
from placements.models.certificate import EntryQuerySet
from placements.rules.fit import STANDARD, Fit, Weights, fit_of
from placements.rules.judging import Verdict, judge_people
from placements.rules.widening import Change
from placements.snapshot import people_rows
from placements.snapshot_demand import requisition_rows, with_terms

from .exclusions import excluded_pairs, newest_change
from .fit import weights_of
from .remembering import kept

LONGEST, LONGEST_OF_RUN = 3600, 86_400


@dataclass(frozen=True)
class Pool:
    """People by entry, in certificate order, as they stand against one requisition."""

    people: dict[uuid.UUID, Verdict] = field(default_factory=dict)
    persons: int = 0
    skilled: int = 0
    fitting: int = 0
    added: tuple[tuple[Change, int], ...] = ()
    weights: Weights = STANDARD

    def fit(self, entry: uuid.UUID) -> Fit | None:
        """The fit of one entry; None for one that is not in the pool."""
        found = self.people.get(entry)
        return fit_of(found.score, found.points, self.weights) if found else None


def entries_to_rank(requisition: Requisition) -> EntryQuerySet:
    """People who are available in the requisition's track."""
    return valid_entries().filter(certificate__track=requisition.track_id, state="available")


def valid_entries() -> EntryQuerySet:
    """Entries on certificates that have not expired."""
    return CertificateEntry.objects.filter(certificate__expires_on__gte=timezone.localdate())


def pool_of(requisition: Requisition) -> Pool:
    """The pool of a requisition as it is now. Two queries when nothing has changed since it was last judged."""
    weights = weights_of(requisition.track)
    return kept(
        _stamp(requisition, weights),
        LONGEST,
        lambda: judge_entries(requisition, entries_to_rank(requisition), weights),
    )


def judge_entries(
    requisition: Requisition, entries: EntryQuerySet, weights: Weights, at: datetime | None = None
) -> Pool:
    """These entries against one requisition, in certificate order.

    Eight queries (ten for a team, two more where an exclusion stands), however many there are. `at`: whose exclusions count.
    """
    rows = list(entries.order_by("-score", "pk").values_list("pk", "application_id", "score"))
    # Of two entries of one person in the track, the better score counts.
    best = {application: {requisition.track.key: points} for _, application, points in reversed(rows)}
    full = with_terms(Requisition.objects.filter(pk=requisition.pk)).get()
    apart = excluded_pairs(best, [full], at)
    judged = judge_people(people_rows(best, {}), requisition_rows([full], {})[0], weights, apart)
    return Pool(
        people={pk: judged.people[str(application)] for pk, application, _ in rows},
        persons=len(judged.people),
        skilled=judged.skilled,
        fitting=judged.fitting,
        added=judged.added,
        weights=weights,
    )


def pool_of_run(run: MatchRun, requisition: Requisition) -> Pool:
    """Everybody of the requisition's track who took part in a run. Two queries when it is kept.

    From their frozen answers and not from the run's snapshot, which is too large for a page.
    """
    weights = weights_of(requisition.track, run.created_at)
    taken_part = MatchResult.objects.filter(run=run).values("application")
    entries = CertificateEntry.objects.filter(
        certificate__track=requisition.track_id, application__in=taken_part
    )
    key = f"pool:{run.pk}:{requisition.pk}:{requisition.lock_version}:{weights.version}"
    return kept(key, LONGEST_OF_RUN, lambda: judge_entries(requisition, entries, weights, run.created_at))


def _stamp(requisition: Requisition, weights: Weights) -> str:
    """Changes whenever anything does that the judgement depends on. One query.

    What a certified person offers cannot change any more; who is available and who is kept apart does, and each change
    has a ledger entry.
    """
    rows = CertificateEntry.objects.filter(certificate__track=requisition.track_id)
    found = rows.annotate(change=newest_change()).aggregate(
        newest=Max("ledger_entry_id"), many=Count("pk"), apart=Max("change")
    )
    return (
        f"pool:{requisition.pk}:{requisition.lock_version}:{requisition.ledger_entry_id}:{weights.version}"
        f":{found['newest']}:{found['many']}:{found['apart']}:{timezone.localdate():%Y%m%d}"
    )
