"""Transition tables of placements, one module for each noun."""

from .conduct import CONDUCT_REPORT
from .entry import ENTRY
from .exclusion import EXCLUSION
from .exit_request import EXIT_REQUEST
from .interview import INTERVIEW
from .offer import OFFER
from .override import OVERRIDE
from .pair import PAIR
from .pin import PIN
from .placement import PLACEMENT
from .preference import PASS_OVER, PREFERENCE_CLAIM
from .reassignment import REASSIGNMENT
from .round import ROUND
from .run import MATCH_RUN

__all__ = [
    "CONDUCT_REPORT",
    "ENTRY",
    "EXCLUSION",
    "EXIT_REQUEST",
    "INTERVIEW",
    "MATCH_RUN",
    "OFFER",
    "OVERRIDE",
    "PAIR",
    "PASS_OVER",
    "PIN",
    "PLACEMENT",
    "PREFERENCE_CLAIM",
    "REASSIGNMENT",
    "ROUND",
]
