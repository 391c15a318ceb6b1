"""Forms around match runs."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from techforce.programme.models import Cohort, Track
from techforce.ui.forms import UIForm
from techforce.ui.moments import EASTERN
from techforce.ui.widgets import DatePartsField

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def eastern(day: date, clock: time) -> datetime:
    """A day and a time on the clock of Washington. Raises ValidationError for a time that the clock skips that day."""
    moment = datetime.combine(day, clock, tzinfo=EASTERN)
    if moment.astimezone(UTC).astimezone(EASTERN).time() != clock:
        raise ValidationError("The clocks skip this time on that day. Choose another.")
    return moment


class StartForm(UIForm):
    """Which cohort and track, and whether it is a rehearsal."""

    cohort = forms.ModelChoiceField(
        label="Cohort", queryset=Cohort.objects.filter(state__in=["running", "placing", "serving"])
    )
    track = forms.ModelChoiceField(
        label="Track",
        queryset=Track.objects.select_related("cohort"),
        required=False,
        empty_label="All tracks together",
    )
    dry_run = forms.BooleanField(
        label="Dry run: changes nothing and is never published",
        required=False,
        help_text="Can be made while ranking is open.",
    )

    def __init__(self, *args: Any, cohort: Cohort | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cohort is not None:
            self.initial.setdefault("cohort", cohort)
            self.fields["track"].queryset = Track.objects.filter(cohort=cohort)  # type: ignore[attr-defined]


class ApprovalForm(UIForm):
    """The minute at which everybody sees the result."""

    publish_on = DatePartsField(label="Publish on", what="the day of publishing")
    publish_time = forms.TimeField(label="At, Eastern Time", widget=TIME)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("publish_on") and cleaned.get("publish_time") is not None:
            cleaned["publish_at"] = eastern(cleaned["publish_on"], cleaned["publish_time"])
        return cleaned


class DiscardForm(UIForm):
    """Why a run is put aside."""

    reason = forms.CharField(
        label="Reason for discarding", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class WindowForm(UIForm):
    """When ranking opens and closes."""

    opens_on = DatePartsField(label="Ranking opens on", what="the opening day")
    opens_time = forms.TimeField(label="Opens at, Eastern Time", widget=TIME)
    closes_on = DatePartsField(label="Ranking closes on", what="the closing day")
    closes_time = forms.TimeField(label="Closes at, Eastern Time", widget=TIME)
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="Everybody who ranks reads it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("opens", "closes"):
            day, clock = cleaned.get(f"{name}_on"), cleaned.get(f"{name}_time")
            if day and clock is not None:
                cleaned[f"{name}_at"] = eastern(day, clock)
        return cleaned
