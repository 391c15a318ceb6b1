"""What a supplemental round is about: open seats, and people who hold none."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from agencies.models import FundingCertification, Requisition
from applicants.models import Application
from placements.models import CertificateEntry, PastRankList
from techforce.programme.models import Cohort

# Where seats can be open once a match has been published. `published` can be ranked already.
REOPENING = ["filling", "ranking_closed"]
COMMITTED = ["matched", "offered", "accepted", "placed"]


@dataclass(frozen=True)
class Ranked:
    """Requisitions that a round opens or that are open already, with `open_seats`, and how many people can rank them."""

    requisitions: list[Requisition]
    to_reopen: list[Requisition]
    people: int

    @property
    def seats(self) -> int:
        return sum(row.open_seats for row in self.requisitions)  # type: ignore[attr-defined]


def what_can_be_ranked(cohort: Cohort, reopens: Iterable[Requisition] = ()) -> Ranked:
    """What a round that opened now would hold; `reopens` are closed requisitions that come back. Three queries."""
    rows = list(_with_open_seats(cohort))
    back = list(closed_with_seats(cohort).filter(pk__in=[row.pk for row in reopens]))
    to_reopen = [row for row in rows if row.state in REOPENING] + back
    return Ranked([*rows, *back], to_reopen, people_without_a_seat(cohort))


def closed_with_seats(cohort: Cohort) -> QuerySet[Requisition]:
    """Requisitions that closed with open seats and still have money for some of them, as `open_seats`."""
    money = FundingCertification.objects.filter(requisition=OuterRef("pk"), withdrawn_at=None)
    standing = Count("seats", filter=Q(seats__state__in=["open", "matched", "offered", "filled"]))
    lost = Count("seats", filter=Q(seats__state="reverted", seats__replaced_by=None))
    rows = Requisition.objects.filter(state="closed_short", track__cohort=cohort).annotate(
        room=Coalesce(Subquery(money.values("seat_count")[:1]), 0) - standing, lost=lost
    )
    some = rows.filter(room__gt=0, lost__gt=0).annotate(open_seats=Least(F("room"), F("lost")))
    return some.select_related("agency", "track").order_by("number")


def people_without_a_seat(cohort: Cohort) -> int:
    """People who are available or in reserve on a certificate that holds, and hold no seat. One query."""
    rows = CertificateEntry.objects.filter(
        state__in=["available", "reserve"],
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=timezone.localdate(),
        application__state="certified",
    ).exclude(application__entries__state__in=COMMITTED)
    return rows.values("application").distinct().count()


def _with_open_seats(cohort: Cohort) -> QuerySet[Requisition]:
    rows = Requisition.objects.filter(track__cohort=cohort, state__in=["published", *REOPENING])
    counted = rows.annotate(open_seats=Count("seats", filter=Q(seats__state="open")))
    return counted.filter(open_seats__gt=0).select_related("agency", "track").order_by("number")


@dataclass(frozen=True)
class PastList:
    """A list of an earlier round as its owner reads it again, best first."""

    round_number: int
    certified_at: datetime
    lines: list[str]


def past_lists_of_person(application: Application) -> list[PastList]:
    """A candidate's lists of earlier rounds, newest first. Two queries."""
    rows = list(PastRankList.objects.filter(application=application).order_by("-round_number"))
    wanted = {pk for row in rows for pk in row.certified}
    named = {
        row.pk: f"{row.title}, {row.agency.name}"
        for row in Requisition.objects.filter(pk__in=wanted).select_related("agency")
    }
    return _told(rows, named)


def past_lists_of_requisition(requisition: Requisition) -> list[PastList]:
    """A requisition's lists of earlier rounds, newest first: codes, never names. Two queries."""
    rows = list(PastRankList.objects.filter(requisition=requisition).order_by("-round_number"))
    wanted = {pk for row in rows for pk in row.certified}
    entries = CertificateEntry.objects.filter(pk__in=wanted)
    return _told(rows, dict(entries.values_list("pk", "application__code")))


def _told(rows: list[PastRankList], named: dict[uuid.UUID, str]) -> list[PastList]:
    return [
        PastList(row.round_number, row.certified_at, [named[pk] for pk in row.certified if pk in named])
        for row in rows
    ]
