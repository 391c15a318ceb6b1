"""The steps of an application: their order, their words, and how far somebody is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ..answers import stored_answers
from ..models import Application
from ..rules.completeness import step_gaps

REVIEWERS = "Two trained reviewers, without your name"
HR_ALONE = "OPM specialists who check eligibility"
NEVER_AGENCIES = "Never agencies, until you agree to a match"
BY_CODE = "Agencies, under a code instead of your name, once you qualify"


@dataclass(frozen=True)
class Step:
    """`seen` and `unseen` say who reads what is written here and who does not."""

    key: str
    label: str
    lead: str
    seen: tuple[str, ...]
    unseen: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(
        "contact",
        "Contact",
        "How we reach you. Your email address is the one that you sign in with.",
        (HR_ALONE,),
        ("Never reviewers", NEVER_AGENCIES),
    ),
    Step(
        "eligibility",
        "Eligibility",
        "Four published rules. A person checks them; no computer turns you down.",
        (HR_ALONE,),
        ("Never reviewers", "Never agencies"),
    ),
    Step(
        "tracks",
        "Tracks and skills",
        "The field you want to work in, and what you bring. Your skills help agencies describe their work to you.",
        (REVIEWERS, BY_CODE),
    ),
    Step(
        "work",
        "Your work",
        "Tell us about one thing you made or fixed. Reviewers see this without your name, schools or addresses.",
        (REVIEWERS, BY_CODE),
        ("Never agencies with your name, until you agree to a match",),
    ),
    Step(
        "terms",
        "Where and when",
        "Your limits. The match never goes beyond them, so you are asked before anybody spends time.",
        (HR_ALONE, "The match, as hard limits", BY_CODE),
        ("Never reviewers", "Your lowest grade: never agencies before the match"),
    ),
    Step(
        "resume",
        "Résumé",
        "Upload your résumé. You then see the text that reviewers read.",
        ("Two trained reviewers: its text, with identifying details removed", BY_CODE, HR_ALONE),
        ("Never the file itself to reviewers or agencies",),
    ),
    Step(
        "review",
        "Check and send",
        "Read everything once more. Nothing is sent before you press the last button.",
        (),
    ),
)
BY_KEY = {step.key: step for step in STEPS}


@dataclass(frozen=True)
class StepLink:
    """A step in the list beside the form."""

    label: str
    url: str
    done: bool
    current: bool


def step_url(application: Application, key: str) -> str:
    """Where a step is filled in."""
    if key in ("resume", "review"):
        return reverse(f"applicants:{key}", args=[application.pk])
    return reverse("applicants:step", args=[application.pk, key])


def next_url(application: Application, key: str) -> str:
    """The step after this one."""
    return step_url(application, STEPS[STEPS.index(BY_KEY[key]) + 1].key)


def previous_url(application: Application, key: str) -> str:
    """The step before this one; the start page before the first."""
    number = STEPS.index(BY_KEY[key])
    return step_url(application, STEPS[number - 1].key) if number else reverse("applicants:start")


def links(application: Application, current: str) -> list[StepLink]:
    """Every step with whether it is complete."""
    today = timezone.localdate()
    return [
        StepLink(
            step.label,
            step_url(application, step.key),
            step.key != "review"
            and not step_gaps(step.key, stored_answers(application, step.key), today=today),
            step.key == current,
        )
        for step in STEPS
    ]


def first_open_step(application: Application) -> str:
    """Address of the first step that is not complete; the last when all are."""
    return next(
        (link.url for link in links(application, "") if not link.done), step_url(application, "review")
    )
