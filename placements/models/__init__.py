"""Nouns of the placements app."""

from .certificate import Certificate, CertificateEntry
from .conduct import ConductReport
from .evidence import EntryEvidence
from .exclusion import Exclusion, ExclusionReason
from .fit import FitWeights
from .interview import FitInterview
from .match_bundle import MatchBundle
from .match_run import MatchResult, MatchRun
from .match_seed import MatchSeed
from .offer import Offer
from .override import Override, OverrideReason
from .pair import Pair, PairMember
from .pin import Pin, PinReason
from .placement import EndReason, OnboardingStep, Placement
from .preference import PassOver, PreferenceClaim
from .rank_list import RankList
from .ranking_round import PastRankList, RankingRound, current_round
from .reassignment import Reassignment, Side
from .seat_cap import SeatCap
from .signal import InterestSignal
from .term import ExitRequest, TermReminder

__all__ = [
    "Certificate",
    "CertificateEntry",
    "ConductReport",
    "EndReason",
    "EntryEvidence",
    "Exclusion",
    "ExclusionReason",
    "ExitRequest",
    "FitInterview",
    "FitWeights",
    "InterestSignal",
    "MatchBundle",
    "MatchResult",
    "MatchRun",
    "MatchSeed",
    "Offer",
    "OnboardingStep",
    "Override",
    "OverrideReason",
    "Pair",
    "PairMember",
    "PassOver",
    "PastRankList",
    "Pin",
    "PinReason",
    "Placement",
    "PreferenceClaim",
    "RankList",
    "RankingRound",
    "Reassignment",
    "SeatCap",
    "Side",
    "TermReminder",
    "current_round",
]
