"""Make a cohort with its tracks and their published standards."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.text import slugify

from techforce.operations.reference import make_cohort
from techforce.workflow.errors import Refused


class Command(BaseCommand):
    help = "Make a planned cohort from the template. Times are Washington's: 2027-01-04T09:00."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--opens", required=True, type=datetime.fromisoformat)
        parser.add_argument("--closes", required=True, type=datetime.fromisoformat)
        parser.add_argument("--ranking-opens", type=datetime.fromisoformat)
        parser.add_argument("--ranking-closes", type=datetime.fromisoformat)
        parser.add_argument(
            "--track", action="append", dest="tracks", metavar="KEY", help="only this track; repeat"
        )
        parser.add_argument("--rolling", action="store_true", help="screen applications as they arrive")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            cohort = make_cohort(
                name,
                slugify(name),
                opens_at=_eastern(options["opens"]),
                closes_at=_eastern(options["closes"]),
                ranking_opens_at=_eastern(options["ranking_opens"]),
                ranking_closes_at=_eastern(options["ranking_closes"]),
                rolling_intake=options["rolling"],
                track_keys=options["tracks"],
            )
        except KeyError as error:
            raise CommandError(f"There is no track {error} in the template.") from error
        except IntegrityError as error:
            raise CommandError(f"There is already a cohort named {name}.") from error
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{cohort.name} is planned with {cohort.tracks.count()} tracks.")


def _eastern(moment: datetime | None) -> Any:
    """The moment on Washington's clock, unless it names its own zone."""
    return timezone.make_aware(moment) if moment is not None and moment.tzinfo is None else moment
