"""One execution of the engine on a frozen snapshot, and what it found for each person."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Func
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from agencies.models import Requisition, RequisitionRole
from applicants.models import Application
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.jobs.models import Job
from techforce.programme.models import Cohort, Track
from techforce.workflow.models import Stateful, state_triggers
from techforce.workflow.table import Workflow

from ..workflow import MATCH_RUN
from .certificate import CertificateEntry

CLAIM_KEY_BYTES = 32
ACTIVE = ["draft", "snapshotting", "running"]
# Its minute has come. A later round supersedes a run; what it decided stays true.
# Changes that only a dry run may make; a real one makes exceptions, each by two people.
TRIED = ["seats", "minimums", "caps", "withdrawn", "days", "trim", "weights", "promote", "utility"]
PUBLIC = ["published", "superseded"]


def new_claim_key() -> str:
    """A key that nobody sees: without it no code of the public record leads back to a person."""
    return secrets.token_hex(CLAIM_KEY_BYTES)


def among(array: str, field: str) -> Func:
    """Where a value stands in an array of the same row; null where it does not."""
    return Func(
        models.F(array), models.F(field), function="array_position", output_field=models.IntegerField()
    )


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, user: Any) -> "MatchRunQuerySet":
        """Those who run and approve matches, and auditors."""
        allowed = (Permission.MATCH_RUN, Permission.MATCH_APPROVE, Permission.LEDGER_READ)
        return self if any(may(user, permission) for permission in allowed) else self.none()

    def public(self) -> "MatchRunQuerySet":
        """Runs whose minute has come and gone: what anybody may know of."""
        return self.filter(state__in=PUBLIC)


class MatchRun(Stateful):
    """`snapshot`, `seed` and `engine_version` give the same `result` for ever; the digests prove it."""

    WORKFLOW: ClassVar[Workflow] = MATCH_RUN
    HEAVY: ClassVar[tuple[str, ...]] = ("snapshot", "result")

    number = models.PositiveIntegerField(unique=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="match_runs")
    track = models.ForeignKey(Track, models.PROTECT, null=True, blank=True, related_name="match_runs")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    dry_run = models.BooleanField(default=False)
    round_number = models.PositiveSmallIntegerField(
        default=1, help_text="The round of ranking whose lists it reads."
    )
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    base = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="variants",
        help_text="The run whose snapshot this one changes.",
    )
    changes = models.JSONField(default=dict, blank=True, help_text="What it changes in that snapshot.")
    overriders = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Who proposed its exceptions."
    )

    seed = models.CharField(max_length=64)
    seed_commitment = models.CharField(
        max_length=64, help_text="SHA-256 of the seed, recorded before the run."
    )
    claim_key = models.CharField(
        max_length=64,
        default=new_claim_key,
        editable=False,
        help_text="Makes the codes of the public record.",
    )
    engine_version = models.CharField(max_length=20, blank=True)
    snapshot = models.JSONField(null=True)
    snapshot_digest = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    result_digest = models.CharField(max_length=64, blank=True)
    certificate = models.JSONField(null=True)
    cause = models.TextField(blank=True)

    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        triggers = state_triggers(MATCH_RUN)
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=models.Q(state__in=ACTIVE),
                name="placements_one_active_run",
            ),
            models.CheckConstraint(
                name="placements_completed_run_has_result",
                condition=~models.Q(state__in=["completed", "under_review", "approved", "published"])
                | (models.Q(result__isnull=False) & ~models.Q(result_digest="")),
            ),
            models.CheckConstraint(
                name="placements_approved_by_another",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("created_by")),
            ),
            models.CheckConstraint(
                name="placements_approved_has_minute",
                condition=~models.Q(state__in=["approved", "published"])
                | models.Q(approved_by__isnull=False, publish_at__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_approver_made_no_exception",
                condition=models.Q(approved_by=None)
                | models.Q(IsNull(among("overriders", "approved_by"), True)),
            ),
            models.CheckConstraint(
                name="placements_changes_have_base",
                condition=models.Q(changes={}) | models.Q(base__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_real_run_has_only_exceptions",
                condition=models.Q(dry_run=True) | ~models.Q(changes__has_any_keys=TRIED),
            ),
            models.CheckConstraint(
                name="placements_dry_run_stops",
                condition=models.Q(dry_run=False)
                | ~models.Q(state__in=["under_review", "approved", "published", "superseded"]),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number}"


class MatchResultQuerySet(models.QuerySet["MatchResult"]):
    def published(self) -> "MatchResultQuerySet":
        """Results that anybody outside the run may see."""
        return self.filter(run__state__in=PUBLIC)


class MatchResult(models.Model):
    """What a run found for one person. `requisition` is empty for somebody unplaced,
    `candidate_rank` also for somebody whom two people placed where they had not asked to be.

    `reasons` says, for each requisition ranked above the result, why it was not that one. `role` is set in a team.
    """

    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="results")
    application = models.ForeignKey(Application, models.PROTECT, related_name="match_results")
    entry = models.ForeignKey(CertificateEntry, models.PROTECT, null=True, related_name="match_results")
    requisition = models.ForeignKey(Requisition, models.PROTECT, null=True, related_name="match_results")
    role = models.ForeignKey(RequisitionRole, models.PROTECT, null=True, related_name="match_results")
    exception = models.CharField(
        max_length=20,
        blank=True,
        help_text="Why two people placed this person here; empty for the match itself.",
    )
    pair = models.CharField(
        max_length=8,
        blank=True,
        choices=[("together", "Placed together"), ("apart", "Matched alone")],
        help_text="What came of ranking jointly; empty for somebody who ranked alone.",
    )
    candidate_rank = models.PositiveIntegerField(null=True)
    agency_rank = models.PositiveIntegerField(null=True)
    reasons = models.JSONField(default=list)

    objects = MatchResultQuerySet.as_manager()

    class Meta:
        ordering = ["run", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="placements_one_result_per_run"),
            models.CheckConstraint(
                name="placements_matched_result_is_whole",
                condition=models.Q(requisition=None, entry=None, candidate_rank=None, role=None)
                | models.Q(requisition__isnull=False, entry__isnull=False),
            ),
            models.CheckConstraint(
                name="placements_matched_where_ranked_or_pinned",
                condition=models.Q(requisition=None)
                | models.Q(candidate_rank__isnull=False)
                | ~models.Q(exception=""),
            ),
        ]
        indexes = [models.Index(fields=["run", "requisition"], name="placements_result_by_req")]

    def __str__(self) -> str:
        return f"result of {self.application_id} in run {self.run_id}"
