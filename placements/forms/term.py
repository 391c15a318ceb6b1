"""Forms around a running term: extending it, ending it early, moving to another agency, asking to leave."""

from typing import Any

from django import forms

from agencies.models import Seat
from placements.models import EndReason, ExitRequest
from techforce.ui.forms import UIForm
from techforce.ui.widgets import DatePartsField

from .offer import ReasonForm

LEAVE_WORDS = ("I took another post", "Health or family", "I would like to resign", "Another reason")


class ExtensionForm(ReasonForm):
    """A later last day, and why."""

    ends_on = DatePartsField(label="New last day", what="the new last day")
    field_order = ("ends_on", "reason")


class EarlyEndForm(ReasonForm):
    """The last day that was served, why by code, and a sentence for the people concerned."""

    last_day = DatePartsField(label="Last day at work", what="the last day")
    reason_code = forms.ChoiceField(label="Why", choices=[("", "Choose a reason"), *EndReason.choices])
    field_order = ("last_day", "reason_code", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "The participant and the agency read it. It goes on the record."


class SeatField(forms.ModelChoiceField):
    """An open seat, told by its request and agency."""

    def label_from_instance(self, obj: Any) -> str:
        need = obj.requisition
        return f"{need.agency.name}: {need.title} ({need.number}, seat {obj.number})"


class MoveForm(ReasonForm):
    """Which seat, from which day on, and why."""

    seat = SeatField(
        label="Seat",
        queryset=Seat.objects.none(),
        empty_label="Choose an open seat",
        help_text="Open, funded seats of other agencies. The seat is held until the move is decided.",
    )
    moves_on = DatePartsField(label="First day there", what="the first day there")
    field_order = ("seat", "moves_on", "reason")

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["seat"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = seats
        self.fields["reason"].help_text = "Everybody who has to agree reads it. It goes on the record."


class LeaveForm(UIForm):
    """When and why a participant would like to leave. From a list, because the record is for good."""

    last_day = DatePartsField(label="Last day you would like to work", what="your last day")
    reason = forms.ChoiceField(
        label="Why",
        choices=[
            ("", "Choose a reason"),
            *[(code.value, words) for code, words in zip(ExitRequest.REASONS, LEAVE_WORDS, strict=True)],
        ],
        help_text="OPM reads it. Your agency does not.",
    )
