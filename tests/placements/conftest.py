"""A small market: three people, two requisitions with one seat each, both sides certified."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

import pytest
from django.test import Client

from agencies.models import Agency, FundingCertification, Requisition, Seat
from placements.models import Certificate, CertificateEntry
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import placements as make
from tests.placements.rounds import publish
from tests.support.states import at_state

from .everybody import Seen, a_partner, what_is_seen


@dataclass(frozen=True)
class Market:
    """`one` is on VA's list after `two`, and on Treasury's after `three`: with one seat each, `one` stays unplaced."""

    certificate: Certificate
    one: CertificateEntry
    two: CertificateEntry
    three: CertificateEntry
    va: Requisition
    treasury: Requisition

    @property
    def people(self) -> tuple[CertificateEntry, CertificateEntry, CertificateEntry]:
        return self.one, self.two, self.three

    def user(self, name: str) -> User:
        """The account of `one`, `two` or `three`."""
        entry: CertificateEntry = getattr(self, name)
        return entry.application.candidate.user


@pytest.fixture
def market(software: Track, va: Agency, treasury: Agency, holly: User, cora: User, tess: User) -> Market:
    """Everything certified, ranking still open."""
    certificate = make.certificate(software, holly)
    one, two, three = make.people_on(certificate, 3)
    at_va = make.requisition(va, software, cora)
    at_treasury = make.requisition(treasury, software, tess)
    for entry in (one, two, three):
        make.ranked(entry, at_va, at_treasury)
    make.agency_ranked(at_va, cora, two, one)
    make.agency_ranked(at_treasury, tess, three, one, two)
    return Market(certificate, one, two, three, at_va, at_treasury)


@pytest.fixture
def closed(market: Market, cohort: Cohort) -> Market:
    """The same market after ranking has closed."""
    make.close_ranking(cohort)
    return market


@pytest.fixture
def entry(software: Track, holly: User, ada: User) -> CertificateEntry:
    """Ada is available on the software certificate."""
    return make.certified(ada, make.certificate(software, holly))


@pytest.fixture
def work(va: Agency, treasury: Agency, software: Track, cora: User, tess: User) -> list[Requisition]:
    """Two published requisitions."""
    return [make.requisition(va, software, cora), make.requisition(treasury, software, tess)]


@pytest.fixture
def first(market: Market, cohort: Cohort, pat: User, sam: User, cora: User) -> Market:
    """After round one: `two` and `three` are matched, `one` is not, and VA has a second seat that stayed open."""
    money = market.va.funding_certifications.get()
    FundingCertification.objects.filter(pk=money.pk).update(seat_count=2)
    at_state(Seat(requisition=market.va, number=2, funding=money), "open")
    make.agency_ranked(market.va, cora, market.two)
    make.close_ranking(cohort)
    publish(cohort, pat, sam)
    return market


@pytest.fixture
def walk(
    market: Market,
    holly: User,
    rosa: User,
    cora: User,
    hank: User,
    theo: User,
    tess: User,
    audrey: User,
    ollie: User,
    otto: User,
    as_: Callable[[User], Client],
) -> Callable[..., Seen]:
    """Ask every page, or those named in `only`, as everybody (or as `people`) but the two who run and approve the match: those hear of it."""
    staff = {person.email: person for person in (holly, rosa, cora, hank, theo, tess, audrey, ollie, otto)}
    others = {"one": market.user("one"), "three": market.user("three"), "a partner": a_partner()}
    everybody = {**staff, **others, "a visitor": None}

    def ask(
        only: Container[str] | None = None, people: Iterable[str] = everybody, before: Seen | None = None
    ) -> Seen:
        return what_is_seen(market, {name: everybody[name] for name in people}, as_, only, before or {})

    return ask
