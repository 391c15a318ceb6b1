"""Forms around an offer: sending it, answering it, taking it back."""

from django import forms

from placements.actions.offer import LONGEST_CLOCK
from techforce.ui.forms import UIForm


class SendOfferForm(UIForm):
    """How long the candidate has to answer."""

    days = forms.IntegerField(
        label="Days to answer",
        min_value=1,
        max_value=LONGEST_CLOCK,
        initial=7,
        help_text="The offer expires at this time of day.",
    )


class AcceptanceForm(UIForm):
    """The second confirmation."""

    attested = forms.BooleanField(label="I accept this offer and will start on the agreed day")


class ReasonForm(UIForm):
    """A reason that goes on the record."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, strip=True
    )


class OptionalReasonForm(UIForm):
    """A reason that may be left out."""

    reason = forms.CharField(
        label="Would you tell us why?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="OPM reads it. The agency does not.",
    )
