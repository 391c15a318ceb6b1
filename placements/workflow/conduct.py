"""Transition table of conduct reports."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

CONDUCT_REPORT = Workflow(
    noun="placements.conductreport",
    title="Conduct report",
    states=(
        State(
            "received",
            "Received",
            "Received",
            "OPM has your report. Nobody else reads it.",
            "OPM looks into it.",
            tone="warning",
        ),
        State(
            "looking", "Being looked into", "Being looked into", "Somebody at OPM has taken it up.", "OPM."
        ),
        State(
            "upheld",
            "Upheld",
            "Upheld",
            "OPM found that the rule was broken and is acting on it.",
            "OPM.",
            tone="success",
            terminal=True,
        ),
        State(
            "dismissed",
            "No breach found",
            "No breach found",
            "OPM looked into it and found no breach of the rule.",
            "Nobody.",
            tone="neutral",
            terminal=True,
        ),
    ),
    transitions=(
        move("take_up", "received", "looking", "Take it up", P.CONDUCT_HANDLE),
        move(
            "uphold", "looking", "upheld", "Uphold", P.CONDUCT_HANDLE, reason=True, notice="conduct_decided"
        ),
        move(
            "dismiss",
            "looking",
            "dismissed",
            "No breach found",
            P.CONDUCT_HANDLE,
            reason=True,
            notice="conduct_decided",
        ),
    ),
    start_notice="conduct_received",
)
