"""Bring database, reference data, demo data and static files up to date; a process of its own, because it loads Django."""

import hashlib
import io
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from techforce.ui import fonts

SCALES = ("none", "small", "full")


def main() -> int:
    """Do every step that is due, saying which; returns the exit code."""
    scale = os.environ.get("DEMO_SCALE") or "small"
    if scale not in SCALES:
        print(f"DEMO_SCALE={scale} is unknown: choose one of {', '.join(SCALES)}.", file=sys.stderr)
        return 2
    build_fonts(Path("var/static/vendor/public-sans"))
    django.setup()
    logging.disable(logging.INFO)  # what is being done is said here, in fewer words
    with step("Database tables"):
        call_command("migrate", interactive=False, verbosity=0)
    with step("Reference data"):
        call_command("load_reference", stdout=io.StringIO())
    if scale != "none" and is_empty():
        print(f"  Demo data ({scale}), this once:", flush=True)
        call_command("seed_demo", scale=scale)
    collect_static()
    return 0


def is_empty() -> bool:
    """Say whether nobody and nothing is here yet: demo people must never appear among real ones."""
    return not (get_user_model().objects.exists() or apps.get_model("programme", "Cohort").objects.exists())


def build_fonts(folder: Path) -> None:
    """Cut the typeface down to the letters we use, once."""
    if not list(folder.glob("*.woff2")):
        with step("Font"):
            fonts.build(folder)


def collect_static() -> None:
    """Collect static files if any of them changed since last time."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and Path(settings.STATIC_ROOT).exists():
        return
    with step("Static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="utf-8")


def static_fingerprint() -> str:
    """Return one word that changes when a static file of ours or of an installed package does."""
    digest = hashlib.sha256()
    folders = [Path(entry) for entry in settings.STATICFILES_DIRS]
    folders += [Path(config.path) / "static" for config in apps.get_app_configs()]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            found = path.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and when it is done, how long it took."""
    print(f"  {name} …", end=" ", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CommandError as error:
        sys.exit(f"\n{error}")
