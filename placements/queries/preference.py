"""Who holds preference, and what a list of an agency does to them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest

from agencies.models import Requisition
from applicants.models import Application
from placements.models import CertificateEntry, PassOver, PreferenceClaim, RankList
from placements.models.preference import STANDING
from placements.rules.preference import PassedOver, in_order, passed_over
from placements.snapshot import MATCHABLE
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track

from .pool import Pool, pool_of, valid_entries

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


def lists_overtaken(cohort: Cohort, track: Track | None) -> list[Requisition]:
    """Requisitions whose certified list passes somebody over who came, or was granted preference, after that.

    Of the cohort or of one of its tracks. Two queries where nobody came late; three more for each list they came after.
    """
    preferred = valid_entries().filter(
        certificate__track__cohort=cohort,
        state="available",
        application__preference_claim__state="granted",
    )
    came = Greatest("state_since", "application__preference_claim__state_since")
    latest = preferred.order_by().values_list("certificate__track").annotate(latest=Max(came))
    certified = RankList.objects.certified().filter(requisition__state__in=MATCHABLE)
    if track is not None:
        certified = certified.filter(requisition__track=track)
    older = Q(pk__in=[])
    for track_id, moment in latest:
        older |= Q(requisition__track=track_id, certified_at__lt=moment)
    orders = dict(certified.filter(older).values_list("requisition", "certified"))
    rows = Requisition.objects.filter(pk__in=orders).select_related("track").order_by("number")
    return [row for row in rows if standing_for(row).passed_over(orders[row.pk])]


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
