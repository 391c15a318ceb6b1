"""The published eligibility rules: one list for the self-check, the HR page and the letters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One published rule. `met` is True, False, or None where the answers do not say: then a person must look.

    `field` is the answer it reads, `question` how it is asked, `sentence` the rule as published, `unmet` what
    somebody reads who does not meet it, `citation` where the rule comes from.
    """

    key: str
    field: str
    question: str
    sentence: str
    unmet: str
    citation: str
    met: Callable[[Answers], bool | None]


@dataclass(frozen=True)
class Finding:
    """A rule held against somebody's answers."""

    rule: Rule
    met: bool | None

    @property
    def words(self) -> str:
        """The outcome in a word or two."""
        return {True: "Met", False: "Not met", None: "A person must look"}[self.met]


def _is_true(field: str) -> Callable[[Answers], bool | None]:
    return lambda answers: answers.get(field)


def _citizen_or_national(answers: Answers) -> bool | None:
    status = answers.get("citizenship")
    return status in ("citizen", "national") if status else None


RULES: tuple[Rule, ...] = (
    Rule(
        "citizenship",
        "citizenship",
        "What is your citizenship?",
        "You are a citizen or national of the United States.",
        "Only citizens and nationals of the United States can be appointed.",
        "Civil Service Rule VII, 5 CFR 7.3",
        _citizen_or_national,
    ),
    Rule(
        "adult",
        "is_adult",
        "Will you be 18 or older on your first day?",
        "You are 18 or older on your first day.",
        "You must be 18 or older on your first day.",
        "Program rule 2",
        _is_true("is_adult"),
    ),
    Rule(
        "full_time",
        "can_work_full_time",
        "Can you work full time for the whole term?",
        "You can work full time for the whole term.",
        "Every seat is full time for the whole term.",
        "Program rule 3",
        _is_true("can_work_full_time"),
    ),
    Rule(
        "conduct",
        "conduct_agreed",
        "Do you agree to a background investigation and to the standards of conduct for federal employees?",
        "You agree to a background investigation and to the standards of conduct for federal employees.",
        "Nobody can be appointed without a background investigation and the standards of conduct.",
        "5 CFR parts 731 and 2635",
        _is_true("conduct_agreed"),
    ),
)
_BY_KEY = {rule.key: rule for rule in RULES}


def rule(key: str) -> Rule:
    """The rule of this key. Raises KeyError."""
    return _BY_KEY[key]


def check_answers(answers: Answers) -> list[Finding]:
    """Every rule held against these answers, in published order."""
    return [Finding(rule, rule.met(answers)) for rule in RULES]


def unmet_rules(answers: Answers) -> list[Rule]:
    """The rules that these answers do not meet; one that nobody answered is not among them."""
    return [finding.rule for finding in check_answers(answers) if finding.met is False]


def eligibility_answers(application: Any) -> dict[str, Any]:
    """The answers that the rules read, from an application."""
    return {rule.field: getattr(application, rule.field) for rule in RULES}
