"""Forms of a seat that is decided before a match."""

from typing import Any

from django import forms

from agencies.models import Requisition
from applicants.models import Application
from placements.models import PinReason
from techforce.programme.models import Cohort
from techforce.ui.forms import UIForm

from .whom_where_why import WhomWhereWhyForm


class PinForm(WhomWhereWhyForm):
    """Only people of the cohort who are on a certificate, and its requisitions."""

    no_person = "Nobody with the code {} is on a certificate of this cohort."
    no_requisition = "This cohort has no requisition {}."

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(
            *args,
            people=Application.objects.filter(cohort=cohort, entries__isnull=False),
            requisitions=Requisition.objects.filter(track__cohort=cohort).select_related("track"),
            reasons=PinReason.choices,
            **kwargs,
        )


class WithdrawalForm(UIForm):
    """Why a pin is taken back."""

    reason = forms.CharField(
        label="Reason for taking it back", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
