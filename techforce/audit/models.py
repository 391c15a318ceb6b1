"""The ledger: one entry for each act, sealed in blocks. Nothing here is ever changed or removed."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

REFUSE = "RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = '42501';"

# The digest covers every column but itself, as a JSON array so that no two rows can look alike.
ENTRY_DIGEST = """sha256(convert_to(jsonb_build_array(
    {row}.id, {row}.txid, extract(epoch from {row}.at), extract(epoch from {row}.recorded_at),
    {row}.actor_id, {row}.actor_role, {row}.act, {row}.subject_type, {row}.subject_id,
    {row}.from_state, {row}.to_state, {row}.reason, {row}.request_id, {row}.data)::text, 'UTF8'))"""


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE."""
    return [
        pgtrigger.Trigger(
            name="refuse_change",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=REFUSE,
        ),
        pgtrigger.Trigger(
            name="refuse_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=REFUSE,
        ),
    ]


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def about(self, subject: models.Model) -> "LedgerEntryQuerySet":
        """Entries of one subject, oldest first."""
        return self.filter(subject_type=subject_type(subject), subject_id=str(subject.pk)).order_by("id")


def subject_type(subject: models.Model | type[models.Model]) -> str:
    """The name under which a model's acts are recorded: "applicants.application"."""
    return subject._meta.label_lower


class LedgerEntry(models.Model):
    """One act. `at` is when it happened, `recorded_at` when the row was written.

    `data` holds ids and settled facts, never personal values: what cannot be erased must not need to be.
    """

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(default=0, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField(max_length=60)
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    digest = models.BinaryField(default=b"", editable=False)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["txid"], name="audit_by_transaction"),
            models.Index(fields=["subject_type", "to_state"], name="audit_by_state"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="stamp",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # The writer can choose neither its transaction, nor the time of writing, nor the digest.
                func=(
                    "NEW.txid := pg_current_xact_id()::text::bigint; NEW.recorded_at := clock_timestamp(); "
                    f"NEW.digest := {ENTRY_DIGEST.format(row='NEW')}; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}: {self.act} on {self.subject_type} {self.subject_id}"


class LedgerSeal(models.Model):
    """A sealed block: the entries of all transactions from `from_txid` up to, not including, `to_txid`.

    `hash` = SHA-256(previous hash, ids, digests): a seal fixes every block before it.
    """

    id = models.BigAutoField(primary_key=True)
    from_txid = models.BigIntegerField()
    to_txid = models.BigIntegerField()
    entry_ids = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"seal {self.pk}"

    @property
    def hash_hex(self) -> str:
        """The hash as people write it down."""
        return bytes(self.hash).hex()
