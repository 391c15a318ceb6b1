"""The file that anybody can download and check with plain Python. The same run gives the same bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from agencies.models import Requisition
from placements import matching
from placements.claims import PublicRecord, draws, public_record
from placements.matching import SENTENCES, Snapshot, build_market, digest, encode, result_from_json
from placements.matching.model import Pin
from placements.models import MatchRun, OverrideReason, PinReason

CHECK = Path(matching.__file__).parent / "standalone_check.py"
# The oldest day a ZIP can name: a file that is made again has the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)
REASONS = dict([*OverrideReason.choices, *PinReason.choices])
READABLE = 0o644 << 16


@dataclass(frozen=True)
class Bundle:
    """The file and what stands on the page beside it."""

    content: bytes
    snapshot_digest: str
    result_digest: str
    claims: int


def make_bundle(run: MatchRun) -> Bundle:
    """The bundle of a completed run, from its stored snapshot and result alone; one query."""
    snapshot = Snapshot.from_json(run.snapshot)  # type: ignore[arg-type]
    market = build_market(snapshot)
    result = result_from_json(market, run.result)  # type: ignore[arg-type]
    ids = [row.id for row in snapshot.requisitions]
    numbers = {
        str(pk): number for pk, number in Requisition.objects.filter(pk__in=ids).values_list("pk", "number")
    }
    record = public_record(market, result, numbers, run.claim_key)
    documents = {
        "snapshot.json": encode(record.snapshot.to_json()),
        "result.json": encode(record.result),
        "certificate.json": readable(certificate(run, record, numbers, _kept(snapshot, run))),
        "lottery.json": readable(lottery(run, [row.id for row in snapshot.candidates])),
        "standalone_check.py": CHECK.read_bytes(),
    }
    frozen, found = digest(record.snapshot), digest(record.result)
    documents["manifest.json"] = readable(manifest(run, frozen, found, documents))
    context = {"run": run, "snapshot_digest": frozen, "result_digest": found}
    documents["README.txt"] = render_to_string("placements/verification/README.txt", context).encode()
    return Bundle(packed(documents), frozen, found, len(record.snapshot.candidates))


def certificate(
    run: MatchRun, record: PublicRecord, numbers: dict[str, str], pins: Iterable[Pin]
) -> dict[str, Any]:
    """What the check of the whole match found, with claims in place of people. Exceptions of groups are counted only."""
    check, report = run.certificate["check"], run.certificate["report"]  # type: ignore[index]
    exceptions = [
        {
            "kind": row["kind"],
            "claim": record.codes.get((row["candidates"][0], row["requisitions"][0]), ""),
            "requisition": numbers[row["requisitions"][0]],
        }
        for row in check["blocking"]
        if row["kind"] in ("pair", "pin_envy")
    ]
    made = [
        {
            "claim": record.codes.get((pin.candidate, pin.requisition), ""),
            "requisition": numbers[pin.requisition],
            "reason": REASONS[pin.reason],
        }
        for pin in pins
    ]
    names = ("people", "requisitions", "placed", "first_choice", "top_three", "seats", "open_by_cause")
    return {
        "stable": check["stable"],
        "pairs_checked": check["pairs_checked"],
        "candidate_optimal": check["candidate_optimal"],
        "guarantees": [SENTENCES[code] for code in check["guarantees"]],
        "exceptions": sorted(exceptions, key=lambda row: (row["requisition"], row["claim"])),
        "made_by_two_people": sorted(made, key=lambda row: (row["requisition"], row["claim"])),
        "exceptions_by_kind": check["counts"],
        "figures": {name: report[name] for name in names},
    }


def _kept(snapshot: Snapshot, run: MatchRun) -> list[Pin]:
    """Seats that two people decided; not those whose team stayed closed."""
    released = set(run.result["released_pins"])  # type: ignore[index]
    return [pin for pin in snapshot.pins if pin.candidate not in released]


def lottery(run: MatchRun, people: list[str]) -> dict[str, Any]:
    """The whole draw, best first. Whoever knows their own id finds their own draw; nobody else's can be found."""
    return {
        "rule": "sha256(seed + ':' + id), smaller is better",
        "seed": run.seed,
        "seed_sha256": run.seed_commitment,
        "draws": draws(run.seed, people),
    }


def manifest(run: MatchRun, frozen: str, found: str, documents: dict[str, bytes]) -> dict[str, Any]:
    """Digests and versions: of this record, of the documents behind it as the ledger holds them, and of each file."""
    return {
        "run": run.number,
        "cohort": run.cohort.name,
        "track": run.track.name if run.track else "",
        "engine": run.engine_version,
        "seed": run.seed,
        "seed_sha256": run.seed_commitment,
        "public_snapshot_sha256": frozen,
        "public_result_sha256": found,
        "ledger_snapshot_sha256": run.snapshot_digest,
        "ledger_result_sha256": run.result_digest,
        "files_sha256": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(documents.items())},
    }


def readable(data: dict[str, Any]) -> bytes:
    """JSON for people."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def packed(documents: dict[str, bytes]) -> bytes:
    """A ZIP of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(documents.items()):
            entry = zipfile.ZipInfo(name, DAY)
            entry.external_attr = READABLE
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()
