"""What operators do; each leaves an entry on the ledger."""

from django.db import transaction

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.jobs import actions as jobs
from techforce.jobs.models import Job


@transaction.atomic
def retry_job(row: Job, *, by: User) -> None:
    """Queue a failed job again. Raises JobRefused in any other state."""
    jobs.retry(row)
    record("retry_job", row, by=by, role="operator", job=row.name)


@transaction.atomic
def cancel_job(row: Job, *, by: User) -> None:
    """Stop an open job: now if it waits, at its next step if it runs. Raises JobRefused when it has ended."""
    jobs.cancel(row)
    record("cancel_job", row, by=by, role="operator", job=row.name)
