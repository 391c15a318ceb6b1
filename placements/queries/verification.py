"""What anybody may know of a published match, and which codes of its public record are one's own."""

import hashlib
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from placements.claims import claim_code
from placements.models import MatchBundle, MatchResult, MatchRun, MatchSeed

from .match import RunReport, run_report

# A line with one of these codes is no claim: a hard rule ended it, or the person has something they like better.
SHOWN_SEEDS = 20
NO_CLAIM = ("ineligible", "gone", "below", "couple")


@dataclass(frozen=True)
class Verification:
    """A published run, its figures, and its bundle without the file."""

    run: MatchRun
    report: RunReport
    bundle: MatchBundle | None
    seed: MatchSeed | None


def published_runs() -> QuerySet[MatchRun]:
    """Every published run, for the public list."""
    rows = MatchRun.objects.public().defer("snapshot", "result", "certificate")
    return rows.select_related("cohort", "track")


def verification(number: int) -> Verification | None:
    """A published run by its number; None for one that is not public yet, as for one that does not exist."""
    rows = MatchRun.objects.public().defer("snapshot", "result").select_related("cohort", "track")
    run = rows.filter(number=number).first()
    report = run_report(run) if run else None
    if run is None or report is None:
        return None
    seed = MatchSeed.objects.filter(cohort=run.cohort_id, commitment=run.seed_commitment).first()
    return Verification(run, report, MatchBundle.objects.defer("content").filter(run=run).first(), seed)


def commitments() -> QuerySet[MatchSeed]:
    """The digests of the newest seeds, those of matches to come among them; the seeds stay where they are.

    A seed that was drawn only when its run began shows with the result: before that it would tell that there is a run.
    """
    published = MatchRun.objects.public().filter(seed_commitment=OuterRef("commitment"))
    early = Q(drawn_at__lt=F("cohort__ranking_closes_at"))
    rows = MatchSeed.objects.filter(early | Exists(published)).defer("seed").select_related("cohort")
    return rows.order_by("-drawn_at")[:SHOWN_SEEDS]


def public_bundle(number: int) -> MatchBundle | None:
    """The file of a published run."""
    rows = MatchBundle.objects.filter(run__in=MatchRun.objects.public().filter(number=number))
    return rows.first()


def own_claim(run: MatchRun, application: object, requisition: object, code: str = "placed") -> str:
    """The code under which one line of somebody's list stands in the public record; empty where it does not."""
    return "" if code in NO_CLAIM else claim_code(run.claim_key, str(application), str(requisition))


def own_line_claim(result: MatchResult, requisition: object, code: str) -> str:
    """The same for a line of the person's own list: of a pair placed together only the seats they got are claims."""
    joint = result.pair == "together" and code != "placed"
    return "" if joint else own_claim(result.run, result.application_id, requisition, code)


def own_draw(result: MatchResult) -> str:
    """The person's draw in the lottery of their run."""
    return hashlib.sha256(f"{result.run.seed}:{result.application_id}".encode()).hexdigest()
