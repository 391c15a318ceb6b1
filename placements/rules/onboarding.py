"""The steps between an accepted offer and the first day, with their owners and how early each is due."""

from dataclasses import dataclass

from placements.models import OnboardingStep

Owner = OnboardingStep.Owner


@dataclass(frozen=True)
class StepTemplate:
    """`days_before`: how many days before the first day the step should be done."""

    title: str
    owner: OnboardingStep.Owner
    days_before: int


STEPS = (
    StepTemplate("Position description attached", Owner.AGENCY, 28),
    StepTemplate("Position designation recorded", Owner.AGENCY, 28),
    StepTemplate("Forms for the personnel action returned", Owner.PARTICIPANT, 21),
    StepTemplate("Personnel action requested", Owner.AGENCY, 14),
    StepTemplate("Background investigation initiated or waived", Owner.OPM, 14),
    StepTemplate("Equipment and access ordered", Owner.AGENCY, 7),
    StepTemplate("First day agreed with the supervisor", Owner.PARTICIPANT, 7),
)
