"""Forms of cohorts and tracks. Times are Washington's."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices, DatePartsField

from .vocabulary import MOST_SIGNALS, UnrankedPolicy

TIME_HINT = "Washington’s time, for example 11:59 PM."


def time_field(label: str) -> forms.TimeField:
    """A time of day that goes with a date."""
    return forms.TimeField(
        label=label, help_text=TIME_HINT, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


def moment(day: date, clock: time) -> datetime:
    """The moment on Washington's clock."""
    return timezone.make_aware(datetime.combine(day, clock))


def parts(name: str, value: datetime | None) -> dict[str, Any]:
    """Initial values of the two fields of one moment."""
    if value is None:
        return {}
    local = timezone.localtime(value)
    return {f"{name}_day": local.date(), f"{name}_time": local.time()}


class ReasonMixin(forms.Form):
    """A reason that goes on the record."""

    reason = forms.CharField(
        label="Reason",
        help_text="It goes on the record.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason"},
    )


class WindowForm(UIForm):
    """When something opens and closes."""

    opens_day = DatePartsField(label="Opens on", what="the opening")
    opens_time = time_field("Opens at")
    closes_day = DatePartsField(label="Closes on", what="the closing")
    closes_time = time_field("Closes at")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = ("opens_day", "opens_time", "closes_day", "closes_time")
        if all(cleaned.get(name) is not None for name in names):
            cleaned["opens_at"] = moment(cleaned["opens_day"], cleaned["opens_time"])
            cleaned["closes_at"] = moment(cleaned["closes_day"], cleaned["closes_time"])
            if cleaned["closes_at"] <= cleaned["opens_at"]:
                self.add_error("closes_day", "It has to close after it opens")
        return cleaned


class ExtensionForm(UIForm, ReasonMixin):
    """A later closing time, and why. Everybody with an open draft is told."""

    closes_day = DatePartsField(label="Closes on", what="the closing")
    closes_time = time_field("Closes at")
    field_order = ("closes_day", "closes_time", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("closes_day") and cleaned.get("closes_time") is not None:
            cleaned["closes_at"] = moment(cleaned["closes_day"], cleaned["closes_time"])
        return cleaned


class SetUpForm(UIForm):
    """What a cohort announces, and on what terms people serve in it."""

    announcement = forms.CharField(
        label="Announcement",
        help_text="The public reads it above the tracks. Two or three sentences.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write the announcement"},
    )
    term_months = forms.IntegerField(label="Months of service", min_value=1, max_value=120)
    extension_months = forms.IntegerField(
        label="Months of extension at most", help_text="All extensions together.", min_value=0, max_value=120
    )
    term_authority = forms.CharField(
        label="Authority", help_text="What allows this term and its extension.", max_length=200
    )
    unranked_policy = forms.ChoiceField(
        label="People whom an agency did not rank",
        help_text="What every new request starts with. An agency can choose otherwise before it is published.",
        choices=UnrankedPolicy.choices,
        widget=Choices,
        error_messages={"required": "Choose what happens to people who are not ranked"},
    )
    interest_signals = forms.IntegerField(
        label="Interest signals for each person",
        help_text="How many requests a person can show interest in, in each round of ranking. 0 switches signals off.",
        min_value=0,
        max_value=MOST_SIGNALS,
    )


class ChangedSetUpForm(ReasonMixin, SetUpForm):
    """The same after it was announced: with a reason."""

    field_order = (
        "announcement",
        "term_months",
        "extension_months",
        "term_authority",
        "unranked_policy",
        "interest_signals",
        "reason",
    )


class CausedForm(UIForm, ReasonMixin):
    """An act that needs nothing but a reason."""
