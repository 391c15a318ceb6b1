"""Interest signals, as the person who sends them and the agency that receives them see them."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from agencies.models import Requisition
from applicants.models import Application
from placements.models import InterestSignal


@dataclass(frozen=True)
class SignalDesk:
    """One person's signals of the round that is under way. `sent`: the requisitions they went to."""

    limit: int
    sent: frozenset[uuid.UUID]
    spent: int

    @property
    def left(self) -> int:
        """How many more the person can send."""
        return max(self.limit - self.spent, 0)


def signal_desk(application: Application) -> SignalDesk:
    """The signals of one application. One query, none where the cohort has no signals.

    One that went to a requisition which closed since is not spent: it can be sent elsewhere.
    """
    limit = application.cohort.interest_signals
    if not limit:
        return SignalDesk(0, frozenset(), 0)
    is_open = Exists(Requisition.objects.rankable().filter(pk=OuterRef("requisition")))
    sent = InterestSignal.objects.filter(application=application).of_current_round()
    where = dict(sent.annotate(is_open=is_open).values_list("requisition", "is_open"))
    return SignalDesk(limit, frozenset(where), sum(where.values()))


def who_signalled(requisition: Requisition) -> frozenset[uuid.UUID]:
    """Applications that showed interest in a requisition in the round under way. One query.

    Whoever is no longer in the pool is in it too; pages show only people whom they list anyway.
    """
    rows = InterestSignal.objects.filter(requisition=requisition).of_current_round()
    return frozenset(rows.values_list("application", flat=True))


def signalled_to(application_id: uuid.UUID, requisitions: list[Requisition]) -> frozenset[uuid.UUID]:
    """Those of these requisitions to which a person signalled in the round under way. One query."""
    rows = InterestSignal.objects.filter(application=application_id, requisition__in=requisitions)
    return frozenset(rows.of_current_round().values_list("requisition", flat=True))
