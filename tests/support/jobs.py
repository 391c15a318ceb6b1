"""What a worker does, in the test's own process."""

from django.utils import timezone

from techforce.jobs.models import Job
from techforce.jobs.running import run_job
from techforce.notifications.delivery import deliver_batch


def run_jobs() -> int:
    """Run every job that is due, also those that jobs queue; returns how many ran."""
    ran = 0
    while due := list(Job.objects.open().filter(due_at__lte=timezone.now()).order_by("due_at")[:100]):
        for row in due:
            run_job(row.pk)
            ran += 1
    return ran


def work() -> None:
    """Run the jobs that are due and send the messages that wait."""
    run_jobs()
    deliver_batch()
