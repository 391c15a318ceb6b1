"""Load the programme's reference data."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from techforce.operations.reference import differences, load_reference


class Command(BaseCommand):
    help = "Create missing reference data; rows that an operator edited are kept. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 where the database differs"
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        if not check:
            for noun, count in load_reference().items():
                self.stdout.write(f"{noun}: {count} created")
        found = differences()
        for difference in found:
            self.stdout.write(str(difference))
        if found and check:
            raise CommandError(f"{len(found)} differences from the reference files.")
