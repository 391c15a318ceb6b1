"""Agencies in the reference-data admin; memberships are given and ended by acts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agencies.actions.membership import add_member, end_member
from agencies.models import Agency, AgencyMembership
from techforce.access.holding import person


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ("name", "acronym", "kind", "parent", "is_participating")
    list_filter = ("kind", "is_participating")
    list_select_related = ("parent",)
    search_fields = ("name", "acronym")
    autocomplete_fields = ("parent",)

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        return False


@admin.register(AgencyMembership)
class AgencyMembershipAdmin(admin.ModelAdmin):
    """Given and ended by acts, so that the ledger knows who opened which door."""

    list_display = ("user", "role", "agency", "started_at", "ends_at", "ended_at")
    list_filter = ("role",)
    list_select_related = ("user", "agency")
    fields = ("user", "agency", "role", "ends_at")
    autocomplete_fields = ("user", "agency")
    actions = ("end",)

    def has_change_permission(self, request: HttpRequest, obj: AgencyMembership | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AgencyMembership | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AgencyMembership, form: Any, change: bool) -> None:
        given = add_member(obj.agency, obj.user, obj.role, by=person(request), ends_at=obj.ends_at)
        obj.pk = given.pk

    @admin.action(description="End these memberships")
    def end(self, request: HttpRequest, rows: QuerySet[AgencyMembership]) -> None:
        for row in rows.select_related("user"):
            end_member(row, by=person(request), reason="Ended in the admin")
