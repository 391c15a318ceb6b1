"""How far an application has come, and when each thing happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from applicants.rules.eligibility import RULES

from .chains import Step
from .world import World

if TYPE_CHECKING:
    from .applicants import Applicant

FINISHED_AGO = (30, 80)
RECENT_AGO = (4, 16)
NEW_AGO = (0.1, 4)
EARLY_AGO = (60, 80)
AGO = {
    "screening": NEW_AGO,
    "action_needed": RECENT_AGO,
    "in_hurdles": RECENT_AGO,
    "assessed": (16, 20),
    "qualified": (19, 23),
    "certified": EARLY_AGO,
}
UNMET_RULES = ("citizenship", "full_time")


@dataclass(frozen=True)
class Outcome:
    """`kind` is the state that the application ends in for now; `assessed` waits for HR to qualify it."""

    kind: str
    submitted_at: datetime
    decided_at: datetime
    judged_at: datetime
    qualified_at: datetime
    rule: str = ""

    def application_steps(self, world: World, person: Applicant) -> list[Step]:
        """The acts after submitting."""
        screened = Step("screen", self.submitted_at + timedelta(seconds=5))
        return [screened, *_AFTER_SCREENING[self.kind](self, world, person)]

    @property
    def is_reviewed(self) -> bool:
        """Whether panels have opened."""
        return self.kind in REVIEWED


REVIEWED = ("in_hurdles", "assessed", "not_qualified", "qualified", "certified")


def draw_outcome(world: World, kind: str = "") -> Outcome:
    """How far one person has come, in shares that make a believable programme; `kind` leaves nothing to chance.

    Who is to be certified stays qualified here: the certificate is issued by the product's own act.
    """
    certified = world.scale.certified_share
    shares = {
        "withdrawn": 0.04,
        "screening": 0.03,
        "action_needed": 0.01,
        "ineligible": 0.17,
        "in_hurdles": 0.12,
        "assessed": 0.01,
        "qualified": 0.02,
        "certified": certified,
        "not_qualified": 0.60 - certified,
    }
    kind = kind or world.draw.random.choices(list(shares), weights=list(shares.values()))[0]
    ago = AGO.get(kind, FINISHED_AGO)
    submitted = world.ago(world.draw.random.uniform(*ago))
    decided = world.draw.after(submitted, 0.5, 3)
    judged = world.draw.after(decided, 5, 12)
    rule = world.draw.one(list(UNMET_RULES)) if kind == "ineligible" else ""
    return Outcome(kind, submitted, decided, judged, world.draw.after(judged, 0.5, 3), rule)


def _found_eligible(outcome: Outcome, world: World) -> list[Step]:
    found = Step("find_eligible", outcome.decided_at, world.hr, "hr")
    return [found, Step("begin", outcome.decided_at)]


def _withdrawn(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    return [Step("withdraw", world.draw.after(outcome.submitted_at, 1, 9), person.user, "candidate")]


def _waiting(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    return []


def _asked(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    person.application.action_due_at = outcome.decided_at + timedelta(days=14)
    words = "Your résumé names two employers for the same years. Say which dates are right."
    return [Step("ask", outcome.decided_at, world.hr, "hr", reason=words)]


def _ineligible(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    rule = next(rule for rule in RULES if rule.key == outcome.rule)
    data = {"rule": outcome.rule}
    return [Step("find_ineligible", outcome.decided_at, world.hr, "hr", reason=rule.sentence, data=data)]


def _in_review(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    return _found_eligible(outcome, world)


def _assessed(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    person.application.assessed_at = outcome.judged_at
    return _found_eligible(outcome, world)


def _failed(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    return [*_found_eligible(outcome, world), Step("fail", outcome.judged_at)]


def _qualified(outcome: Outcome, world: World, person: Applicant) -> list[Step]:
    person.application.assessed_at = outcome.judged_at
    return [*_found_eligible(outcome, world), Step("qualify", outcome.qualified_at, world.hr, "hr")]


_AFTER_SCREENING = {
    "withdrawn": _withdrawn,
    "screening": _waiting,
    "action_needed": _asked,
    "ineligible": _ineligible,
    "in_hurdles": _in_review,
    "assessed": _assessed,
    "not_qualified": _failed,
    "qualified": _qualified,
    "certified": _qualified,
}
