"""Nouns of the placements app."""

from .certificate import Certificate, CertificateEntry
from .match_bundle import MatchBundle
from .match_run import MatchResult, MatchRun
from .offer import Offer
from .placement import OnboardingStep, Placement
from .rank_list import RankList

__all__ = [
    "Certificate",
    "CertificateEntry",
    "MatchBundle",
    "MatchResult",
    "MatchRun",
    "Offer",
    "OnboardingStep",
    "Placement",
    "RankList",
]
