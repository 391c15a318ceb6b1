"""Who may review at all, and whom: nobody who selects, and nobody who can look up a name. Pure."""

from collections.abc import Iterable

from techforce.access.permissions import Permission
from techforce.access.roles import Role

SELECTS = "You choose people for an agency, so you cannot score them. Somebody else reviews."
SEES_NAMES = "Another role of yours shows you the names of candidates, so you cannot review blind."


def bar_to_reviewing(roles: Iterable[Role]) -> str:
    """Why somebody with these roles must not review, in words; empty when they may.

    A selecting official never scores (a role held in an agency that opens the certificate), and blind means blind.
    """
    held = tuple(roles)
    if any(role.scoped and Permission.CERTIFICATE_BROWSE in role.permissions for role in held):
        return SELECTS
    if any(Permission.APPLICATION_READ in role.permissions for role in held):
        return SEES_NAMES
    return ""
