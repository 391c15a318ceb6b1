"""The published standard of a blind review: what a decision has to say before it can be locked. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The five steps of every scale, lowest first; each competency says in its own words what they mean for it.
RATING_WORDS = ("Not shown", "Limited", "Meets", "Strong", "Exceptional")
PER_PANEL = 2
PER_TIEBREAK = 3
SENTENCE = re.compile(r"[^.!?\s][^.!?]*")
MOST_SENTENCES = 4


@dataclass(frozen=True)
class Scores:
    """What a reviewer has entered: rating (or None) and note by id of the competency, and the decision so far."""

    ratings: Mapping[int, tuple[int | None, str]]
    meets: bool | None = None
    competency_not_met: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Problem:
    """What keeps a review from being locked, and the field that can put it right."""

    field: str
    words: str


def lock_problems(scores: Scores, competencies: Sequence[Any]) -> list[Problem]:
    """Everything that is missing or contradicts itself, in page order; empty when the review can be locked.

    The standard: each competency is rated; who meets it has no rating under a competency's passing rating; who does
    not meet it is told one competency that was rated under it, and why, in one to four sentences.
    """
    problems = [
        Problem(f"rating_{row.pk}", f"Rate “{row.name}”")
        for row in competencies
        if scores.ratings.get(row.pk, (None, ""))[0] is None
    ]
    if scores.meets is None:
        return [*problems, Problem("meets", "Decide: does the work meet the standard?")]
    low = {row.pk: row for row in competencies if _is_low(scores, row)}
    if scores.meets and not problems and low:
        first = next(iter(low.values()))
        words = f"You rated “{first.name}” under {first.pass_rating}, the passing rating. Change the rating, or decide “not met”"
        return [Problem("meets", words)]
    if not scores.meets:
        problems += _not_met_problems(scores, low)
    return problems


def _is_low(scores: Scores, competency: Any) -> bool:
    rating = scores.ratings.get(competency.pk, (None, ""))[0]
    return rating is not None and rating < competency.pass_rating


def _not_met_problems(scores: Scores, low: Mapping[int, Any]) -> list[Problem]:
    problems = []
    if scores.competency_not_met is None:
        problems.append(Problem("competency_not_met", "Name the competency that was not met"))
    elif scores.competency_not_met not in low:
        words = "Name a competency that you rated under its passing rating"
        problems.append(Problem("competency_not_met", words))
    count = sentences(scores.reason)
    if not count:
        problems.append(Problem("reason", "Say why in one to four sentences"))
    elif count > MOST_SENTENCES:
        problems.append(
            Problem(
                "reason", f"Say why in one to four sentences. This has {count}; put detail into the notes"
            )
        )
    return problems


def sentences(text: str) -> int:
    """How many sentences a text has. A point inside a number or a name does not end one."""
    joined = re.sub(r"[.!?](?=\w)", "", text)
    return len([part for part in SENTENCE.findall(joined) if any(char.isalnum() for char in part)])


@dataclass(frozen=True)
class Verdict:
    """What the locked reviews of a panel decide together."""

    passed: bool
    competency_not_met: int | None = None


def verdict(
    reviews: Sequence[Any], ratings: Mapping[int, Sequence[int]], order: Sequence[int]
) -> Verdict | None:
    """The decision of two reviews that agree or of the majority of three; None while two differ.

    Not passed: the competency that most of those reviewers named. Where they named as many each, the one with the
    lowest ratings of all reviewers together, then the first in the rubric. `ratings`: all ratings by competency;
    `order`: competencies as the rubric has them.
    """
    met = sum(1 for review in reviews if review.meets)
    if len(reviews) < PER_TIEBREAK and 0 < met < len(reviews):
        return None
    if met * 2 > len(reviews):
        return Verdict(True)
    named = [review.competency_not_met_id for review in reviews if not review.meets]
    chosen = min(set(named), key=lambda key: (-named.count(key), sum(ratings.get(key, [])), order.index(key)))
    return Verdict(False, chosen)


def weighted_score(weights: Mapping[int, int], ratings: Sequence[tuple[int, int]]) -> int:
    """0 to 1000 from (competency, rating 1 to 5) pairs of all reviews; weights in per cent. Integers throughout.

    Rating 1 counts nothing and 5 counts full: 1000 × Σ weight·(rating − 1) ÷ (4 × Σ weight), rounded half up. The mean
    over reviews is exact, because every review rates every competency. With weights in steps of 5 % and two reviews the
    scores lie on a grid of 1000·5/(4·100·2) = 6.25, so equal work gives equal scores, not nearly equal ones.
    """
    most = 4 * sum(weights[key] for key, _ in ratings)
    if not most:
        return 0
    got = sum(weights[key] * (rating - 1) for key, rating in ratings)
    return (2000 * got + most) // (2 * most)
