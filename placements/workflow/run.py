"""Transition table of a match run."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

MATCH_RUN = Workflow(
    noun="placements.matchrun",
    title="Match run",
    states=(
        State("draft", "Draft", tone="neutral"),
        State("snapshotting", "Taking the snapshot"),
        State("running", "Running"),
        State("completed", "Completed", tone="success"),
        State("failed", "Failed", tone="danger", terminal=True),
        State("cancelled", "Cancelled", tone="neutral", terminal=True),
        State("under_review", "Under review", tone="warning"),
        State("approved", "Approved", tone="success"),
        State("published", "Published", tone="match"),
        State("discarded", "Discarded", tone="neutral", terminal=True),
        State("superseded", "Superseded", tone="neutral", terminal=True),
    ),
    transitions=(
        move("begin", "draft", "snapshotting", "Start", P.MATCH_RUN, system=True),
        move("run", "snapshotting", "running", "Run", system=True),
        move("complete", "running", "completed", "Complete", system=True, notice="run_completed"),
        move(
            "fail",
            "draft snapshotting running",
            "failed",
            "Fail",
            system=True,
            reason=True,
            notice="run_failed",
        ),
        move("cancel", "draft snapshotting running", "cancelled", "Cancel", P.MATCH_RUN, system=True),
        move(
            "review", "completed", "under_review", "Send for approval", P.MATCH_RUN, notice="run_for_approval"
        ),
        move("approve", "under_review", "approved", "Approve", P.MATCH_APPROVE, notice="run_approved"),
        move("publish", "approved", "published", "Publish", system=True),
        move(
            "discard",
            "completed under_review approved",
            "discarded",
            "Discard",
            P.MATCH_RUN,
            P.MATCH_APPROVE,
            reason=True,
        ),
        move("supersede", "published", "superseded", "Supersede", P.MATCH_RUN, system=True),
    ),
)
