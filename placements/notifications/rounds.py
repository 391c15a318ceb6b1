"""Who hears of a supplemental round."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse

from agencies.models import AgencyMembership, Requisition
from placements.models import CertificateEntry, RankingRound
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.ui.moments import eastern_words, to_eastern

WITH_SEATS = ["published", "filling", "ranking_closed"]
COMMITTED = ["matched", "offered", "accepted", "placed"]


class RoundNotice(Notice):
    """To people on a certificate who hold no seat, and to coordinators of agencies with open seats. Two queries."""

    people: ClassVar[tuple[str, ...]] = ("listed", "available", "reserve")

    def recipients(self, subject: RankingRound) -> Iterable[User]:
        entries = CertificateEntry.objects.filter(
            state__in=self.people, certificate__track__cohort=subject.cohort_id
        ).exclude(application__entries__state__in=COMMITTED)
        needs = Requisition.objects.filter(
            Q(state__in=WITH_SEATS, seats__state="open") | Q(pk__in=subject.reopens.values("pk")),
            track__cohort=subject.cohort_id,
        )
        members = AgencyMembership.objects.current().filter(
            Q(agency__requisitions__in=needs) | Q(agency__components__requisitions__in=needs),
            role="coordinator",
        )
        return User.objects.filter(
            Q(pk__in=entries.values("application__candidate__user")) | Q(pk__in=members.values("user")),
            is_active=True,
        )

    def context(self, subject: RankingRound, recipient: User) -> dict[str, Any]:
        return {
            "cohort": subject.cohort,
            "opens": eastern_words(to_eastern(subject.opens_at)),
            "closes": eastern_words(to_eastern(subject.closes_at)),
        }

    def link(self, subject: RankingRound) -> str:
        return reverse("operations:home")


@register
class RoundAnnounced(RoundNotice):
    key: ClassVar[str] = "round_announced"
    template: ClassVar[str] = "placements/emails/round_announced.txt"


@register
class RoundOpened(RoundNotice):
    """People in reserve are recalled in the same act and hear it by that notice."""

    key: ClassVar[str] = "round_opened"
    template: ClassVar[str] = "placements/emails/round_opened.txt"
    people: ClassVar[tuple[str, ...]] = ("listed", "available")


@register
class RoundCancelled(RoundNotice):
    key: ClassVar[str] = "round_cancelled"
    template: ClassVar[str] = "placements/emails/round_cancelled.txt"
