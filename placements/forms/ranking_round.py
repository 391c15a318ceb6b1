"""Forms around supplemental rounds."""

from typing import Any

from django import forms

from agencies.models import Requisition
from placements.queries.rounds import closed_with_seats
from techforce.programme.models import Cohort

from .match_run import DiscardForm, WindowForm


class _Closed(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        seats = obj.open_seats
        return f"{obj.number}: {obj.title} ({seats} {'seat' if seats == 1 else 'seats'} with money)"


class RoundForm(WindowForm):
    """When the round opens and closes, why, and which closed requests come back with it."""

    reopens = _Closed(
        label="Requests that closed with open seats",
        queryset=Requisition.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose those that take part again. Requests that are still being filled take part by themselves.",
    )
    field_order = ["opens_on", "opens_time", "closes_on", "closes_time", "reopens", "reason"]

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = closed_with_seats(cohort)
        field = self.fields["reopens"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  for the type checker
        field.queryset = rows
        if not rows:
            del self.fields["reopens"]


class RoundReasonForm(DiscardForm):
    """Why a round is called off, or ends without a match."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Reason"
