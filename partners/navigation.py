"""What partners adds to the partner's menu."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("Partner record", "partners:home", Permission.PARTNER_READ, Area.PARTNER, 10))
