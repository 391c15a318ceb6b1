"""Write docs/workflows.md from the transition tables."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from techforce.workflow.diagrams import document
from techforce.workflow.replay import stateful_models


class Command(BaseCommand):
    help = "Write docs/workflows.md; with --check only say whether it is fresh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "workflows.md"
        text = document([model.WORKFLOW for model in stateful_models()])
        if not check:
            path.write_text(text)
            self.stdout.write(f"Wrote {path.name}.")
        elif not path.exists() or path.read_text() != text:
            raise CommandError("docs/workflows.md is stale: run `manage.py workflow_diagrams`.")
