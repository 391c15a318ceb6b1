"""The forms of the eligibility check and of the staff's application page."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from techforce.accounts.models import User
from techforce.programme.models import Track
from techforce.ui.forms import UIForm
from techforce.ui.moments import EASTERN, eastern_words

from ..models import Conflict
from ..rules.eligibility import RULES
from ..workflow import APPLICATION

DAYS_TO_ANSWER = (5, 10, 14, 21)
# What HR may ask for with one click; each becomes a line of the letter.
QUESTIONS = tuple((rule.key, f"Tell us more about this rule: {rule.sentence}") for rule in RULES)


def rule_choices() -> list[tuple[str, str]]:
    """The published rules, for naming the one that is not met."""
    return [("", "Select"), *((rule.key, rule.unmet) for rule in RULES)]


class DecisionForm(UIForm):
    """Eligible, or not with the rule named. Which of the two is the button that was pressed."""

    decision = forms.ChoiceField(choices=[("eligible", "Eligible"), ("ineligible", "Ineligible")])
    rule = forms.ChoiceField(label="Rule that is not met", choices=rule_choices, required=False)
    note = forms.CharField(
        label="Note for the record",
        help_text="Never sent to the candidate. Needed where you decide otherwise than the answers say.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """A rule is needed to find somebody ineligible."""
        data = super().clean() or {}
        if data.get("decision") == "ineligible" and not data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", "Choose the published rule that is not met")
        return data


class QuestionForm(UIForm):
    """One letter to the candidate: several reasons, one date."""

    about = forms.MultipleChoiceField(
        label="Ask about a rule",
        choices=QUESTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="Ask in your own words",
        help_text="One request on each line. The candidate reads this.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(label="Answer by", coerce=int, choices=lambda: due_choices(timezone.now()))

    def clean(self) -> dict[str, Any]:
        """Something has to be asked."""
        data = super().clean() or {}
        if not data.get("about") and not (data.get("words") or "").strip():
            self.add_error("words", "Say what you need from the candidate")
        return data

    def reasons(self) -> list[str]:
        """The lines of the letter."""
        asked = dict(QUESTIONS)
        own = [line.strip("-• \t") for line in self.cleaned_data["words"].splitlines()]
        return [asked[key] for key in self.cleaned_data["about"]] + [line for line in own if line]

    def due_at(self) -> datetime:
        """The end of the chosen day in Washington."""
        return due_after(timezone.now(), self.cleaned_data["days"])


def due_after(now: datetime, days: int) -> datetime:
    """The last minute of the day `days` from now, Eastern."""
    day = now.astimezone(EASTERN).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59), EASTERN)


def due_choices(now: datetime) -> list[tuple[int, str]]:
    """The dates that can be chosen, in words."""
    return [(days, f"{eastern_words(due_after(now, days), 'date')} ({days} days)") for days in DAYS_TO_ANSWER]


class HiddenPhraseForm(UIForm):
    """Words to hide from reviewers, one phrase on each line."""

    phrases = forms.CharField(
        label="Also hide these words",
        help_text="One name, school, employer or other trace on each line.",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def lines(self) -> list[str]:
        """The phrases."""
        return [line.strip() for line in self.cleaned_data["phrases"].splitlines() if line.strip()]


class LapseForm(UIForm):
    """Why an application in review ends without a decision."""

    reason = forms.CharField(
        label="What did the candidate not do, and by when?",
        help_text="The candidate reads this in the letter.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConflictForm(UIForm):
    """A tie between a reviewer and the candidate of one application."""

    reviewer = forms.ModelChoiceField(label="Reviewer", queryset=User.objects.none(), empty_label="Select")
    reason = forms.ChoiceField(label="Tie", choices=[("", "Select"), *Conflict.Reason.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = User.objects.filter(reviewer_tracks__isnull=False).distinct().order_by("name", "pk")
        self.fields["reviewer"].queryset = readers  # type: ignore[attr-defined]


class FilterForm(UIForm):
    """What the list of applications can be narrowed by."""

    q = forms.CharField(label="Code", required=False, max_length=12)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), *((state.key, state.label) for state in APPLICATION.states)],
    )
    track = forms.ModelChoiceField(
        label="Track", required=False, empty_label="Any", queryset=Track.objects.select_related("cohort")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].label_from_instance = lambda row: f"{row.name} ({row.cohort.name})"  # type: ignore[attr-defined]
