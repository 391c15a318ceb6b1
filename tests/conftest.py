"""The named cast that every test shares, and the servers they stand on."""

import gc
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from agencies.models import Agency
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import agencies, people, programme
from tests.support import browser, emptying, spreading
from tests.support.caching import forget_own_keys
from tests.support.servers import hold_servers, server_url
from tests.support.signing_in import signed_in
from tests.support.template import migrated_template


def pytest_configure(config: pytest.Config) -> None:
    """Have PostgreSQL and Redis up for the session, and one Chromium for the tests that ask for it."""
    hold_servers(config)
    config.pluginmanager.register(browser, "browser")
    config.pluginmanager.register(emptying, "emptying")
    config.pluginmanager.register(spreading, "spreading")


def pytest_collection_finish() -> None:
    """What is imported by now lives until the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Every test database is a copy of the migrated one."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_template(server_url())


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Rate limits of one test must not reach the next."""
    forget_own_keys()


@pytest.fixture(autouse=True)
def _forget_vocabulary() -> Iterator[None]:
    """Rows of one test are not there in the next."""
    yield
    programme.forget()


@pytest.fixture
def ada(db: None) -> User:
    """A candidate."""
    return people.account("ada@example.com", "Ada Quill")


@pytest.fixture
def ben(db: None) -> User:
    """Another candidate."""
    return people.account("ben@example.com", "Ben Osei")


@pytest.fixture
def holly(db: None) -> User:
    """HR specialist at OPM."""
    return people.staff("holly@opm.example", "Holly Reyes", "hr")


@pytest.fixture
def pat(db: None) -> User:
    """Programme manager at OPM."""
    return people.staff("pat@opm.example", "Pat Moss", "programme_manager")


@pytest.fixture
def sam(db: None) -> User:
    """Second approver."""
    return people.staff("sam@opm.example", "Sam Adler", "approver")


@pytest.fixture
def rosa(db: None) -> User:
    """First reviewer."""
    return people.staff("rosa@review.example", "Rosa Okafor", "reviewer")


@pytest.fixture
def remy(db: None) -> User:
    """Second reviewer."""
    return people.staff("remy@review.example", "Remy Tran", "reviewer")


@pytest.fixture
def rita(db: None) -> User:
    """Third reviewer."""
    return people.staff("rita@review.example", "Rita Lund", "reviewer")


@pytest.fixture
def audrey(db: None) -> User:
    """Auditor, for thirty days."""
    return people.staff("audrey@audit.example", "Audrey Bell", "auditor")


@pytest.fixture
def ollie(db: None) -> User:
    """Oversight at OMB."""
    return people.staff("ollie@omb.example", "Ollie Grant", "overseer")


@pytest.fixture
def otto(db: None) -> User:
    """Operator."""
    return people.staff("otto@ops.example", "Otto Weiss", "operator")


@pytest.fixture
def va(db: None) -> Agency:
    """The Department of Veterans Affairs."""
    return agencies.agency("VA")


@pytest.fixture
def treasury(db: None) -> Agency:
    """Another agency."""
    return agencies.agency("TREAS")


@pytest.fixture
def cora(va: Agency) -> User:
    """Coordinator at VA."""
    return agencies.member(va, "coordinator", "cora@va.example", "Cora Diaz")


@pytest.fixture
def hank(va: Agency) -> User:
    """Agency HR at VA."""
    return agencies.member(va, "agency_hr", "hank@va.example", "Hank Foley")


@pytest.fixture
def theo(va: Agency) -> User:
    """Hiring official at VA."""
    return agencies.member(va, "hiring_official", "theo@va.example", "Theo Brandt")


@pytest.fixture
def tess(treasury: Agency) -> User:
    """Coordinator at Treasury: the other agency."""
    return agencies.member(treasury, "coordinator", "tess@treasury.example", "Tess Novak")


@pytest.fixture
def cohort(db: None) -> Cohort:
    """The running cohort."""
    return programme.cohort()


@pytest.fixture
def software(cohort: Cohort) -> Track:
    """The open software track."""
    return programme.track(cohort)


@pytest.fixture
def as_() -> Callable[[User], Client]:
    """`as_(holly).get(...)`: a browser session of that person, second factor proven."""
    return signed_in
