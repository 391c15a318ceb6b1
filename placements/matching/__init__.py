"""The matching engine: a pure package from a frozen snapshot to a proven, explained result."""

from .canonical import digest, encode
from .errors import (
    DuplicateId,
    DuplicateRank,
    EngineMissing,
    IncomparableOrders,
    Infeasible,
    InvalidSnapshot,
    KeyOverflow,
    Malformed,
    MatchingError,
    Offence,
    OverlappingCaps,
    PinConflict,
    UnknownId,
)
from .explain import Explanations, Reason, explain, explain_all
from .explain_requisition import RequisitionReport, explain_requisition
from .guarantees import SENTENCES
from .lottery import lottery
from .market import Market, assemble, build_market
from .model import Snapshot
from .result import Result, result_from_json
from .solving import solve
from .trials import Limits, TimeLimit
from .verify import Blocking, Certificate, verify

__all__ = [
    "SENTENCES",
    "Blocking",
    "Certificate",
    "DuplicateId",
    "DuplicateRank",
    "EngineMissing",
    "Explanations",
    "IncomparableOrders",
    "Infeasible",
    "InvalidSnapshot",
    "KeyOverflow",
    "Limits",
    "Malformed",
    "Market",
    "MatchingError",
    "Offence",
    "OverlappingCaps",
    "PinConflict",
    "Reason",
    "RequisitionReport",
    "Result",
    "Snapshot",
    "TimeLimit",
    "UnknownId",
    "assemble",
    "build_market",
    "digest",
    "encode",
    "explain",
    "explain_all",
    "explain_requisition",
    "lottery",
    "result_from_json",
    "solve",
    "verify",
]
