"""Forms around veterans' preference and pass-over cases."""

from django import forms

from placements.models import PassOver, PreferenceClaim
from techforce.ui.forms import UIForm


class ClaimForm(UIForm):
    """Which preference is claimed."""

    kind = forms.ChoiceField(
        label="Preference that you claim", choices=PreferenceClaim.Kind.choices, widget=forms.RadioSelect
    )


class ClaimDecisionForm(UIForm):
    """Granted or not, and why not."""

    granted = forms.TypedChoiceField(
        label="Do the documents support the claim?",
        choices=[("yes", "Yes, grant it"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason, if it is not granted",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it. It is on the record for good: no medical or family detail.",
    )


class PassOverForm(UIForm):
    """On what ground, and with which reasons, a person would be passed over."""

    ground = forms.ChoiceField(label="Ground", choices=PassOver.Ground.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label="Reasons",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The person reads them and can answer. Only what concerns this work.",
    )


class AnswerForm(UIForm):
    """What the person says to the reasons."""

    text = forms.CharField(
        label="Your answer",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Whoever decides at OPM reads it. The agency does not.",
    )


class PassOverDecisionForm(UIForm):
    """Whether the reasons hold."""

    sustained = forms.TypedChoiceField(
        label="Do the reasons hold?",
        choices=[
            ("yes", "Yes, the agency may rank in that order"),
            ("no", "No, the certificate’s order stands"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason for the decision",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Both sides read it. It is on the record for good.",
    )
