"""Forms around an offer: sending it, answering it, taking it back."""

from django import forms

from placements.actions.offer import LONGEST_CLOCK
from techforce.ui.forms import UIForm

DECLINATION_REASONS = (
    "I took another job",
    "The place or the pay does not fit",
    "The start date does not fit",
    "The work is not what I hoped for",
    "My circumstances have changed",
    "Another reason",
)


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


class DeclinationForm(UIForm):
    """A reason only if somebody wants to give one; from a list, because the record is for good."""

    reason = forms.ChoiceField(
        label="Would you tell us why?",
        required=False,
        choices=[("", "I would rather not say"), *((words, words) for words in DECLINATION_REASONS)],
        help_text="OPM reads it. The agency does not.",
    )
