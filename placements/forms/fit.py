"""The form for the weights of a track."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from placements.matching.scoring import PARTS
from placements.rules.fit import LABELS, MEANINGS
from techforce.ui.forms import UIForm

WHOLE = 100


class FitWeightsForm(UIForm):
    """Four weights in hundredths, and why."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Published with the weights, for everybody to read.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTS:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name],
                min_value=0,
                max_value=WHOLE,
                help_text=MEANINGS[name],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--2"}),
                error_messages={
                    "required": f"Enter a weight for {LABELS[name].lower()}, 0 to leave it out",
                    "invalid": "Enter a whole number from 0 to 100",
                },
            )
        self.order_fields([*PARTS, "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(name in cleaned for name in PARTS):
            whole = sum(cleaned[name] for name in PARTS)
            if whole != WHOLE:
                raise ValidationError(f"The weights must add up to {WHOLE}. These add up to {whole}.")
        return cleaned
