"""Transition table of a link between two candidates who rank jointly."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

PAIR = Workflow(
    noun="placements.pair",
    title="Linked pair",
    start_notice="pair_proposed",
    states=(
        State(
            "proposed",
            "Waiting for the other",
            "Waiting for confirmation",
            "Nothing is linked yet. Both of you still rank alone.",
            "Whoever was asked confirms or declines, until ranking closes.",
            tone="warning",
        ),
        State(
            "linked",
            "Linked",
            "You are linked",
            "The match first tries to place both of you in one place, by both your lists.",
            "Either of you can dissolve the link until ranking closes.",
            tone="success",
        ),
        State(
            "taken_back",
            "Taken back",
            "Taken back",
            "The request was taken back before it was confirmed.",
            "You can ask again until ranking closes.",
            tone="neutral",
            terminal=True,
        ),
        State(
            "declined",
            "Declined",
            "Declined",
            "The request was declined. Both rank alone.",
            "You can ask again until ranking closes.",
            tone="neutral",
            terminal=True,
        ),
        State(
            "expired",
            "Expired",
            "Expired",
            "Nobody confirmed it before ranking closed. Both rank alone.",
            "Nobody.",
            tone="neutral",
            terminal=True,
        ),
        State(
            "dissolved",
            "Dissolved",
            "Dissolved",
            "The link has ended. Both rank alone, each by their own certified list.",
            "You can ask again until ranking closes.",
            tone="neutral",
            terminal=True,
        ),
    ),
    transitions=(
        move("confirm", "proposed", "linked", "Confirm", P.APPLY, notice="pair_linked"),
        move("decline", "proposed", "declined", "Decline", P.APPLY, system=True, notice="pair_declined"),
        move(
            "take_back", "proposed", "taken_back", "Take back", P.APPLY, system=True, notice="pair_taken_back"
        ),
        move("expire", "proposed", "expired", "Time over", system=True, notice="pair_expired"),
        move("dissolve", "linked", "dissolved", "Dissolve", P.APPLY, system=True, notice="pair_dissolved"),
    ),
)
