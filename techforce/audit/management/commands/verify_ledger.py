"""Prove that nothing on the ledger was changed, removed or slipped in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from techforce.audit.models import LedgerEntry, LedgerSeal
from techforce.audit.sealing import first_problem


class Command(BaseCommand):
    help = "Prove the ledger; names the first broken entry and exits with 1 when there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", help="SEAL:HASH kept outside; cutting off the end shows only with it."
        )

    def handle(self, *args: Any, anchor: str | None = None, **options: Any) -> None:
        with connection.cursor() as cursor:
            problem = first_problem(cursor, _parse(anchor))
        if problem:
            where = f"seal {problem.seal}" if problem.seal else "not yet sealed"
            entry = f", entry {problem.entry}" if problem.entry else ""
            raise CommandError(f"The ledger does not hold: {problem.what} ({where}{entry}).")
        newest = LedgerSeal.objects.order_by("-id").first()
        head = f"{newest.pk}:{bytes(newest.hash).hex()}" if newest else "none yet"
        self.stdout.write(f"The ledger holds: {LedgerEntry.objects.count()} entries. Newest seal {head}")


def _parse(anchor: str | None) -> tuple[int, str] | None:
    if not anchor:
        return None
    seal, _, digest = anchor.partition(":")
    if not seal.isdigit() or len(digest) != 64:
        raise CommandError("An anchor looks like 12:0f3a… (seal number, colon, 64 hexadecimal digits).")
    return int(seal), digest.lower()
