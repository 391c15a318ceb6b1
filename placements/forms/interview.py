"""Forms around fit interviews: inviting, answering, calling off, and the fixed questions of the outcome."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from placements.models import FitInterview
from placements.rules.interview import CANCELLATIONS, LENGTHS, QUESTIONS
from techforce.ui.forms import UIForm
from techforce.ui.moments import eastern_words, to_eastern
from techforce.ui.widgets import DatePartsField

from .match_run import TIME, eastern

SLOTS = (1, 2, 3)


class InviteForm(UIForm):
    """One to three times, how long, and how to meet. Nothing else is asked or told."""

    how = forms.ChoiceField(label="How", choices=FitInterview.How.choices, widget=forms.RadioSelect)
    joining = forms.CharField(
        label="How to join",
        max_length=300,
        help_text="Link, number or address. Write nothing here about ranking or about the person.",
    )
    minutes = forms.TypedChoiceField(
        label="Length", choices=[(many, f"{many} minutes") for many in LENGTHS], coerce=int, initial=30
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in SLOTS:
            needed = at == 1
            words = "the day" if needed else f"the day of time {at}"
            self.fields[f"day_{at}"] = DatePartsField(label=f"Time {at}: day", what=words, required=needed)
            self.fields[f"time_{at}"] = forms.TimeField(
                label=f"Time {at}: clock, Eastern Time", widget=TIME, required=needed
            )
        slots = [name for at in SLOTS for name in (f"day_{at}", f"time_{at}")]
        self.order_fields([*slots, "minutes", "how", "joining"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        slots: list[datetime] = []
        for at in SLOTS:
            day, clock = cleaned.get(f"day_{at}"), cleaned.get(f"time_{at}")
            if day is not None and clock is not None:
                try:
                    slots.append(eastern(day, clock))
                except ValidationError as error:
                    self.add_error(f"time_{at}", error)
            elif (day is None) != (clock is None) and not self.errors.get(f"day_{at}"):
                missing = f"time_{at}" if clock is None else f"day_{at}"
                if not self.errors.get(missing):
                    self.add_error(missing, "Give both the day and the clock of this time, or neither.")
        cleaned["slots"] = slots
        return cleaned


class ChooseTimeForm(UIForm):
    """Which of the offered times suits."""

    chosen = forms.TypedChoiceField(
        label="Which time suits you?", coerce=datetime.fromisoformat, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, interview: FitInterview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (slot.isoformat(), eastern_words(to_eastern(slot))) for slot in interview.slots
        ]


class CallOffForm(UIForm):
    """Why the agency cancels; from a list, because the person reads it and the record is for good."""

    reason = forms.ChoiceField(label="Reason", choices=[(words, words) for words in CANCELLATIONS])


class OutcomeForm(UIForm):
    """The fixed questions. There is none about skill or qualification, and there is no number."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Only what concerns suitability and interest. Do not rate skills: qualification is decided. Nothing about "
            "age, health, family, religion, origin or politics. The person may ask to read it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=FitInterview.Answer.choices, widget=forms.RadioSelect
            )
        self.order_fields([*QUESTIONS, "note"])

    @property
    def answers(self) -> dict[str, str]:
        """The answers to the fixed questions."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}
