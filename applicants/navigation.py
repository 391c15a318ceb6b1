"""What applicants adds to the staff bar and the candidate's menu."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("My application", "applicants:status", Permission.APPLY.value, Area.CANDIDATE, 10))
