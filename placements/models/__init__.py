"""Nouns of the placements app."""

from .certificate import Certificate, CertificateEntry
from .match_run import MatchResult, MatchRun
from .offer import Offer
from .placement import OnboardingStep, Placement
from .rank_list import RankList

__all__ = [
    "Certificate",
    "CertificateEntry",
    "MatchResult",
    "MatchRun",
    "Offer",
    "OnboardingStep",
    "Placement",
    "RankList",
]
