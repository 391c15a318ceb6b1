"""The roles of a requisition, written together with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.models import Requisition, RequisitionRole, RoleSkill
from agencies.models.role import MOST_ROLES
from agencies.shape import roles_of
from techforce.programme.models import Skill
from techforce.workflow.errors import Refused


@dataclass(frozen=True)
class RoleNeed:
    """A role of a team, as the form gives it; `skills` with the level that its people need at least."""

    name: str
    seats: int
    minimum: int = 0
    skills: tuple[tuple[Skill, int], ...] = ()


def write_roles(need: Requisition, roles: Iterable[RoleNeed]) -> bool:
    """Make the roles of a requisition that has no seats yet these; true when they were others.

    The caller holds the requisition's lock. Raises Refused for a name or skill given twice, or numbers out of range.
    """
    wanted = list(roles)
    _refuse_impossible(wanted)
    if same_roles(need, wanted):
        return False
    need.roles.all().delete()
    for number, role in enumerate(wanted, 1):
        row = RequisitionRole.objects.create(
            requisition=need, number=number, name=role.name, seats=role.seats, minimum=role.minimum
        )
        RoleSkill.objects.bulk_create(
            RoleSkill(role=row, skill=skill, level=level) for skill, level in role.skills
        )
    return True


def same_roles(need: Requisition, roles: Sequence[RoleNeed]) -> bool:
    """Whether the requisition has exactly these roles now."""
    return _spelled(roles) == _held(need)


def _refuse_impossible(roles: Sequence[RoleNeed]) -> None:
    if len(roles) > MOST_ROLES:
        raise Refused(f"A team has at most {MOST_ROLES} roles.")
    if len({role.name.casefold() for role in roles}) != len(roles):
        raise Refused("Two roles have the same name.")
    for role in roles:
        if role.seats < 1 or not 0 <= role.minimum <= role.seats:
            raise Refused(f"{role.name}: the minimum lies between none and its {role.seats} seats.")
        if len({skill.pk for skill, _ in role.skills}) != len(role.skills):
            raise Refused(f"{role.name}: a skill is named twice.")


def _spelled(roles: Sequence[RoleNeed]) -> list[tuple[str, int, int, set[tuple[int, int]]]]:
    return [
        (role.name, role.seats, role.minimum, {(skill.pk, level) for skill, level in role.skills})
        for role in roles
    ]


def _held(need: Requisition) -> list[tuple[str, int, int, set[tuple[int, int]]]]:
    return [
        (row.name, row.seats, row.minimum, {(skill.skill_id, skill.level) for skill in row.skills.all()})
        for row in roles_of(need)
    ]
