"""Searching the ledger."""

from typing import Any

from django import forms

from techforce.audit.models import LedgerEntry
from techforce.ui.forms import UIForm


class LedgerFilter(UIForm):
    """Which entries to show. Accounts are asked for by number: an address must not stand in a URL."""

    subject_type = forms.CharField(label="Kind of record", required=False, max_length=60)
    subject_id = forms.CharField(label="Record", required=False, max_length=40)
    act = forms.CharField(label="Act", required=False, max_length=60)
    actor = forms.IntegerField(label="Account number", required=False, min_value=1, max_value=2**63 - 1)
    request_id = forms.CharField(label="Request", required=False, max_length=64)

    def entries(self) -> Any:
        """The entries that match; none for a filter that makes no sense."""
        if not self.is_valid():
            return LedgerEntry.objects.none()
        wanted = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return LedgerEntry.objects.filter(**wanted).select_related("actor")
