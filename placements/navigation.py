"""What placements adds to the staff bar and the candidate's menu."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

for _item in (
    NavItem("Offers", "placements:offers", Permission.PLACEMENT_READ, Area.STAFF, 70),
    NavItem("Onboarding", "placements:placements", Permission.PLACEMENT_READ, Area.STAFF, 75),
    NavItem("Board", "placements:board", Permission.BOARD_READ, Area.STAFF, 90),
):
    register(_item)
