"""The roles of a team, one row each."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django import forms

from agencies.actions.roles import RoleNeed
from agencies.forms.draft import DraftForm
from agencies.models import RequisitionRole
from agencies.models.role import MOST_ROLES
from techforce.programme.models import Skill
from techforce.programme.vocabulary import SkillLevel

SKILLS = ("1", "2", "3")
NUMERIC = forms.NumberInput(attrs={"inputmode": "numeric"})


class RoleForm(DraftForm):
    """One role; a row without a name is no role."""

    later = ("name", "seats", "minimum", *(f"{what}_{n}" for n in SKILLS for what in ("skill", "level")))

    name = forms.CharField(label="Role", max_length=60)
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=99, widget=NUMERIC)
    minimum = forms.IntegerField(label="At least", min_value=0, max_value=99, widget=NUMERIC)

    def __init__(self, *args: Any, skills: Iterable[Skill] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = groupby(skills, key=lambda skill: skill.group)
        choices = [(group, [(str(skill.pk), skill.name) for skill in found]) for group, found in groups]
        for n in SKILLS:
            self.fields[f"skill_{n}"] = forms.ChoiceField(
                label="Also needs", choices=[("", "No further skill"), *choices]
            )
            self.fields[f"level_{n}"] = forms.TypedChoiceField(
                label="Level", choices=SkillLevel.choices, coerce=int, initial=SkillLevel.WORKING
            )

    @property
    def skill_fields(self) -> list[tuple[Any, Any]]:
        """The pairs of controls for skills, as the template draws them."""
        return [(self[f"skill_{n}"], self[f"level_{n}"]) for n in SKILLS]

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        self._ask_for_name(row)
        if row.get("name") and not row.get("seats") and "seats" not in self.errors:
            self.add_error("seats", "Say how many seats this role has")
        if row.get("seats") and (row.get("minimum") or 0) > row["seats"]:
            self.add_error(
                "minimum", f"At least {row['minimum']} cannot be reached with {row['seats']} seats"
            )
        chosen = [row[f"skill_{n}"] for n in SKILLS if row.get(f"skill_{n}")]
        for n in SKILLS:
            if chosen.count(row.get(f"skill_{n}")) > 1:
                self.add_error(f"skill_{n}", "This skill is named twice")
                break
        return row

    def _ask_for_name(self, row: dict[str, Any]) -> None:
        filled = row.get("seats") or row.get("minimum") or any(row.get(f"skill_{n}") for n in SKILLS)
        if filled and not row.get("name") and "name" not in self.errors:
            self.add_error("name", "Name the role, or clear its row")


class BaseRoleFormSet(forms.BaseFormSet):
    """All roles of one need; the list of skills is read once for all rows."""

    def __init__(self, *args: Any, all_skills: list[Skill], **kwargs: Any) -> None:
        self.all_skills = all_skills
        kwargs["form_kwargs"] = {"skills": all_skills}
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            name = str(form.cleaned_data.get("name", "")).casefold() if form.is_valid() else ""
            if name and name in seen:
                form.add_error("name", "Another role has this name")
            seen.add(name)

    def needs(self) -> list[RoleNeed]:
        """The roles that were given, in the order of the rows."""
        by_key = {str(skill.pk): skill for skill in self.all_skills}
        found = []
        for row in (form.cleaned_data for form in self.forms):
            if row.get("name"):
                skills = tuple(
                    (by_key[row[f"skill_{n}"]], row[f"level_{n}"] or SkillLevel.WORKING)
                    for n in SKILLS
                    if row.get(f"skill_{n}")
                )
                found.append(RoleNeed(row["name"], row["seats"], row["minimum"] or 0, skills))
        return found


RoleFormSet = cast(
    "type[BaseRoleFormSet]",
    forms.formset_factory(
        RoleForm,
        formset=BaseRoleFormSet,
        extra=3,
        max_num=MOST_ROLES,
        absolute_max=MOST_ROLES,
        validate_max=True,
    ),
)


def role_rows(roles: Iterable[RequisitionRole]) -> list[dict[str, Any]]:
    """The saved roles as initial rows of the formset."""
    return [
        {"name": row.name, "seats": row.seats, "minimum": row.minimum, **_skill_values(row)} for row in roles
    ]


def _skill_values(role: RequisitionRole) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for n, row in zip(SKILLS, role.skills.all(), strict=False):
        values |= {f"skill_{n}": str(row.skill_id), f"level_{n}": row.level}
    return values
