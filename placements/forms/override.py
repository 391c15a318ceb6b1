"""An exception to a match: whom, where, and why."""

from typing import Any

from django import forms

from agencies.models import Requisition
from applicants.models import Application
from placements.models import MatchRun, OverrideReason
from techforce.ui.forms import UIForm

from .whom_where_why import WhomWhereWhyForm


class OverrideForm(WhomWhereWhyForm):
    """Only people and requisitions that are in the run."""

    no_person = "Nobody with the code {} is in this run."
    no_requisition = "No requisition {} is in this run."

    def __init__(self, *args: Any, base: MatchRun, **kwargs: Any) -> None:
        super().__init__(
            *args,
            people=Application.objects.filter(match_results__run=base),
            requisitions=Requisition.objects.filter(track__cohort=base.cohort_id),
            reasons=OverrideReason.choices,
            **kwargs,
        )
        self.base = base

    def clean_number(self) -> Requisition:
        """Of the cohort's requisitions, one that the run has matched for."""
        row = super().clean_number()
        key = f"certificate__report__by_requisition__{row.pk}__isnull"
        if not MatchRun.objects.filter(pk=self.base.pk, **{key: False}).exists():
            raise forms.ValidationError(self.no_requisition.format(row.number))
        return row


class RefusalForm(UIForm):
    """Why an exception is not made."""

    reason = forms.CharField(
        label="Reason for refusing", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
