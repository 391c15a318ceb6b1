"""Who acts for an agency, and who at OPM acts for all of them: the people whom notices go to."""

from collections.abc import Iterable, Sequence

from agencies.models import Agency, AgencyMembership
from techforce.access.models import Grant
from techforce.accounts.models import User

BRINGING_ON_BOARD = ("coordinator", "agency_hr")


def people_of(agency: Agency, *roles: str) -> list[User]:
    """Active people with these roles in the agency. A role that nobody holds there is that of the agency above it."""
    return people_of_each([agency.pk], *roles)[agency.pk]


def people_of_each(agencies: Iterable[int], *roles: str) -> dict[int, list[User]]:
    """The same for many agencies by their ids, in two queries."""
    above: dict[int, int | None] = dict(Agency.objects.values_list("pk", "parent_id"))
    chains = {pk: _chain(pk, above) for pk in agencies}
    rows = AgencyMembership.objects.current().filter(
        agency__in={pk for chain in chains.values() for pk in chain}, role__in=roles, user__is_active=True
    )
    members = list(rows.select_related("user").order_by("user_id"))
    return {pk: _nearest(chain, roles, members) for pk, chain in chains.items()}


def programme_managers() -> list[User]:
    """The people at OPM who check and publish requisitions, and decide about terms."""
    grants = Grant.objects.current().filter(role="programme_manager", user__is_active=True)
    return list(User.objects.filter(grants__in=grants).distinct().order_by("pk"))


def _chain(pk: int, above: dict[int, int | None]) -> list[int]:
    chain, at = [pk], above.get(pk)
    while at is not None and at not in chain:
        chain.append(at)
        at = above.get(at)
    return chain


def _nearest(chain: Sequence[int], roles: Sequence[str], members: Sequence[AgencyMembership]) -> list[User]:
    """For each role the people of the first agency in the chain in which somebody holds it; nobody twice."""
    found: list[User] = []
    for role in roles:
        held = [[m.user for m in members if m.role == role and m.agency_id == pk] for pk in chain]
        found += next((people for people in held if people), [])
    return list(dict.fromkeys(found))
