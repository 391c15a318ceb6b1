"""Controls of the application that forms elsewhere do not need: yes or no, plain text, skills with levels."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from techforce.programme.models import Skill
from techforce.programme.vocabulary import SkillLevel
from techforce.ui.widgets import Choices

# Controls, zero width spaces and bidirectional overrides; joiners stay, because some scripts need them.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
YES_NO = (("yes", "Yes"), ("no", "No"))


class YesNoField(forms.TypedChoiceField):
    """A question with two answers and no default: True, False, or None while unanswered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=Choices(inline=True),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """The stored answer as its choice."""
        return {True: "yes", False: "no", None: ""}.get(value, value)


class PlainTextField(forms.CharField):
    """Text without controls and without the marks that turn writing round, composed so that equal looks are equal."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n")
        return INVISIBLE.sub("", text).strip()


class SkillLevels(forms.Widget):
    """One select for each skill, in groups; the value is {skill id: level}."""

    template_name = "applicants/widgets/skill_levels.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__()
        self.skills: list[Skill] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[int, Any]:
        posted = {skill.pk: data.get(f"{name}_{skill.pk}", "") for skill in self.skills}
        return {key: value for key, value in posted.items() if value != ""}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{skill.pk}" not in data for skill in self.skills)

    def id_for_label(self, id_: str | None) -> str:
        """No single control carries the label: the legend does."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {int(key): str(level) for key, level in (value or {}).items()}
        groups: dict[str, list[dict[str, Any]]] = {}
        for number, skill in enumerate(self.skills):
            row = {
                "id": f"{context['widget']['attrs'].get('id', name)}_{number}",
                "name": f"{name}_{skill.pk}",
                "label": skill.name,
                "level": chosen.get(skill.pk, ""),
            }
            groups.setdefault(skill.group, []).append(row)
        context["widget"]["groups"] = [
            {"name": group, "rows": rows, "chosen": sum(bool(row["level"]) for row in rows)}
            for group, rows in groups.items()
        ]
        context["widget"]["levels"] = [(str(value), label) for value, label in SkillLevel.choices]
        return context


class SkillLevelsField(forms.Field):
    """The skills somebody claims, each with a level."""

    widget = SkillLevels

    def offer(self, skills: Iterable[Skill]) -> None:
        """Set the skills that can be chosen, in the order of the page."""
        self.widget.skills = list(skills)

    def to_python(self, value: Any) -> dict[int, int]:
        known = {str(level) for level in SkillLevel.values}
        if any(str(level) not in known for level in (value or {}).values()):
            raise ValidationError("Choose a level from the list", code="invalid")
        return {key: int(level) for key, level in (value or {}).items()}
