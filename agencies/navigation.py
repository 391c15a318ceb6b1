"""What agencies adds to the agency's menu and the staff bar."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("Requests", "agencies:requisitions", Permission.REQUISITION_READ, Area.AGENCY, 10))
register(NavItem("Triage", "agencies:triage", Permission.REQUISITION_TRIAGE, Area.STAFF, 40))
register(NavItem("Mission critical", "agencies:critical_claims", Permission.MATCH_APPROVE, Area.STAFF, 65))
