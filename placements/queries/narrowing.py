"""How the certificate became the shortlist of one requisition, and whom one change would add: counts, nobody's name."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from agencies.models import Requisition
from placements.rules.widening import Change
from techforce.programme.models import Skill
from techforce.programme.vocabulary import SkillLevel

from .pool import Pool

MOST = 5


@dataclass(frozen=True)
class Step:
    """One step of the narrowing: how many people are left, and what they have in common."""

    count: int
    words: str


@dataclass(frozen=True)
class Narrowing:
    """The steps from the certificate to the list, and what one change would add, most first."""

    steps: tuple[Step, ...]
    widen: tuple[tuple[str, int], ...]

    @property
    def first(self) -> int:
        return self.steps[0].count

    @property
    def last(self) -> int:
        return self.steps[-1].count


def narrowing(
    requisition: Requisition, pool: Pool, ranked: Collection[uuid.UUID], start: str = "available"
) -> Narrowing:
    """From the pool to those of the list whom no hard rule rules out. One query for the names of skills."""
    listed = sum(1 for pk in ranked if pk in pool.people and not pool.people[pk].bits)
    steps = (
        Step(pool.persons, f"{start} on the {requisition.track.name} certificate"),
        Step(pool.skilled, "have every must-have skill"),
        Step(pool.fitting, "fit place, dates, clearance and terms too"),
        Step(listed, "of them are on your list"),
    )
    return Narrowing(steps, widening(requisition, pool.added))


def widening(requisition: Requisition, added: Collection[tuple[Change, int]]) -> tuple[tuple[str, int], ...]:
    """(what to change, how many more people fit then) for the changes that add somebody, most first."""
    found = sorted(((change, many) for change, many in added if many), key=lambda row: -row[1])[:MOST]
    if not found:
        return ()
    wanted = {row.skill.key: (row.skill, row.level) for row in requisition.skills.select_related("skill")}
    return tuple((_words(change, requisition, wanted), many) for change, many in found)


def _words(change: Change, requisition: Requisition, wanted: dict[str, tuple[Skill, int]]) -> str:
    if change.kind == "drop":
        return f"do without {wanted[change.skill][0].name}"
    if change.kind == "level":
        skill, level = wanted[change.skill]
        return f"accept {skill.name} at {SkillLevel(level - 1).label}"
    return {
        "later": "let people start 30 days later",
        "remote": "allow remote work",
        "travel": "ask for no travel",
        "clearance": "ask for one level of clearance less",
    }[change.kind]
