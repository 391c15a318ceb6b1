"""Forms of a pair that must never meet."""

from typing import Any

from django import forms

from agencies.models import Agency
from placements.models import ExclusionReason
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices


class ExclusionForm(UIForm):
    """Which agency, and why."""

    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Select",
        help_text="With everything under it.",
    )
    reason_class = forms.ChoiceField(label="Class of reason", choices=ExclusionReason.choices, widget=Choices)
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes on the record. The agency reads neither the reason nor its class.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.order_by("name")  # type: ignore[attr-defined]


class LiftingForm(UIForm):
    """Why the two may meet again."""

    reason = forms.CharField(
        label="Why may they meet again?", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
