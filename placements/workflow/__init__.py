"""Transition tables of placements, one module for each noun."""

from .entry import ENTRY
from .exit_request import EXIT_REQUEST
from .offer import OFFER
from .override import OVERRIDE
from .placement import PLACEMENT
from .reassignment import REASSIGNMENT
from .round import ROUND
from .run import MATCH_RUN

__all__ = [
    "ENTRY",
    "EXIT_REQUEST",
    "MATCH_RUN",
    "OFFER",
    "OVERRIDE",
    "PLACEMENT",
    "REASSIGNMENT",
    "ROUND",
]
