"""An exception to a match: whom, where, and why."""

from typing import Any

from django import forms

from agencies.models import Requisition
from applicants.models import Application
from placements.models import MatchRun, OverrideReason
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices


class OverrideForm(UIForm):
    """People and requisitions are named as people name them: by code and number."""

    code = forms.CharField(label="Code of the person", max_length=40)
    number = forms.CharField(label="Number of the requisition", max_length=40)
    reason_class = forms.ChoiceField(
        label="Class of reason",
        choices=OverrideReason.choices,
        widget=Choices,
        help_text="Told to the person and to the agency.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Read by the second person and by auditors, never by the person or the agency.",
    )

    def __init__(self, *args: Any, base: MatchRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base

    def clean_code(self) -> Application:
        """Only people who are in the run."""
        code = self.cleaned_data["code"].strip()
        row = Application.objects.filter(code__iexact=code, match_results__run=self.base).first()
        if row is None:
            raise forms.ValidationError(f"Nobody with the code {code} is in this run.")
        return row

    def clean_number(self) -> Requisition:
        """Only requisitions that are in the run."""
        number = self.cleaned_data["number"].strip()
        row = Requisition.objects.filter(number__iexact=number).first()
        if row is None or not self._has(row):
            raise forms.ValidationError(f"No requisition {number} is in this run.")
        return row

    def _has(self, requisition: Requisition) -> bool:
        key = f"certificate__report__by_requisition__{requisition.pk}__isnull"
        return MatchRun.objects.filter(pk=self.base.pk, **{key: False}).exists()


class RefusalForm(UIForm):
    """Why an exception is not made."""

    reason = forms.CharField(
        label="Reason for refusing", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
