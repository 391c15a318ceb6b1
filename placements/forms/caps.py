"""The form of a limit."""

from typing import Any

from django import forms

from agencies.models import Agency
from techforce.ui.forms import UIForm


class CapForm(UIForm):
    """Which agency, how many people, why."""

    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Select",
        help_text="With everything under it. Limits of a department and of its bureau both hold.",
    )
    seats = forms.IntegerField(
        label="People at most",
        min_value=0,
        max_value=9999,
        help_text="In this cohort, those who hold a seat already included.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="It goes on the record.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.order_by("name")  # type: ignore[attr-defined]
