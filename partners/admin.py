"""Partners in the reference-data admin. Rows are edited here; their state moves by acts."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from partners.actions import partner as acts
from partners.models import Agreement, Partner, PartnerContact
from techforce.access.holding import person
from techforce.workflow.errors import Refused


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "sector", "state")
    list_filter = ("kind", "state")
    search_fields = ("name",)
    fields = ("name", "kind", "sector", "part", "state")
    readonly_fields = ("state",)
    actions = ("vet", "activate", "suspend", "end")

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        """A new partner begins as a prospect, on the ledger like everything else."""
        if change:
            obj.save(update_fields=["name", "kind", "sector", "part"])
        else:
            acts.begin_partner(obj, by=person(request))

    @admin.action(description="Start vetting")
    def vet(self, request: HttpRequest, rows: QuerySet[Partner]) -> None:
        self._move(request, rows, acts.vet_partner)

    @admin.action(description="Activate")
    def activate(self, request: HttpRequest, rows: QuerySet[Partner]) -> None:
        self._move(request, rows, acts.activate_partner)

    @admin.action(description="Suspend: off the public page")
    def suspend(self, request: HttpRequest, rows: QuerySet[Partner]) -> None:
        self._move(request, rows, partial(acts.suspend_partner, reason="Suspended in the admin"))

    @admin.action(description="End for good: contacts lose their access")
    def end(self, request: HttpRequest, rows: QuerySet[Partner]) -> None:
        self._move(request, rows, partial(acts.end_partner, reason="Ended in the admin"))

    def _move(self, request: HttpRequest, rows: QuerySet[Partner], act: Any) -> None:
        for row in rows:
            try:
                act(row, by=person(request))
            except Refused as error:
                self.message_user(request, f"{row}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{row}: {row.state_info.label}.", messages.SUCCESS)


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    """Noted by an act and never edited: what was signed was signed."""

    list_display = ("title", "partner", "signed_on", "ends_on")
    list_select_related = ("partner",)
    autocomplete_fields = ("partner",)

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        noted = acts.add_agreement(
            obj.partner, by=person(request), title=obj.title, signed_on=obj.signed_on, ends_on=obj.ends_on
        )
        obj.pk = noted.pk


@admin.register(PartnerContact)
class PartnerContactAdmin(admin.ModelAdmin):
    """Given and ended by acts, because a contact with an account opens a door."""

    list_display = ("name", "email", "partner", "started_at", "ended_at")
    list_select_related = ("partner",)
    fields = ("partner", "name", "email", "user")
    autocomplete_fields = ("partner", "user")
    actions = ("end",)

    def has_change_permission(self, request: HttpRequest, obj: PartnerContact | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PartnerContact | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PartnerContact, form: Any, change: bool) -> None:
        given = acts.add_contact(
            obj.partner, by=person(request), name=obj.name, email=obj.email, user=obj.user
        )
        obj.pk = given.pk

    @admin.action(description="End these contacts")
    def end(self, request: HttpRequest, rows: QuerySet[PartnerContact]) -> None:
        for row in rows:
            acts.end_contact(row, by=person(request))
