"""The matching engine: a pure package from a frozen snapshot to a proven, explained result."""

from .canonical import digest, encode
from .changes import Changes, apply_changes
from .diff import Difference, diff
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
from .figures import Figures, figures, open_seats
from .guarantees import SENTENCES
from .lottery import lottery
from .market import Market, assemble, build_market
from .model import Snapshot
from .resolving import Resolved, resolve
from .result import Result, result_from_json
from .solving import solve
from .trials import Limits, TimeLimit
from .verify import Blocking, Certificate, verify

__all__ = [
    "SENTENCES",
    "Blocking",
    "Certificate",
    "Changes",
    "Difference",
    "DuplicateId",
    "DuplicateRank",
    "EngineMissing",
    "Explanations",
    "Figures",
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
    "Resolved",
    "Result",
    "Snapshot",
    "TimeLimit",
    "UnknownId",
    "apply_changes",
    "assemble",
    "build_market",
    "diff",
    "digest",
    "encode",
    "explain",
    "explain_all",
    "explain_requisition",
    "figures",
    "lottery",
    "open_seats",
    "resolve",
    "result_from_json",
    "solve",
    "verify",
]
