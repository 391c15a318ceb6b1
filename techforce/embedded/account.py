"""Which account PostgreSQL runs under, and a folder that this account can reach.

PostgreSQL refuses to run as root. When root starts us we hand it to an unprivileged account, which may be unable to
enter the folder of the clone (a home folder is often closed to others). We never open up somebody's folder: data
and binaries then live in a system folder, and the clone keeps a link to it.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_FOLDER = Path("/var/lib/techforce")


@dataclass(frozen=True)
class Account:
    """The account a server runs under; `None` ids mean our own."""

    uid: int | None = None
    gid: int | None = None

    @property
    def popen_options(self) -> dict[str, object]:
        """Arguments of `subprocess` that start a child under this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Say whether the account can enter `folder` and everything above it."""
        if self.uid is None:
            return True
        # Asking the system as that account is right in every case, access lists and mount options included.
        probe = ["/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", str(folder)]
        return subprocess.run(probe, cwd="/", check=False, **self.popen_options).returncode == 0  # type: ignore[call-overload]


def account_for(data: Path) -> Account:
    """Return the account for the server whose data are in `data`: ourselves, or an unprivileged one if we are root."""
    if os.geteuid() != 0:
        return Account()
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeError(
        "PostgreSQL cannot run as root here: make an account 'postgres', or run as an ordinary user."
    )


def reachable_home(data_dir: Path) -> Path:
    """Return the folder for PostgreSQL's files: `data_dir`/postgres, or what that name links to."""
    home = data_dir / "postgres"
    if home.exists():
        return home.resolve()
    home.unlink(missing_ok=True)  # a link whose target was removed
    data_dir.mkdir(parents=True, exist_ok=True)
    if account_for(home).can_enter(data_dir):
        home.mkdir(mode=0o755)
        return home.resolve()
    target = _system_folder() / secrets.token_hex(8)
    target.mkdir(mode=0o755, parents=True)
    for folder in (target, target.parent):
        folder.chmod(0o755)  # whatever the umask says
    home.symlink_to(target)
    return target


def reachable_installation(installation: Path, home: Path, account: Account, version: str) -> Path:
    """Return a PostgreSQL installation the account can run: the one in the venv, or a copy beside the data."""
    if account.can_enter(installation / "bin"):
        return installation
    copy = home / f"server-{version}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="server-", dir=home))
        package = installation.parent
        shutil.copytree(package, draft / package.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", str(draft)], check=True)
        draft.rename(copy)
    return copy / installation.parent.name / installation.name


def _system_folder() -> Path:
    return (
        SYSTEM_FOLDER
        if os.access(SYSTEM_FOLDER.parent, os.W_OK)
        else Path(tempfile.gettempdir()) / "techforce"
    )
