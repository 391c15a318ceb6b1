"""How a track ends by hand."""

from django import forms

from techforce.programme.forms import ReasonMixin
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices, ChoiceWithHint

FILL, EXHAUST = "fill", "exhaust"


class TrackEndForm(UIForm, ReasonMixin):
    """Filled or exhausted, and why."""

    how = forms.ChoiceField(
        label="How it ends",
        widget=Choices,
        choices=[
            (FILL, ChoiceWithHint("Filled", "Every seat that is still wanted is filled.")),
            (EXHAUST, ChoiceWithHint("Exhausted", "Nobody is left to place.")),
        ],
        error_messages={"required": "Choose how the track ends"},
    )
    field_order = ("how", "reason")
