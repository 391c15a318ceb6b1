"""What a seat that people decide, and not the match, asks for: before a match as a pin, after it as an exception."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Requisition
from applicants.models import Application
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices


class WhomWhereWhyForm(UIForm):
    """People and requisitions are named as people name them: by code and number. `people` and `requisitions`: whom and what can be named."""

    code = forms.CharField(label="Code of the person", max_length=40)
    number = forms.CharField(label="Number of the requisition", max_length=40)
    reason_class = forms.ChoiceField(
        label="Class of reason", widget=Choices, help_text="Told to the person and to the agency."
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read by the second person and by auditors, never by the person or the agency.",
    )
    no_person = "Nobody has the code {}."
    no_requisition = "There is no requisition {}."

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Application],
        requisitions: QuerySet[Requisition],
        reasons: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.requisitions = people, requisitions
        self.fields["reason_class"].choices = reasons  # type: ignore[attr-defined]

    def clean_code(self) -> Application:
        """The person of that code."""
        code = self.cleaned_data["code"].strip()
        row = self.people.filter(code__iexact=code).first()
        if row is None:
            raise forms.ValidationError(self.no_person.format(code))
        return row

    def clean_number(self) -> Requisition:
        """The requisition of that number."""
        number = self.cleaned_data["number"].strip()
        row = self.requisitions.filter(number__iexact=number).first()
        if row is None:
            raise forms.ValidationError(self.no_requisition.format(number))
        return row
