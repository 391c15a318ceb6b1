"""The shape of a team in words and rows: which roles, how many of each, how many at least."""

from collections.abc import Iterable

from agencies.models import Requisition, RequisitionRole


def roles_of(need: Requisition) -> list[RequisitionRole]:
    """The roles in their order, with their skills; empty for a plain requisition. Two queries at most."""
    return list(need.roles.prefetch_related("skills__skill").order_by("number"))


def team_words(roles: Iterable[RequisitionRole]) -> str:
    """The team in one line: “Lead (1, needed), Engineer (4, at least 3)”; empty without roles."""
    return ", ".join(_role_words(role) for role in roles)


def _role_words(role: RequisitionRole) -> str:
    if not role.minimum:
        return f"{role.name} ({role.seats})"
    least = "needed" if role.minimum == role.seats == 1 else f"at least {role.minimum}"
    return f"{role.name} ({role.seats}, {least})"
