"""`make run` refuses in words that say what to do."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from techforce.launch import __main__ as launch
from techforce.launch.port import complaint_about

ROOT = Path(__file__).resolve().parents[2]


def test_a_free_port_is_fine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert complaint_about(port) is None


def test_a_taken_port_names_its_holder_and_another_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        complaint = complaint_about(server.getsockname()[1]) or ""
    assert f"process {os.getpid()} " in complaint
    assert "make run" in complaint.splitlines()[1]


@pytest.mark.parametrize("port", [0, 80, 65536])
def test_an_impossible_port_is_refused(port):
    assert "choose a number from 1024 to 65535" in (complaint_about(port) or "")


@pytest.mark.parametrize("text", ["http", "-1", "80 80"])
def test_a_port_is_a_number(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(launch.Refused, match="is not a number"):
        launch.wanted_port()


def test_the_port_is_8000_unless_said_otherwise(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert launch.wanted_port() == 8000


def test_a_folder_runs_once(monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "VAR", tmp_path)
    with launch.only_one(18_999), pytest.raises(launch.Refused) as refusal, launch.only_one(18_998):
        pytest.fail("two at once")
    assert (
        str(refusal.value)
        == f"Tech Force already runs from this folder: http://localhost:18999 (process {os.getpid()})"
    )


def test_real_servers_are_used_where_they_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "VAR", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/x")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with launch.servers() as found:
        assert found == {}
    assert list(tmp_path.iterdir()) == []


def test_worker_serves_every_queue(settings):
    words = launch.worker_words()
    queues = {
        settings.CELERY_TASK_DEFAULT_QUEUE,
        *(route["queue"] for route in settings.CELERY_TASK_ROUTES.values()),
    }
    assert set(words[words.index("--queues") + 1].split(",")) == queues


def test_launching_and_keeping_servers_read_no_settings():
    loaded = "any(name.startswith('techforce.settings') for name in sys.modules)"
    code = f"import sys, techforce.launch.__main__, techforce.embedded.keeper; sys.exit({loaded})"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
