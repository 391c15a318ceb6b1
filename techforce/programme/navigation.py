"""What the programme adds to the staff bar."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("Cohorts", "programme:cohorts", Permission.COHORT_RUN, Area.STAFF, 85))
