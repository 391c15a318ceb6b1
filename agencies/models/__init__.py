"""Nouns of the agencies app."""

from .agency import Agency, AgencyMembership
from .funding import FundingCertification
from .requisition import Requisition, RequisitionSkill
from .role import RequisitionRole, RoleSkill
from .seat import Seat

__all__ = [
    "Agency",
    "AgencyMembership",
    "FundingCertification",
    "Requisition",
    "RequisitionRole",
    "RequisitionSkill",
    "RoleSkill",
    "Seat",
]
