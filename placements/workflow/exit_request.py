"""Transition table of a participant's request to leave early."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

EXIT_REQUEST = Workflow(
    noun="placements.exitrequest",
    title="Request to leave early",
    start_notice="exit_asked",
    states=(
        State(
            "asked",
            "Waiting for OPM",
            "You asked to leave early",
            "OPM has your request and will talk to you.",
            "OPM.",
            tone="warning",
        ),
        State("granted", "Granted", "You left early", "Your placement has ended.", "", terminal=True),
        State(
            "settled",
            "Settled",
            "You stay",
            "You and OPM agreed that you stay.",
            "",
            tone="neutral",
            terminal=True,
        ),
        State(
            "taken_back",
            "Taken back",
            "You took it back",
            "Nothing has changed.",
            "",
            tone="neutral",
            terminal=True,
        ),
    ),
    transitions=(
        # The end of the placement, in the same transaction, tells everybody.
        move("grant", "asked", "granted", "End the placement", P.PLACEMENT_MANAGE),
        move(
            "settle",
            "asked",
            "settled",
            "The person stays",
            P.PLACEMENT_MANAGE,
            system=True,
            reason=True,
            notice="exit_settled",
        ),
        move("take_back", "asked", "taken_back", "Take it back", P.APPLY, notice="exit_taken_back"),
    ),
)
