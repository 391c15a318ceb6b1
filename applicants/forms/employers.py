"""The control for employers with their years: a few rows, each of them optional. Candidates and reviewers share it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from techforce.ui.forms import UIForm

from ..rules.employers import employer_key

ROWS = 8
FIRST_SHOWN = 3
PARTS = ("name", "from_year", "to_year")
EARLIEST = 1940
LONGEST_NAME = 120


class EmployersInput(forms.Widget):
    """Rows of name, first and last year; the value is a list of {name, from_year, to_year}, empty rows left out."""

    template_name = "applicants/widgets/employers.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        rows = [
            {part: str(data.get(f"{name}_{n}_{part}", "")).strip() for part in PARTS} for n in range(ROWS)
        ]
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{n}_name" not in data for n in range(ROWS))

    def id_for_label(self, id_: str | None) -> str:
        """No single control carries the label: the legend does."""
        return ""

    def as_posted(self, name: str, value: list[dict[str, Any]] | None) -> dict[str, str]:
        """A value as a browser would send it."""
        return {
            f"{name}_{n}_{part}": "" if row[part] is None else str(row[part])
            for n, row in enumerate(value or [])
            for part in PARTS
        }

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = [*(value or []), *[dict.fromkeys(PARTS, "")] * ROWS][:ROWS]
        own = context["widget"]["attrs"].get("id", name)
        rows = [
            {"id": f"{own}_{n}", "name": f"{name}_{n}", "number": n + 1, "value": row}
            for n, row in enumerate(given)
        ]
        shown = max(FIRST_SHOWN, len(value or []))
        context["widget"]["shown"], context["widget"]["more"] = rows[:shown], rows[shown:]
        return context


class EmployersField(forms.Field):
    """Where somebody worked. The last year is empty for the present employer."""

    widget = EmployersInput

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        return [_checked(number, row) for number, row in enumerate(value or [], 1)]


def _checked(number: int, row: Mapping[str, str]) -> dict[str, Any]:
    """One row as it is stored. Raises ValidationError that names the row."""
    name = " ".join(row["name"].split())
    if not employer_key(name):
        raise ValidationError(f"Employer {number}: enter the name")
    if len(name) > LONGEST_NAME:
        raise ValidationError(f"Employer {number}: shorten the name to {LONGEST_NAME} characters")
    from_year = _year(f"Employer {number}: enter the first year, such as 2021", row["from_year"])
    to_year = (
        _year(f"Employer {number}: enter the last year, or leave it empty", row["to_year"])
        if row["to_year"]
        else None
    )
    if to_year is not None and to_year < from_year:
        raise ValidationError(f"Employer {number}: the last year is before the first")
    return {"name": name, "from_year": from_year, "to_year": to_year}


def _year(words: str, typed: str) -> int:
    year = int(typed) if typed.isdecimal() and typed.isascii() and len(typed) == 4 else 0
    if not EARLIEST <= year <= timezone.localdate().year:
        raise ValidationError(words)
    return year


class ReviewerEmployersForm(UIForm):
    """What a reviewer declares about themselves."""

    employers = EmployersField(
        label="Where do you work, and where did you work before?",
        help_text="Leave the last year empty for where you work now.",
        required=False,
    )
