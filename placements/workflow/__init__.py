"""Transition tables of placements, one module for each noun."""

from .entry import ENTRY
from .offer import OFFER
from .placement import PLACEMENT
from .round import ROUND
from .run import MATCH_RUN

__all__ = ["ENTRY", "MATCH_RUN", "OFFER", "PLACEMENT", "ROUND"]
