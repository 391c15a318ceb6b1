"""HR's decision about two applications that may be of one person."""

from typing import Any

from django import forms

from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices

from ..models import Duplicate

TWO_PEOPLE = "apart"


class PairForm(UIForm):
    """Which application goes on, or that these are two people; with the reason."""

    decision = forms.ChoiceField(label="What do you decide?", widget=Choices())
    reason = forms.CharField(
        label="Reason",
        help_text="How you know. If you join the two, the candidate reads this in the letter.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, pair: Duplicate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            ("first", f"One person: keep {pair.first.code}, close {pair.second.code}"),
            ("second", f"One person: keep {pair.second.code}, close {pair.first.code}"),
            (TWO_PEOPLE, "Two people: leave both as they are"),
        ]
