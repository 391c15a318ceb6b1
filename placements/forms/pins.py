"""Forms of a seat that is decided before a match."""

from typing import Any

from django import forms

from agencies.models import Requisition
from applicants.models import Application
from placements.models import PinReason
from techforce.programme.models import Cohort
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices


class PinForm(UIForm):
    """Whom, where, and why. People and requisitions are named as people name them: by code and number."""

    code = forms.CharField(label="Code of the person", max_length=40)
    number = forms.CharField(label="Number of the requisition", max_length=40)
    reason_class = forms.ChoiceField(
        label="Class of reason",
        choices=PinReason.choices,
        widget=Choices,
        help_text="Told to the person and to the agency.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read by the second person and by auditors, never by the person or the agency.",
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_code(self) -> Application:
        """Only people of the cohort who are on a certificate."""
        code = self.cleaned_data["code"].strip()
        rows = Application.objects.filter(cohort=self.cohort, entries__isnull=False)
        row = rows.filter(code__iexact=code).first()
        if row is None:
            raise forms.ValidationError(f"Nobody with the code {code} is on a certificate of this cohort.")
        return row

    def clean_number(self) -> Requisition:
        """Only requisitions of the cohort."""
        number = self.cleaned_data["number"].strip()
        rows = Requisition.objects.filter(track__cohort=self.cohort).select_related("track")
        row = rows.filter(number__iexact=number).first()
        if row is None:
            raise forms.ValidationError(f"This cohort has no requisition {number}.")
        return row


class WithdrawalForm(UIForm):
    """Why a pin is taken back."""

    reason = forms.CharField(
        label="Reason for taking it back", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
