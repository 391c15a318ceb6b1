"""The seed of the lottery of one round of ranking: drawn once, its SHA-256 public while lists can still change."""

import hashlib
import secrets

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from techforce.programme.models import Cohort

SEED_BYTES = 16


def new_seed() -> str:
    """A seed that nobody chose."""
    return secrets.token_hex(SEED_BYTES)


class MatchSeed(models.Model):
    """One for each round of a cohort, for ever: the database takes no second one and no change."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="match_seeds")
    round_number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64, default=new_seed, editable=False)
    commitment = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the seed.")
    drawn_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["cohort", "-round_number"]
        triggers = [
            pgtrigger.Protect(name="seed_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "round_number"], name="placements_one_seed_a_round"),
        ]

    def __str__(self) -> str:
        return f"seed of round {self.round_number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """The commitment is made with the seed."""
        self.commitment = hashlib.sha256(self.seed.encode()).hexdigest()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
