"""What operations adds to the menus."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("Messages", "notifications:inbox", None, Area.CANDIDATE, 80))
register(NavItem("Account", "operations:account", None, Area.CANDIDATE, 90))
register(NavItem("Jobs", "operations:jobs", Permission.OPERATIONS, Area.STAFF, 70))
register(NavItem("Undelivered", "operations:dead_letters", Permission.OPERATIONS, Area.STAFF, 72))
register(NavItem("Ledger", "operations:ledger", Permission.LEDGER_READ, Area.STAFF, 75))
register(NavItem("Messages", "notifications:inbox", Permission.SIGNED_IN, Area.STAFF, 90))
register(NavItem("Account", "operations:account", Permission.SIGNED_IN, Area.STAFF, 95))
