"""The shared vocabulary in the reference-data admin. Cohorts and tracks move by acts and are read here."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .models import Cohort, DutyStation, GovernanceBody, Grade, Skill, Track


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):
    list_display = ("name", "group", "key")
    list_filter = ("group",)
    search_fields = ("name", "key")


@admin.register(DutyStation)
class DutyStationAdmin(admin.ModelAdmin):
    list_display = ("city", "state_code", "is_remote", "order")
    list_editable = ("order",)
    search_fields = ("city",)


@admin.register(Grade)
class GradeAdmin(admin.ModelAdmin):
    """Pay is data: it is shown once both figures are here."""

    list_display = ("code", "rank", "pay_from", "pay_to")


@admin.register(GovernanceBody)
class GovernanceBodyAdmin(admin.ModelAdmin):
    list_display = ("key", "name", "part")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only acts may change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Cohort)
class CohortAdmin(ReadOnlyAdmin):
    list_display = ("name", "state", "ranking_opens_at", "ranking_closes_at")


@admin.register(Track)
class TrackAdmin(ReadOnlyAdmin):
    list_display = ("name", "cohort", "state", "opens_at", "closes_at")
    list_select_related = ("cohort",)
    list_filter = ("cohort", "state")
