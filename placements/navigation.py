"""What placements adds to the staff bar and the candidate's menu."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

for _item in (
    NavItem("Certification", "placements:certification", Permission.CERTIFICATE_ISSUE, Area.STAFF, 50),
    NavItem("Certificates", "placements:certificates", Permission.CERTIFICATE_BROWSE, Area.AGENCY, 40),
    NavItem("Matches", "placements:matches", Permission.MATCH_READ, Area.STAFF, 60),
    NavItem("Ranking", "placements:ranking", Permission.APPLY, Area.CANDIDATE, 40),
    NavItem("Result", "placements:own_result", Permission.APPLY, Area.CANDIDATE, 50),
    NavItem("Offers", "placements:offers", Permission.PLACEMENT_READ, Area.STAFF, 70),
    NavItem("Onboarding", "placements:placements", Permission.PLACEMENT_READ, Area.STAFF, 75),
    NavItem("Pass-overs", "placements:pass_over_desk", Permission.MATCH_READ, Area.STAFF, 65),
    NavItem("Conduct", "placements:conduct_reports", Permission.CONDUCT_READ, Area.STAFF, 85),
    NavItem("Board", "placements:board", Permission.BOARD_READ, Area.STAFF, 90),
):
    register(_item)
