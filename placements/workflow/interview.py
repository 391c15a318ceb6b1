"""Transition table of fit interviews."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

INTERVIEW = Workflow(
    noun="placements.fitinterview",
    title="Fit interview",
    states=(
        State(
            "invited",
            "Invited",
            "Invitation waiting for you",
            "An agency would like to talk with you about its work.",
            "You: choose a time or decline. Declining costs you nothing.",
            tone="warning",
        ),
        State(
            "accepted",
            "Accepted",
            "Time agreed",
            "You and the agency meet at the time you chose.",
            "Both of you, at that time.",
            tone="success",
        ),
        State(
            "held", "Held", "Held", "The conversation took place.", "Nobody.", tone="success", terminal=True
        ),
        State("declined", "Declined", "Declined", "You declined.", "Nobody.", tone="neutral", terminal=True),
        State(
            "cancelled",
            "Cancelled",
            "Cancelled",
            "The agency cancelled.",
            "Nobody.",
            tone="neutral",
            terminal=True,
        ),
        State(
            "lapsed",
            "Lapsed",
            "Lapsed",
            "Its time passed, or one of you is no longer taking part.",
            "Nobody.",
            tone="neutral",
            terminal=True,
        ),
    ),
    transitions=(
        move("accept", "invited", "accepted", "Accept a time", P.APPLY, notice="interview_accepted"),
        move("decline", "invited accepted", "declined", "Decline", P.APPLY, notice="interview_declined"),
        move("note_outcome", "accepted", "held", "Note the outcome", P.ENTRY_RANK, notice="interview_held"),
        move(
            "cancel",
            "invited accepted",
            "cancelled",
            "Cancel",
            P.ENTRY_RANK,
            reason=True,
            notice="interview_cancelled",
        ),
        move("lapse", "invited accepted", "lapsed", "Lapse", system=True, notice="interview_lapsed"),
    ),
    start_notice="interview_invited",
)
