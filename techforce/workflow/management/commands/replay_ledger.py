"""Replay the ledger and compare with the rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from techforce.workflow.replay import mismatches, stateful_models


class Command(BaseCommand):
    help = "Replay every state from the ledger; exits with 1 and lists what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        found = mismatches()
        for problem in found:
            self.stderr.write(f"{problem.noun} {problem.subject_id}: {problem.what}")
        if found:
            raise CommandError(f"{len(found)} differences between the ledger and the rows.")
        self.stdout.write(f"Ledger and rows agree for {len(stateful_models())} nouns.")
