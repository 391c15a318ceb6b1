"""Transition table of a pair of candidate and agency that must never meet."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

EXCLUSION = Workflow(
    noun="placements.exclusion",
    title="Exclusion",
    states=(
        State("standing", "Stands", tone="warning"),
        State("lifted", "Lifted", tone="neutral", terminal=True),
    ),
    transitions=(move("lift", "standing", "lifted", "Lift", P.PLACEMENT_MANAGE, reason=True),),
)
