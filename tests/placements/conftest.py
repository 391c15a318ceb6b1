"""A small market: three people, two requisitions with one seat each, both sides certified."""

from dataclasses import dataclass

import pytest

from agencies.models import Agency, Requisition
from placements.models import Certificate, CertificateEntry
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import placements as make


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
