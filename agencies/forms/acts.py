"""The small forms of the acts around a requisition."""

from typing import Any

from django import forms

from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices, ChoiceWithHint, DatePartsField


class ReasonForm(UIForm):
    """A reason that goes on the record and to the people concerned."""

    reason = forms.CharField(
        label="Reason",
        help_text="It goes on the record and into the notice to the people concerned.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give a reason"},
    )

    def values(self) -> dict[str, Any]:
        """What the act takes from the form."""
        return dict(self.cleaned_data)


class SuspensionForm(ReasonForm):
    """Why it is put on hold, and whether the people who hold its seats wait for it or move on."""

    release = forms.TypedChoiceField(
        label="People who hold a seat and have not started",
        choices=[
            ("0", ChoiceWithHint("Keep their seats", "Offers stay, and so does their time to answer.")),
            (
                "1",
                ChoiceWithHint(
                    "Move on", "Their offers end. Each is found another seat, or comes first when one opens."
                ),
            ),
        ],
        coerce=lambda value: value == "1",
        widget=Choices,
        initial="0",
        required=False,
        empty_value="",
    )

    def values(self) -> dict[str, Any]:
        """Without a choice people keep their seats."""
        return {**self.cleaned_data, "release": bool(self.cleaned_data.get("release"))}


class ReturnForm(ReasonForm):
    """What the agency has to change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What has to change"
        self.fields["reason"].help_text = "One line for each point. The coordinator gets these words."
        self.fields["reason"].error_messages["required"] = "Say what has to change"


class FundingForm(UIForm):
    """What agency HR states about the money."""

    seat_count = forms.IntegerField(label="Funded seats", min_value=1, max_value=99)
    source = forms.CharField(
        label="Source", help_text="Treasury account symbol or appropriation.", max_length=120
    )
    available_until = DatePartsField(label="Available until", what="the end of the money")
    attest = forms.BooleanField(
        label="This money is committed to these seats",
        error_messages={"required": "Check the box: the money has to be committed to these seats"},
    )


class ClaimForm(ReasonForm):
    """Why the work is mission critical."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = "Why this work is mission critical"
        field.help_text = (
            "What fails for the public, and when, if these seats stay open. An approver at OPM reads it."
        )
        field.error_messages["required"] = "Say why this work is mission critical"


class DecisionForm(ReasonForm):
    """What the approver decides, and why; the agency reads the reason."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("approve", "Approve: it counts in the match"), ("decline", "Decline")],
        widget=Choices,
        error_messages={"required": "Approve or decline"},
    )
    field_order = ("decision", "reason")
