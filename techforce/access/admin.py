"""Grants in the admin. They are given and taken by acts, so that the ledger knows who opened which door."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from techforce.accounts.models import User

from .actions import GrantRefused, grant_role, refuse_grant, revoke_role
from .holding import person
from .models import Grant


class GrantForm(forms.ModelForm):
    """Asks the act beforehand, so that a refusal stands in the form."""

    by: User

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "user" in cleaned and "role" in cleaned:
            try:
                refuse_grant(cleaned["user"], cleaned["role"], by=self.by, ends_at=cleaned.get("ends_at"))
            except GrantRefused as refused:
                raise ValidationError(str(refused)) from refused
        return cleaned


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin):
    form = GrantForm
    list_display = ("user", "role", "body", "granted_at", "ends_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    fields = ("user", "role", "body", "ends_at")
    autocomplete_fields = ("user",)
    actions = ("revoke",)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        made: Any = super().get_form(request, *args, **kwargs)
        made.by = person(request)
        return made

    def has_change_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        given = grant_role(obj.user, obj.role, by=person(request), body=obj.body, ends_at=obj.ends_at)
        obj.pk = given.pk

    @admin.action(description="Take these roles away")
    def revoke(self, request: HttpRequest, rows: QuerySet[Grant]) -> None:
        for row in rows.select_related("user"):
            try:
                revoke_role(row, by=person(request), reason="Taken away in the admin")
            except GrantRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
