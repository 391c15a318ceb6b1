"""Nouns of the agencies app."""

from .agency import Agency, AgencyMembership
from .critical import CriticalClaim
from .funding import FundingCertification
from .requisition import Requisition, RequisitionSkill
from .role import RequisitionRole, RoleSkill
from .seat import Seat

__all__ = [
    "Agency",
    "AgencyMembership",
    "CriticalClaim",
    "FundingCertification",
    "Requisition",
    "RequisitionRole",
    "RequisitionSkill",
    "RoleSkill",
    "Seat",
]
