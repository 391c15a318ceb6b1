"""Fill an empty system with an invented programme."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from techforce.operations.seeding.load import load_demo
from techforce.operations.seeding.scale import SCALES
from techforce.programme.models import Cohort


class Command(BaseCommand):
    help = (
        "Load demo data: believable people and projects with a history. Only into a system without a cohort."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="small")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same programme")
        parser.add_argument("--force", action="store_true", help="also where DEMO_SIGN_IN is off")

    def handle(self, *args: Any, scale: str, seed: int, force: bool, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN and not force:
            raise CommandError("This is not a demo system (DEMO_SIGN_IN is off). Say --force if you mean it.")
        if Cohort.objects.exists():
            raise CommandError("There is a cohort already: demo data goes only into an empty system.")
        started = time.monotonic()

        def say(what: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:6.1f} s  {what}")
            self.stdout.flush()

        load_demo(SCALES[scale], seed, say)
        self.stdout.write(f"Demo data ({scale}, seed {seed}) loaded in {time.monotonic() - started:.1f} s.")
