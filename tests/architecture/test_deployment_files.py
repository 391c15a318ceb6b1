"""The container files describe the system that the settings and `make run` describe."""

import re

import pytest

from techforce.embedded.postgres import LOCALE
from techforce.embedded.redis import CONFIGURATION
from tests.support import deployment

APPLICATION = ("migrate", "web", "worker", "beat")
services = deployment.compose()["services"]


def test_compose_has_every_part_of_the_system():
    assert set(services) == {"postgres", "redis", "mail", *APPLICATION}


def test_servers_are_the_ones_we_develop_on():
    assert services["postgres"]["image"] == "postgres:18"
    assert services["redis"]["image"].split(":")[0] == "redis"
    assert set(deployment.initdb_words()) == set(LOCALE)


def test_redis_keeps_its_promises_in_both_places():
    command = services["redis"]["command"]
    ours = dict(line.split(" ", 1) for line in CONFIGURATION.splitlines())
    for name in ("appendfsync", "maxmemory-policy"):
        assert deployment.option(command, f"--{name}") == ours[name]
    assert deployment.option(command, "--appendonly") == "yes"


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker"])
def test_what_others_wait_for_has_a_health_check(name):
    assert services[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migration_is_through(name):
    assert services[name]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("name", APPLICATION)
def test_application_containers_cannot_do_more_than_they_need(name):
    service = services[name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
    )


def test_image_runs_as_nobody_in_particular():
    users = [words for instruction, words in deployment.dockerfile() if instruction == "USER"]
    assert users == ["10001"]


@pytest.mark.parametrize("name", APPLICATION)
def test_every_variable_given_is_one_that_the_settings_read(name):
    known = deployment.environment_names("base", "production") | {"DJANGO_SETTINGS_MODULE"}
    assert set(services[name]["environment"]) - known == set()


@pytest.mark.parametrize("name", APPLICATION)
def test_every_variable_that_production_needs_is_given(name):
    assert deployment.required_names() - set(services[name]["environment"]) == set()


def test_every_variable_of_compose_is_explained_in_the_example():
    assert deployment.compose_variables() == deployment.example_names()


def test_no_port_is_open_to_the_network():
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8025:8025", "127.0.0.1:8000:8000"]


def test_volumes_are_declared():
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert used == set(deployment.compose()["volumes"])


def test_worker_serves_every_queue(settings):
    queues = {
        settings.CELERY_TASK_DEFAULT_QUEUE,
        *(route["queue"] for route in settings.CELERY_TASK_ROUTES.values()),
    }
    assert set(deployment.option(services["worker"]["command"], "--queues").split(",")) == queues


def test_image_installs_the_hash_locked_requirements():
    runs = " ".join(words for instruction, words in deployment.dockerfile() if instruction == "RUN")
    assert "--require-hashes --no-deps -r requirements/base.txt" in runs


def test_every_copied_path_is_part_of_the_build_context():
    ignored = (deployment.ROOT / ".dockerignore").read_text().split()
    sources = [
        words.split()[0]
        for name, words in deployment.dockerfile()
        if name == "COPY" and "--from" not in words
    ]
    assert sources == ["requirements/base.txt", "."]
    needed = {
        "techforce",
        "applicants",
        "agencies",
        "partners",
        "placements",
        "templates",
        "static",
        "manage.py",
        "requirements",
    }
    assert needed & set(ignored) == set()


def test_lock_files_name_no_registry():
    for lock in (deployment.ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock.read_text()), lock.name
