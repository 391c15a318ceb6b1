"""The skills of a requisition, one row each."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django import forms

from agencies.actions.requisition import SkillNeed
from agencies.forms.draft import DraftForm
from agencies.models import Requisition
from techforce.programme.models import Skill
from techforce.programme.vocabulary import SkillLevel


class SkillForm(DraftForm):
    """One skill of the need; an empty row is no skill."""

    later = ("skill", "level", "required")

    skill = forms.ChoiceField(label="Skill")
    level = forms.TypedChoiceField(
        label="Level", choices=SkillLevel.choices, coerce=int, initial=SkillLevel.WORKING
    )
    required = forms.TypedChoiceField(
        label="Need",
        choices=[("1", "Required"), ("0", "Useful")],
        coerce=lambda value: value == "1",
        initial="1",
    )

    def __init__(self, *args: Any, skills: Iterable[Skill] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = groupby(skills, key=lambda skill: skill.group)
        choices = [(group, [(str(skill.pk), skill.name) for skill in found]) for group, found in groups]
        self.fields["skill"].choices = [("", "No skill"), *choices]  # type: ignore[attr-defined]


class BaseSkillFormSet(forms.BaseFormSet):
    """All skills of one need; the list of skills is read once for all rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.all_skills = list(Skill.objects.all())
        kwargs["form_kwargs"] = {"skills": self.all_skills}
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            chosen = form.cleaned_data.get("skill") if form.is_valid() else None
            if chosen and chosen in seen:
                form.add_error("skill", "This skill is named twice")
            seen.add(chosen or "")

    def needs(self) -> list[SkillNeed]:
        """The skills that were chosen."""
        by_key = {str(skill.pk): skill for skill in self.all_skills}
        rows = [form.cleaned_data for form in self.forms]
        return [
            SkillNeed(by_key[row["skill"]], row["level"] or SkillLevel.WORKING, row["required"] is not False)
            for row in rows
            if row.get("skill")
        ]


SkillFormSet = cast(
    "type[BaseSkillFormSet]",
    forms.formset_factory(
        SkillForm, formset=BaseSkillFormSet, extra=2, max_num=12, absolute_max=12, validate_max=True
    ),
)


def skill_rows(requisition: Requisition) -> list[dict[str, Any]]:
    """The saved skills as initial rows of the formset."""
    return [
        {"skill": str(row.skill_id), "level": row.level, "required": "1" if row.required else "0"}
        for row in requisition.skills.all()
    ]
