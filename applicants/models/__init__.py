"""Nouns of the applicants app."""

from .application import Application, ApplicationSkill, ApplicationTrack, ApplicationVersion, Consent
from .candidate import Candidate
from .conflict import Conflict
from .document import Document
from .duplicate import Duplicate
from .eligibility import EligibilityDecision
from .employer import Employment, PossibleTie, ReviewerEmployer
from .hidden_phrase import HiddenPhrase
from .panel import Panel
from .review import Review, ReviewRating, ReviewVersion
from .reviewer import ReviewerTrack
from .rubric import Competency, Rubric

__all__ = [
    "Application",
    "ApplicationSkill",
    "ApplicationTrack",
    "ApplicationVersion",
    "Candidate",
    "Competency",
    "Conflict",
    "Consent",
    "Document",
    "Duplicate",
    "EligibilityDecision",
    "Employment",
    "HiddenPhrase",
    "Panel",
    "PossibleTie",
    "Review",
    "ReviewRating",
    "ReviewVersion",
    "ReviewerEmployer",
    "ReviewerTrack",
    "Rubric",
]
