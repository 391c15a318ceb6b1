"""Background work as operators see it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.jobs.actions import JobRefused
from techforce.jobs.models import Job, JobState
from techforce.jobs.registry import label
from techforce.operations import actions
from techforce.operations.health import oldest_waiting, queue_depths
from techforce.ui.pagination import capped_count, page_by_key

TONES = {
    JobState.QUEUED: "info",
    JobState.RUNNING: "match",
    JobState.SUCCEEDED: "success",
    JobState.FAILED: "danger",
    JobState.CANCELLED: "neutral",
}
MOST_OPEN = 50


@requires(Permission.OPERATIONS)
def jobs(request: SignedInRequest) -> HttpResponse:
    """Queues, what runs and what failed; `?state=` narrows the list."""
    state = request.GET.get("state", "")
    rows = Job.objects.filter(state=state) if state in JobState.values else Job.objects.all()
    page = page_by_key(rows, ("-created_at", "-id"), request.GET.get("after"), size=30)
    context: dict[str, Any] = {
        "depths": queue_depths(),
        "oldest_notice": oldest_waiting(),
        "failed": capped_count(Job.objects.failed(), 100),
        "running": [
            _line(row)
            for row in Job.objects.filter(state=JobState.RUNNING).order_by("started_at")[:MOST_OPEN]
        ],
        "page": page,
        "lines": [_line(row) for row in page],
        "state": state,
        "states": JobState.choices,
    }
    return render(request, "operations/jobs.html", context)


@requires(Permission.OPERATIONS)
def job(request: SignedInRequest, pk: str) -> HttpResponse:
    """One job: when, how often, and why it failed."""
    row = get_object_or_404(Job, pk=pk)
    return render(request, "operations/job.html", _line(row))


@requires(Permission.OPERATIONS, "POST")
def retry(request: SignedInRequest, pk: str) -> HttpResponse:
    """Queue a failed job again."""
    return _act(request, pk, actions.retry_job, "It is queued again.")


@requires(Permission.OPERATIONS, "POST")
def cancellation(request: SignedInRequest, pk: str) -> HttpResponse:
    """Ask a job to stop."""
    return _act(request, pk, actions.cancel_job, "It stops at its next step.")


def _act(request: SignedInRequest, pk: str, act: Any, done: str) -> HttpResponse:
    row = get_object_or_404(Job, pk=pk)
    back = reverse("operations:job", args=[row.pk])
    try:
        act(row, by=request.user)
    except JobRefused as refusal:
        return render(request, "workflow/refused.html", {"message": str(refusal), "back": back}, status=409)
    messages.success(request, done)
    return HttpResponseRedirect(back)


def _line(row: Job) -> dict[str, Any]:
    return {
        "row": row,
        "label": label(row.name),
        "tone": TONES[JobState(row.state)],
        "can_cancel": row.state in {JobState.QUEUED, JobState.RUNNING} and not row.cancel_requested,
        "can_retry": row.state == JobState.FAILED,
    }
