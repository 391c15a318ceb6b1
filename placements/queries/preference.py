"""Who holds preference, and what a list of an agency does to them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.models import Requisition
from applicants.models import Application
from placements.models import CertificateEntry, PassOver, PreferenceClaim
from placements.models.preference import STANDING
from placements.rules.preference import PassedOver, in_order, passed_over
from techforce.accounts.models import User

from .pool import Pool, pool_of

# While an application is in one of these, its candidate may still claim preference.
CLAIMABLE = ["draft", "submitted", "screening", "action_needed", "eligible", "in_hurdles", "qualified"]


@dataclass(frozen=True)
class Standing:
    """What decides whether an order of a requisition passes somebody over."""

    scores: dict[uuid.UUID, int]
    preferred: frozenset[uuid.UUID]
    allowed: frozenset[uuid.UUID]

    def passed_over(self, order: Sequence[uuid.UUID]) -> list[PassedOver]:
        """Whom the order passes over without a sustained case."""
        return passed_over(order, self.scores, self.preferred, self.allowed)

    def in_order(self, order: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        """The nearest order that passes nobody over."""
        return in_order(order, self.scores, self.preferred, self.allowed)


def standing_for(requisition: Requisition, pool: Pool | None = None) -> Standing:
    """Scores, preference and sustained cases for one requisition. Two queries besides the pool."""
    found = pool if pool is not None else pool_of(requisition)
    scores = {pk: verdict.points[0] for pk, verdict in found.people.items() if not verdict.bits}
    preferred = CertificateEntry.objects.filter(
        certificate__track=requisition.track_id, application__preference_claim__state="granted"
    )
    allowed = PassOver.objects.filter(requisition=requisition, state="sustained")
    return Standing(
        scores,
        frozenset(preferred.values_list("pk", flat=True)) & scores.keys(),
        frozenset(allowed.values_list("entry", flat=True)),
    )


def cases_of(requisition: Requisition) -> QuerySet[PassOver]:
    """The pass-over cases of a requisition, newest first."""
    return PassOver.objects.filter(requisition=requisition).select_related("entry__application")


def open_case_of(requisition: Requisition, entry: CertificateEntry) -> PassOver | None:
    """The case of this pair that is open or was sustained."""
    return PassOver.objects.filter(requisition=requisition, entry=entry, state__in=STANDING).first()


def claims_to_decide(applications: QuerySet[Application]) -> QuerySet[PreferenceClaim]:
    """Undecided claims among people who wait for a certificate."""
    rows = PreferenceClaim.objects.filter(state="claimed", application__in=applications)
    return rows.select_related("application").order_by("application__code")


def claimable_application(user: User) -> Application | None:
    """The application for which somebody may still claim preference, newest first."""
    rows = Application.objects.filter(candidate__user=user, state__in=CLAIMABLE)
    return rows.select_related("cohort").order_by("-created_at").first()


def own_claim(user: User) -> PreferenceClaim | None:
    """Somebody's newest claim."""
    rows = PreferenceClaim.objects.filter(application__candidate__user=user).select_related("application")
    return rows.order_by("-claimed_at").first()
