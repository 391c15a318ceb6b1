"""Where each role starts its work after signing in."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse

from techforce.access.permissions import Permission as P
from techforce.ui.navigation import WORKSPACES, links_for

# The first right that a person holds decides; those whose work waits in a queue come first.
STARTS: tuple[tuple[P, str], ...] = (
    (P.APPLICATION_SCREEN, "applicants:screening"),
    (P.COHORT_RUN, "placements:board"),
    (P.MATCH_APPROVE, "placements:matches"),
    (P.REVIEW, "applicants:reviews"),
    (P.LEDGER_READ, "operations:ledger"),
    (P.REQUISITION_READ, "agencies:requisitions"),
    (P.PARTNER_READ, "partners:home"),
    (P.OPERATIONS, "operations:jobs"),
    (P.BOARD_READ, "placements:board"),
    (P.APPLY, "applicants:status"),
)


def start_url(held: Iterable[str]) -> str:
    """The page where somebody with these rights starts; empty when there is none."""
    values = frozenset(held)
    for permission, name in STARTS:
        if permission.value in values:
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    links = links_for(WORKSPACES, held=values, path="")
    return links[0].url if links else ""
