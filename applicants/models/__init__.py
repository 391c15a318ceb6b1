"""Nouns of the applicants app."""

from .application import Application, ApplicationSkill, ApplicationTrack, ApplicationVersion, Consent
from .candidate import Candidate
from .conflict import Conflict
from .document import Document
from .eligibility import EligibilityDecision
from .panel import Panel
from .review import Review, ReviewRating
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
    "EligibilityDecision",
    "Panel",
    "Review",
    "ReviewRating",
    "ReviewerTrack",
    "Rubric",
]
