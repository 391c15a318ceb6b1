"""Nouns of the placements app."""

from .certificate import Certificate, CertificateEntry
from .fit import FitWeights
from .match_bundle import MatchBundle
from .match_run import MatchResult, MatchRun
from .offer import Offer
from .placement import OnboardingStep, Placement
from .rank_list import RankList
from .ranking_round import PastRankList, RankingRound, current_round

__all__ = [
    "Certificate",
    "CertificateEntry",
    "FitWeights",
    "MatchBundle",
    "MatchResult",
    "MatchRun",
    "Offer",
    "OnboardingStep",
    "PastRankList",
    "Placement",
    "RankList",
    "RankingRound",
    "current_round",
]
