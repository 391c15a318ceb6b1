"""Nouns of the agencies app."""

from .agency import Agency, AgencyMembership
from .funding import FundingCertification
from .requisition import Requisition, RequisitionSkill
from .seat import Seat

__all__ = ["Agency", "AgencyMembership", "FundingCertification", "Requisition", "RequisitionSkill", "Seat"]
