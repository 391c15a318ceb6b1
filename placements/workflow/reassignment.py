"""Transition table of a move to another agency."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

REASSIGNMENT = Workflow(
    noun="placements.reassignment",
    title="Reassignment",
    start_notice="reassignment_proposed",
    states=(
        State(
            "proposed",
            "Waiting for agreement",
            "A move is proposed",
            "OPM proposes that you go on with your term at another agency.",
            "You, both agencies and OPM each agree or refuse.",
        ),
        State(
            "agreed",
            "Agreed",
            "A move is agreed",
            "Everybody has agreed. You move on the day that was named.",
            "OPM.",
            tone="success",
        ),
        State(
            "done",
            "Moved",
            "You have moved",
            "You go on with your term at the other agency.",
            "",
            tone="success",
            terminal=True,
        ),
        State(
            "refused",
            "Refused",
            "The move was refused",
            "You stay where you are.",
            "",
            tone="neutral",
            terminal=True,
        ),
        State(
            "called_off",
            "Called off",
            "The move was called off",
            "You stay where you are.",
            "",
            tone="neutral",
            terminal=True,
        ),
    ),
    transitions=(
        move(
            "agree",
            "proposed",
            "agreed",
            "Agree",
            P.PLACEMENT_CONFIRM,
            P.PLACEMENT_MANAGE,
            P.APPLY,
            notice="reassignment_agreed",
        ),
        move("carry_out", "agreed", "done", "Carry out", system=True, notice="reassignment_done"),
        move(
            "refuse",
            "proposed",
            "refused",
            "Refuse",
            P.PLACEMENT_CONFIRM,
            P.PLACEMENT_MANAGE,
            P.APPLY,
            reason=True,
            notice="reassignment_refused",
        ),
        move(
            "call_off",
            "proposed agreed",
            "called_off",
            "Call off",
            P.PLACEMENT_MANAGE,
            system=True,
            reason=True,
            notice="reassignment_called_off",
        ),
    ),
)
