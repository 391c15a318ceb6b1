"""Transition table of an exception to a match."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

OVERRIDE = Workflow(
    noun="placements.override",
    title="Override",
    states=(
        State("proposed", "Waiting for a second person", tone="warning"),
        State("approved", "Approved", tone="success", terminal=True),
        State("refused", "Refused", tone="danger", terminal=True),
        State("withdrawn", "Withdrawn", tone="neutral", terminal=True),
    ),
    start_notice="override_proposed",
    transitions=(
        move("approve", "proposed", "approved", "Approve", P.MATCH_APPROVE, notice="override_decided"),
        move(
            "refuse", "proposed", "refused", "Refuse", P.MATCH_APPROVE, reason=True, notice="override_decided"
        ),
        move("withdraw", "proposed", "withdrawn", "Withdraw", P.MATCH_RUN, system=True),
    ),
)
