"""What an exception costs, read from the trial that was made with it before anybody decides."""

from dataclasses import dataclass

from placements.models import MatchResult, Override

from .comparison import Comparison, comparison, people_of, with_numbers
from .match import BlockingPair, blocking_pairs

SHOWN = 50


@dataclass(frozen=True)
class Price:
    """`worse`: who loses, the first fifty. `blocking`: pairs that would rather have each other and only the exception keeps apart."""

    compared: Comparison
    worse: list[MatchResult]
    better: list[MatchResult]
    blocking: list[BlockingPair]
    blocking_total: int


def price_of(override: Override) -> Price | None:
    """The price, None until the trial is complete."""
    base, trial = override.base, override.trial
    if trial.state not in ("completed", "discarded") or not trial.certificate or not base.certificate:
        return None
    worse, better = (
        with_numbers(list(people_of(base, trial, kind).order_by("application__code")[:SHOWN]))
        for kind in ("worse", "better")
    )
    # Those of the run itself are no part of what this exception costs.
    before = {_key(row) for row in base.certificate["check"]["blocking"]}
    found = [row for row in trial.certificate["check"]["blocking"] if _key(row) not in before]
    total = trial.certificate["check"]["counts"]["pin_envy"] - base.certificate["check"]["counts"]["pin_envy"]
    return Price(
        comparison(base, trial), worse, better, blocking_pairs(found[:SHOWN]), max(total, len(found))
    )


def _key(row: dict[str, list[str]]) -> tuple[str, ...]:
    return (*row["candidates"], *row["requisitions"])
