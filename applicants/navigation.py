"""What applicants adds to the staff bar and the candidate's menu."""

from techforce.access.permissions import Permission
from techforce.ui.navigation import Area, NavItem, register

register(NavItem("My application", "applicants:status", Permission.APPLY.value, Area.CANDIDATE, 10))
register(NavItem("Screening", "applicants:screening", Permission.APPLICATION_SCREEN.value, Area.STAFF, 10))
register(NavItem("Qualify", "applicants:ready", Permission.REVIEW_MANAGE.value, Area.STAFF, 15))
register(
    NavItem(
        "Applications", "applicants:staff_applications", Permission.APPLICATION_READ.value, Area.STAFF, 20
    )
)
register(NavItem("Reviews", "applicants:reviews", Permission.REVIEW.value, Area.STAFF, 10))
