"""The whole form of a requisition: its fields, its skills, and the roles of a team."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agencies.actions.roles import RoleNeed
from agencies.forms.requisition import RequisitionForm, choices_of
from agencies.forms.roles import BaseRoleFormSet, RoleFormSet, role_rows
from agencies.forms.skills import BaseSkillFormSet, SkillFormSet, skill_rows
from agencies.models import Requisition
from agencies.shape import roles_of

ROLES_UNUSED = "You filled in roles: choose a team, or clear their rows"
NO_ROLES = "Name at least one role of the team, or choose a single role"


@dataclass(frozen=True)
class Sheet:
    """The parts of the form that are checked and saved together."""

    form: RequisitionForm
    skills: BaseSkillFormSet
    roles: BaseRoleFormSet

    @property
    def parts(self) -> tuple[Any, ...]:
        """The parts as `form_response` and the error summary take them."""
        return self.form, self.skills, self.roles

    def is_valid(self) -> bool:
        """Whether every part is, and the chosen shape fits the roles that were typed. All parts say what they found."""
        good = self.form.is_valid() & self.skills.is_valid() & self.roles.is_valid()
        team, named = self._is_team(), bool(self.roles.is_valid() and self.roles.needs())
        if named and not team:
            self.form.add_error("shape", ROLES_UNUSED)
        elif team and not named and self.roles.is_valid():
            self.form.add_error("shape", NO_ROLES)
        return bool(good) and named == team

    def roles_wanted(self) -> list[RoleNeed]:
        """The roles to save; none for a single role."""
        return self.roles.needs() if self._is_team() else []

    def _is_team(self) -> bool:
        return self.form.data.get("shape") == "team"


def blank_sheet(form: RequisitionForm) -> Sheet:
    """The form of a new requisition."""
    skills = SkillFormSet(prefix="skills")
    return Sheet(form, skills, RoleFormSet(prefix="roles", all_skills=skills.all_skills))


def posted_sheet(form: RequisitionForm, data: QueryDict) -> Sheet:
    """What somebody typed."""
    skills = SkillFormSet(data, prefix="skills")
    return Sheet(form, skills, RoleFormSet(data, prefix="roles", all_skills=skills.all_skills))


def saved_sheet(need: Requisition) -> Sheet:
    """What is saved."""
    roles = roles_of(need)
    initial = {name: getattr(need, name) for name in RequisitionForm.base_fields if name != "shape"}
    initial["shape"] = "team" if roles else "single"
    form = RequisitionForm(initial=initial, **choices_of(need))
    skills = SkillFormSet(initial=skill_rows(need), prefix="skills")
    rows = RoleFormSet(initial=role_rows(roles), prefix="roles", all_skills=skills.all_skills)
    return Sheet(form, skills, rows)
