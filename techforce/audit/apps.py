"""The append-only ledger."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "techforce.audit"
    label = "audit"
    verbose_name = "Ledger"
