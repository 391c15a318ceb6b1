"""A worker that is killed in the middle of a match run: nothing is lost, nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.db import connection

from placements.actions.match_run import create_match_run
from placements.models import MatchResult, MatchRun
from techforce.audit.models import LedgerEntry
from techforce.jobs.models import Job
from techforce.launch.__main__ import worker_words
from techforce.workflow.replay import mismatches
from tests.factories import placements as make
from tests.support.runs import carried_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Workers:
    """Real Celery workers on the test database and a broker that nobody else listens to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path="/13"))
        self.process: subprocess.Popen[bytes] | None = None
        self.sender = Celery(broker=self.broker)

    def start(self) -> None:
        """Start one and forget what an earlier test left on the broker."""
        if self.process is None:
            self.sender.control.purge()
        words = [
            str(Path(sys.executable).parent / "celery"),
            "--quiet",
            "--app",
            "techforce",
            *worker_words(),
        ]
        with (self.folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End the worker and its children as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def ring(self, task: str, **ids: str) -> None:
        """Send what the product itself would send."""
        queue = "long" if task.endswith("run_long") else "default"
        self.sender.send_task(task, kwargs=ids, queue=queue)

    def log(self) -> str:
        return (self.folder / "worker.log").read_text(errors="replace")[-4000:]

    def _environment(self) -> dict[str, str]:
        row = connection.settings_dict
        url = f"postgresql://{row['USER']}:{row['PASSWORD']}@{row['HOST']}:{row['PORT']}/{row['NAME']}"
        told = {
            "DJANGO_SETTINGS_MODULE": "techforce.settings.test",
            "DATABASE_URL": url,
            "REDIS_URL": self.broker,
            "PYTHONWARNINGS": "ignore",
        }
        return {**os.environ, **told}


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    made = Workers(tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def until(holds, what, log):
    """Ask until it holds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"Waited in vain for {what}.\n{log()}")


def test_a_run_whose_worker_is_killed_is_finished_once_by_the_next(closed, cohort, pat, workers):
    run = create_match_run(cohort, by=pat)
    workers.start()
    url = workers._environment()["DATABASE_URL"]
    with psycopg.connect(url) as other:
        # Results cannot be written while another session holds their table, so the run stands still before its end.
        other.execute("lock table placements_matchresult in share mode")
        workers.ring("techforce.jobs.tasks.run_long", job_id=str(run.job_id))
        until(
            lambda: Job.objects.filter(pk=run.job_id, message__startswith="Explaining").exists(),
            "the run to reach its last step",
            workers.log,
        )
        workers.kill()
        other.rollback()
    stopped = MatchRun.objects.get()
    assert (stopped.state, MatchResult.objects.count()) == ("running", 0)
    workers.start()

    def finished() -> bool:
        workers.ring("techforce.jobs.tasks.sweep")  # what the scheduler does every five seconds
        time.sleep(1)
        return (
            MatchRun.objects.get().state == "completed"
            and Job.objects.get(pk=run.job_id).state == "succeeded"
        )

    until(finished, "the run to complete", workers.log)
    done = MatchRun.objects.get()
    # The bundle is a job of its own, which may have ended by now.
    acts = LedgerEntry.objects.about(done).exclude(act="store_bundle").values_list("act", flat=True)
    assert list(acts) == ["start", "begin", "run", "complete"]
    assert done.snapshot_digest == stopped.snapshot_digest
    assert MatchResult.objects.count() == 3
    assert Job.objects.get(pk=run.job_id).attempts == 2
    assert mismatches() == []


def test_the_result_is_the_one_an_undisturbed_run_gives(closed, cohort, pat):
    whole = carried_out(create_match_run(cohort, by=pat))
    cut = make.match_run(
        cohort,
        pat,
        state="running",
        seed=whole.seed,
        snapshot=whole.snapshot,
        snapshot_digest=whole.snapshot_digest,
    )
    assert carried_out(cut).result_digest == whole.result_digest
