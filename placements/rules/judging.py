"""People against one requisition and against every single change to it, judged by the engine. Pure."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from placements.matching import Snapshot
from placements.matching.columns import Columns, read_columns
from placements.matching.eligibility import LEVEL, ROLE, SKILL, judge, names_of
from placements.matching.model import FORMAT
from placements.matching.scoring import score, score_parts

from .fit import Weights
from .widening import Change, variants

Row = dict[str, Any]


class Verdict(NamedTuple):
    """One person against a requisition: failed rules as bits, the engine's score, and its points for each part."""

    bits: int
    score: int
    points: tuple[int, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """Codes of the hard rules that rule the pair out."""
        return names_of(self.bits)


@dataclass(frozen=True)
class Judged:
    """Verdicts by person. `skilled` have every must-have skill, `fitting` break no hard rule, and `added` is how many
    more people each change would reach."""

    people: dict[str, Verdict]
    skilled: int
    fitting: int
    added: tuple[tuple[Change, int], ...]


def judge_people(people: list[Row], requisition: Row, weights: Weights, exclusions: list[Row]) -> Judged:
    """Everybody against one requisition, in one pass. Rows are those of a match snapshot; nobody's list is read."""
    if not people:
        return Judged({}, 0, 0, ())
    changes, asked = variants({name: value for name, value in requisition.items() if name != "order"})
    columns = read_columns(_snapshot(people, asked, weights, exclusions, requisition["id"]))
    bits, scores, points = _judge(columns, len(asked))
    fits = bits == 0
    added = np.count_nonzero(fits & ~fits[0], axis=1).tolist()[1:]
    rows = zip(columns.candidate_ids, bits[0].tolist(), scores.tolist(), points.tolist(), strict=True)
    return Judged(
        people={name: Verdict(failed, mark, tuple(each)) for name, failed, mark, each in rows},
        skilled=int(np.count_nonzero((bits[0] & (SKILL | LEVEL | ROLE)) == 0)),
        fitting=int(np.count_nonzero(fits[0])),
        added=tuple(zip(changes, added, strict=True)),
    )


def _snapshot(
    people: list[Row], asked: list[Row], weights: Weights, exclusions: list[Row], own: str
) -> Snapshot:
    known = {row["id"] for row in people}
    ties = [row for row in exclusions if row["candidate"] in known]
    general = [row for row in ties if not row.get("requisition")]
    special = [row for row in ties if row.get("requisition") == own]
    unit = asked[0].get("unit")
    return Snapshot.from_json(
        {
            "format": FORMAT,
            "seed": "unused",
            "policy": {"weights": weights.as_policy()},
            "candidates": [{**row, "ranking": []} for row in people],
            "requisitions": asked,
            "units": [{"id": unit, "parent": None}] if unit else [],
            "exclusions": [row for row in general if row.get("unit") == unit]
            + [{**row, "requisition": each["id"]} for row in special for each in asked],
        }
    )


def _judge(columns: Columns, many: int) -> tuple[Any, Any, Any]:
    """Failed rules (variants, people), and of the requisition as it is the score (people,) and its parts (people, 4)."""
    n = len(columns.candidate_ids)
    place = {name: at for at, name in enumerate(columns.requisition_ids)}
    asked = np.array([place[f"{at:04d}"] for at in range(many)])
    person = np.tile(np.arange(n), many)
    bits, _, best = judge(columns, person, np.repeat(asked, n))
    who, where = np.arange(n), np.full(n, asked[0])
    return (
        bits.reshape(many, n),
        score(columns, who, where, best[:n]),
        score_parts(columns, who, where, best[:n]),
    )
