"""What a worker does with a match run: snapshot, match, check, explain, store. Each phase can be taken up again."""

import hashlib
import time
from importlib.metadata import version
from typing import Any, Protocol

from django.db import transaction

from placements.changes import changed, read_changes
from placements.documents import as_stored
from placements.matching import (
    Certificate,
    Market,
    Result,
    Snapshot,
    build_market,
    digest,
    encode,
    explain_all,
    solve,
    verify,
)
from placements.matching.model import FORMAT
from placements.matching.result import VERSION
from placements.models import MatchResult, MatchRun
from placements.results import ResultRow, result_rows
from placements.run_report import report_on, utility
from placements.snapshot import take_snapshot
from techforce.copying import copy_values
from techforce.jobs.actions import enqueue
from techforce.workflow.kernel import apply

from .verification import JOB as BUNDLE

STEPS = 6
# Up to this many ranked pairs a second implementation confirms the result; above, the linear check alone has to do.
SECOND_OPINION_PAIRS = 300_000


class Progress(Protocol):
    """What is told where the run is; raises to stop it."""

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is."""

    def check(self) -> None:
        """Stop here if somebody asked for it."""


class CheckFailed(Exception):
    """The verifier does not agree with the engine, or the stored snapshot is not the one that was taken."""


def carry_out(run: MatchRun, progress: Progress) -> None:
    """Take a run from wherever it is to completed. Raises WrongState when somebody cancelled it meanwhile."""
    if run.state == "draft":
        apply(run, "begin", by=None)
    snapshot = None
    if run.state == "snapshotting":
        progress.report(1, STEPS, "Taking the snapshot")
        snapshot = _store_snapshot(run)
    if run.state == "running":
        progress.report(2, STEPS, "Reading the lists")
        _match(run, snapshot or _stored_snapshot(run), progress)


def _store_snapshot(run: MatchRun) -> Snapshot:
    """Take the snapshot and store the very bytes that its digest is of."""
    snapshot = _snapshot(run)
    spelled = b"".join(snapshot.spelled())
    frozen = hashlib.sha256(spelled).hexdigest()
    changes = {
        "snapshot": as_stored(spelled),
        "snapshot_digest": frozen,
        "engine_version": engine_version(),
    }
    del spelled  # a hundred megabytes for a hundred thousand people
    apply(run, "run", by=None, changes=changes, snapshot_digest=frozen, engine=engine_version())
    del run.snapshot  # whoever asks for it reads what is stored
    return snapshot


def _stored_snapshot(run: MatchRun) -> Snapshot:
    """What an earlier worker stored before it was killed."""
    snapshot = Snapshot.from_json(run.snapshot)  # type: ignore[arg-type]
    if digest(snapshot) != run.snapshot_digest:
        raise CheckFailed("The stored snapshot does not have the digest that was recorded when it was taken.")
    return snapshot


def _snapshot(run: MatchRun) -> Snapshot:
    """Rows as they stand now; for a variant the rows of the run that it changes, with its changes made."""
    if run.base is None:
        return Snapshot.from_json(take_snapshot(run.cohort, run.track, run.seed))
    return changed(Snapshot.from_json(run.base.snapshot), read_changes(run.changes))  # type: ignore[arg-type]


def engine_version() -> str:
    """What has to be the same for the same result: formats of snapshot and result, and NumPy's major version."""
    return f"{FORMAT.rpartition('/')[2]}.{VERSION}-np{version('numpy').partition('.')[0]}"


def _match(run: MatchRun, snapshot: Snapshot, progress: Progress) -> None:
    market = build_market(snapshot)
    progress.report(3, STEPS, "Matching")
    result = solve(market, progress=_every_half_second(progress))
    progress.report(4, STEPS, "Checking with the separate verifier")
    certificate = check(market, result)
    progress.report(5, STEPS, "Explaining and storing")
    _store(run, snapshot, market, result, certificate)
    progress.report(6, STEPS, "Complete")


def check(market: Market, result: Result) -> Certificate:
    """The verifier's certificate. Raises Infeasible, or CheckFailed when somebody would rather have each other."""
    certificate = verify(market, result, optimal=len(market.choice) <= SECOND_OPINION_PAIRS)
    if not certificate.stable:
        raise CheckFailed(f"{certificate.counts['pair']} pairs would rather have each other.")
    if certificate.candidate_optimal == "no":
        raise CheckFailed("A second implementation finds a better stable outcome for somebody.")
    return certificate


def _store(
    run: MatchRun, snapshot: Snapshot, market: Market, result: Result, certificate: Certificate
) -> None:
    """Result rows and the completed state commit together, so a run has all of its results or none."""
    stored = encode(result.to_json(market, run.snapshot_digest))
    proof = hashlib.sha256(stored).hexdigest()
    made = explain_all(market, result)
    changes = read_changes(run.changes)
    rows = result_rows(run, market, result, made, snapshot.pins)
    summary = {"check": certificate.to_json(), "report": report_on(market, result, made)}
    if changes.utility:
        summary["utility"] = utility(market)
    with transaction.atomic():
        fields = {"result": as_stored(stored), "result_digest": proof, "certificate": summary}
        apply(run, "complete", by=None, changes=fields, seed=run.seed, result_digest=proof)
        del run.result
        copy_values(MatchResult, ResultRow._fields, rows)
        if not run.dry_run:
            enqueue(BUNDLE, run_id=run.pk)


def _every_half_second(progress: Progress) -> Any:
    last = time.monotonic()

    def tick(stage: str, turn: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 0.5:
            progress.check()
            last = time.monotonic()

    return tick
