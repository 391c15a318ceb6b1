"""Transition table of a supplemental round of ranking."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

ROUND = Workflow(
    noun="placements.rankinground",
    title="Supplemental round",
    states=(
        State(
            "announced",
            "Announced",
            "Announced",
            "A new round of ranking has been announced.",
            "It opens by itself at its minute.",
        ),
        State(
            "open",
            "Open",
            "Open for ranking",
            "Both sides rank anew. Lists of earlier rounds do not count.",
            "Candidates and agencies certify their lists.",
            tone="success",
        ),
        State(
            "closed", "Ranking closed", "Ranking closed", "Lists are final.", "Program manager.", tone="match"
        ),
        State("concluded", "Concluded", "Concluded", "The round is over.", "", tone="neutral", terminal=True),
        State(
            "cancelled",
            "Cancelled",
            "Cancelled",
            "The round was called off.",
            "",
            tone="danger",
            terminal=True,
        ),
    ),
    transitions=(
        move("open", "announced", "open", "Open", P.COHORT_RUN, system=True, notice="round_opened"),
        move("extend", "open closed", "open", "Move the end", P.COHORT_RUN, reason=True),
        move("close", "open", "closed", "Close ranking", system=True),
        move("conclude", "closed", "concluded", "End the round", P.COHORT_RUN, system=True, reason=True),
        move(
            "cancel",
            "announced",
            "cancelled",
            "Call it off",
            P.COHORT_RUN,
            system=True,
            reason=True,
            notice="round_cancelled",
        ),
    ),
)
