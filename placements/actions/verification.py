"""Make the verification bundle of a completed run, once, so that what staff checked is what everybody downloads."""

import hashlib

from django.db import transaction

from placements.bundle import make_bundle
from placements.models import MatchBundle, MatchRun
from techforce.audit.actions import record

JOB = "placements.match_bundle"


def prepare_bundle(run: MatchRun) -> None:
    """Store a run's bundle and its digest on the ledger, by the system. Again changes nothing."""
    if MatchBundle.objects.filter(run=run).exists():
        return
    made = make_bundle(run)
    found = hashlib.sha256(made.content).hexdigest()
    with transaction.atomic():
        _, new = MatchBundle.objects.get_or_create(
            run=run,
            defaults={
                "content": made.content,
                "digest": found,
                "snapshot_digest": made.snapshot_digest,
                "result_digest": made.result_digest,
                "claims": made.claims,
            },
        )
        if new:
            record(
                "store_bundle",
                run,
                by=None,
                role="system",
                digest=found,
                public_snapshot=made.snapshot_digest,
                public_result=made.result_digest,
            )
