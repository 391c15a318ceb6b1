"""Forms around conduct reports."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Requisition
from placements.models import CertificateEntry, ConductReport
from techforce.accounts.models import User
from techforce.ui.forms import UIForm


class ConductReportForm(UIForm):
    """What happened, and what it is about if it is about one requisition or, for an agency, one person."""

    kind = forms.ChoiceField(
        label="What happened?", choices=ConductReport.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="In your own words",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="When, who, what was said or written. Only OPM reads it.",
    )
    number = forms.CharField(
        label="Requisition number", required=False, max_length=24, help_text="If it concerns one."
    )
    code = forms.CharField(
        label="Code of the person", required=False, max_length=12, help_text="If it concerns one."
    )

    def __init__(self, *args: Any, user: User, is_agency: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not is_agency:
            del self.fields["code"]

    def clean_number(self) -> Requisition | None:
        typed = self.cleaned_data["number"].strip()
        if not typed:
            return None
        row = Requisition.objects.public().filter(number__iexact=typed).first()
        if row is None:
            raise ValidationError("There is no published requisition with this number.")
        return row

    def clean_code(self) -> CertificateEntry | None:
        typed = self.cleaned_data["code"].strip()
        if not typed:
            return None
        rows = CertificateEntry.objects.visible_to(self.user).filter(application__code__iexact=typed)
        row = rows.order_by("-certificate__issued_at").first()
        if row is None:
            raise ValidationError("Nobody on a certificate that you can read has this code.")
        return row


class ConductDecisionForm(UIForm):
    """How a report ends, and why."""

    upheld = forms.TypedChoiceField(
        label="Was the rule broken?",
        choices=[("yes", "Yes"), ("no", "No breach found")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason and what OPM does",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="On the record for good. Name nobody: the report itself stays beside it.",
    )
