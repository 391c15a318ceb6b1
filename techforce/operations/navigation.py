"""What operations adds to the menus."""

from techforce.ui.navigation import Area, NavItem, register

register(NavItem("Messages", "notifications:inbox", None, Area.CANDIDATE, 80))
