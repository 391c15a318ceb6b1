"""The embedded servers live exactly as long as somebody uses them, and come back from anything."""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from techforce.embedded import addresses, running
from techforce.embedded.book import port_is_free, read_book
from techforce.embedded.lease import keeper_pid, keeper_runs, wait_for_the_end

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder for all tests here: laying out a cluster takes longer than what they look at."""
    folder = tmp_path_factory.mktemp("data")
    yield folder
    shutil.rmtree((folder / "postgres").resolve())  # under root it is a link out of pytest's closed folder


@pytest.fixture
def folder(data: Path) -> Iterator[Path]:
    """The data folder, its servers stopped."""
    yield data
    keeper = keeper_pid(data)
    if keeper:
        os.kill(keeper, signal.SIGTERM)
    assert wait_for_the_end(data)


def answer(found: dict[str, str]) -> tuple[str, bool]:
    """Ask both servers something."""
    with psycopg.connect(found["DATABASE_URL"], connect_timeout=5) as connection:
        row = connection.execute("SELECT current_user::text").fetchone()
    with redis.Redis.from_url(found["REDIS_URL"]) as client:
        return str(row and row[0]), bool(client.ping())


def test_servers_stop_with_their_last_user(folder):
    with running(folder, durable=False) as first, running(folder, durable=False) as second:
        assert answer(first) == answer(second) == ("techforce", True)
    book = read_book(folder)
    assert not keeper_runs(folder)
    assert port_is_free(book.postgres_port)
    assert port_is_free(book.redis_port)


def test_data_survive_a_stop(folder):
    with running(folder) as found:
        with psycopg.connect(found["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        with redis.Redis.from_url(found["REDIS_URL"]) as client:
            client.set("kept", "1")
    with running(folder) as found:
        with psycopg.connect(found["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]
        with redis.Redis.from_url(found["REDIS_URL"]) as client:
            assert client.get("kept") == b"1"


def test_a_killed_server_comes_back_on_the_same_port(folder):
    with running(folder, durable=False) as found:
        os.kill(int((folder / "postgres/data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until = time.monotonic() + 20
        while True:
            try:
                assert answer(found) == ("techforce", True)
                break
            except psycopg.OperationalError:
                assert time.monotonic() < until
                time.sleep(0.1)


def test_servers_go_with_a_killed_keeper_and_the_next_user_gets_new_ones(folder):
    with running(folder, durable=False) as found:
        os.kill(int((folder / "keeper.lock").read_text()), signal.SIGKILL)
        book = read_book(folder)
        until = time.monotonic() + 20
        while keeper_runs(folder) or not (port_is_free(book.postgres_port) and port_is_free(book.redis_port)):
            assert time.monotonic() < until
            time.sleep(0.05)
        with running(folder, durable=False) as again:
            assert answer(again) == ("techforce", True)
    assert again == found


def test_a_port_taken_by_a_stranger_is_given_up(folder):
    before = read_book(folder)
    with socket.create_server(("127.0.0.1", before.postgres_port)), running(folder, durable=False) as found:
        assert answer(found) == ("techforce", True)
        after = read_book(folder)
    assert after.postgres_port != before.postgres_port
    assert (after.redis_port, after.password) == (before.redis_port, before.password)


def test_strangers_are_refused(folder):
    with running(folder, durable=False):
        book = read_book(folder)
        address = f"host=127.0.0.1 port={book.postgres_port} dbname=techforce user=techforce password=wrong"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address)
        with redis.Redis(port=book.redis_port) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_application_role_cannot_switch_triggers_off(folder):
    with (
        running(folder, durable=False) as found,
        psycopg.connect(found["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SET session_replication_role = replica")


def test_addresses_start_nothing_and_stay_the_same(tmp_path):
    assert addresses(tmp_path) == addresses(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["embedded.json", "embedded.lock"]
    assert (tmp_path / "embedded.json").stat().st_mode & 0o077 == 0
    assert set(json.loads((tmp_path / "embedded.json").read_text())) == {
        "postgres_port",
        "redis_port",
        "password",
    }


def test_a_server_that_cannot_start_says_why(folder):
    with running(folder, durable=False):
        pass
    control = folder / "postgres/data/global/pg_control"
    kept = control.rename(control.with_suffix(".kept"))
    with pytest.raises(RuntimeError, match="pg_control"), running(folder, durable=False):
        pytest.fail("it runs")
    assert not keeper_runs(folder)
    kept.rename(control)
