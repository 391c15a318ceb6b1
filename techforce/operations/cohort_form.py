"""The form of a new cohort: its name, its tracks and one window for all of them to start with."""

from typing import Any

from django import forms
from django.utils.text import slugify

from techforce.operations.reference import read
from techforce.programme.forms import WindowForm
from techforce.ui.widgets import ChoiceWithHint, ManyChoices


class NewCohortForm(WindowForm):
    """Every date can be changed afterwards, for each track by itself."""

    name = forms.CharField(label="Name", help_text="For example: Cohort 2.", max_length=50)
    tracks = forms.MultipleChoiceField(
        label="Tracks", widget=ManyChoices, error_messages={"required": "Choose at least one track"}
    )
    rolling_intake = forms.BooleanField(
        label="Screen applications as they arrive",
        help_text="Otherwise screening starts when a track has closed.",
        required=False,
    )
    field_order = ("name", "tracks", "opens_day", "opens_time", "closes_day", "closes_time", "rolling_intake")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = read("tracks")["tracks"]
        field = self.fields["tracks"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [(row["key"], ChoiceWithHint(row["name"], row["summary"])) for row in rows]
        field.initial = [row["key"] for row in rows]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if slugify(name) in ("", "new"):
            raise forms.ValidationError("Give it a name with letters or digits")
        return name

    def values(self) -> dict[str, Any]:
        """What `make_cohort` takes."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "slug": slugify(cleaned["name"]),
            "opens_at": cleaned["opens_at"],
            "closes_at": cleaned["closes_at"],
            "rolling_intake": cleaned["rolling_intake"],
            "track_keys": cleaned["tracks"],
        }
