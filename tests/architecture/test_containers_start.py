"""The commands in the container files, started here with the environment that they give, on the embedded servers."""

import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from psycopg import sql

from tests.support import deployment
from tests.support.servers import server_url
from tests.support.template import other_database, server

pytestmark = pytest.mark.slow
SECRETS = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "FIELD_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "POSTGRES_PASSWORD": "unused",
}
SERVICES = deployment.compose(SECRETS)["services"]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """An empty database of its own: the migration step fills it."""
    name = f"{settings.DATABASES['default']['TEST']['NAME']}_containers"
    with server(server_url()) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield other_database(server_url(), name)
        connection.execute(drop)


@pytest.fixture(scope="module")
def start(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start one service's command; whatever still runs is ended afterwards."""
    here = tmp_path_factory.mktemp("containers")
    started: list[subprocess.Popen[str]] = []

    def begin(service: str, words: list[str]) -> subprocess.Popen[str]:
        environment = {
            **SERVICES[service]["environment"],
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "DATABASE_URL": database_url,
            "REDIS_URL": f"{settings.REDIS_URL.rsplit('/', 1)[0]}/15",
            "MEDIA_ROOT": str(here),
        }
        words = [word.replace("/tmp/", f"{here}/") for word in words]
        with (here / f"{service}.log").open("a") as log:
            child = subprocess.Popen(
                words, env=environment, cwd=deployment.ROOT, stdout=log, stderr=log, text=True
            )
        started.append(child)
        return child

    yield begin
    for child in started:
        child.kill()
        child.wait()


@pytest.fixture(scope="module")
def _migrated(start: Start) -> None:
    """The migration step, as docker compose runs it."""
    assert start("migrate", SERVICES["migrate"]["command"]).wait(120) == 0


def until(attempt: Callable[[], bool], seconds: float = 40) -> bool:
    """Say whether `attempt` succeeds in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if attempt():
            return True
        time.sleep(0.3)
    return False


def health_check(service: str, *more: str) -> list[str]:
    """Return the words of a service's health check."""
    kind, *words = SERVICES[service]["healthcheck"]["test"]
    return ["sh", "-c", words[0].replace("$$", "$")] if kind == "CMD-SHELL" else [*words, *more]


@pytest.mark.usefixtures("_migrated")
def test_web_becomes_ready_and_ends_on_sigterm(start):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in deployment.image_command()]
    web = start("web", words)
    check = health_check("web", f"http://127.0.0.1:{port}/readyz")
    assert until(lambda: start("web", check).wait(20) == 0)
    web.send_signal(signal.SIGTERM)
    assert web.wait(20) == 0


@pytest.mark.usefixtures("_migrated")
def test_worker_answers_and_ends_on_sigterm(start):
    worker = start("worker", SERVICES["worker"]["command"])
    assert until(lambda: start("worker", health_check("worker")).wait(30) == 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0


@pytest.mark.usefixtures("_migrated")
def test_beat_fills_the_queue_and_ends_on_sigterm(start):
    import redis

    with redis.Redis.from_url(f"{settings.REDIS_URL.rsplit('/', 1)[0]}/15") as broker:
        broker.flushdb()
        beat = start("beat", SERVICES["beat"]["command"])
        assert until(lambda: broker.llen("default") > 0)
        beat.send_signal(signal.SIGTERM)
        assert beat.wait(20) == 0
        broker.flushdb()


def test_a_missing_secret_is_named_with_its_remedy():
    environment = {
        name: value for name, value in SERVICES["web"]["environment"].items() if name != "FIELD_KEYS"
    }
    words = [sys.executable, "manage.py", "check"]
    child = subprocess.run(
        words, env=environment, cwd=deployment.ROOT, capture_output=True, text=True, check=False
    )
    assert child.returncode == 1
    assert "FIELD_KEYS is not set. One or more Fernet keys" in child.stderr


def test_the_image_can_collect_static_files_with_its_stand_ins():
    build = next(
        words for name, words in deployment.dockerfile() if name == "RUN" and "collectstatic" in words
    )
    stand_ins = dict(word.split("=", 1) for word in shlex.split(build) if re.match(r"[A-Z_]+=", word))
    words = [sys.executable, "manage.py", "collectstatic", "--no-input", "--dry-run", "--verbosity", "0"]
    assert subprocess.run(words, env=stand_ins, cwd=deployment.ROOT, check=False).returncode == 0
