"""Transition table of a seat that two people decide before a match."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

PIN = Workflow(
    noun="placements.pin",
    title="Pin",
    states=(
        State("proposed", "Waiting for a second person", tone="warning"),
        State("approved", "Approved", tone="success"),
        State("refused", "Refused", tone="danger", terminal=True),
        State("withdrawn", "Withdrawn", tone="neutral", terminal=True),
    ),
    start_notice="pin_proposed",
    transitions=(
        move("approve", "proposed", "approved", "Approve", P.MATCH_APPROVE, notice="pin_decided"),
        move("refuse", "proposed", "refused", "Refuse", P.MATCH_APPROVE, reason=True, notice="pin_decided"),
        move("withdraw", "proposed approved", "withdrawn", "Withdraw", P.MATCH_RUN, reason=True),
    ),
)
