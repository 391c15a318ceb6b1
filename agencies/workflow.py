"""Transition tables of requisitions and seats."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

REQUISITION = Workflow(
    noun="agencies.requisition",
    title="Requisition",
    states=(
        State("draft", "Draft", "Draft", "Your agency is still writing this.", "Agency coordinator.", tone="neutral"),
        State("submitted", "Submitted", "With OPM", "OPM checks that the need is complete.", "Programme manager."),
        State(
            "returned",
            "Returned",
            "Returned with comments",
            "Something is missing; the comment says what.",
            "Agency coordinator.",
            tone="warning",
        ),
        State(
            "validated",
            "Validated",
            "Validated",
            "The need is accepted and the time-to-hire clock runs.",
            "Agency HR proves the money, then OPM publishes.",
            tone="success",
        ),
        State("published", "Published", "Open for ranking", "Candidates can read and rank it.", "Candidates and the agency rank.", tone="success"),
        State("ranking_closed", "Ranking closed", "Ranking closed", "Lists are final.", "Programme manager."),
        State("in_match", "In match", "Being matched", "It is part of a match run.", "Programme manager.", tone="match"),
        State("filling", "Filling", "Offers are out", "People have been matched to its seats.", "Candidates answer.", tone="match"),
        State("filled", "Filled", "Filled", "Every seat is filled.", "", tone="success", terminal=True),
        State("closed_short", "Closed short", "Closed with open seats", "It ended with open seats.", "", tone="neutral", terminal=True),
        State("suspended", "Suspended", "Suspended", "It is on hold.", "Programme manager.", tone="warning"),
        State("cancelled", "Cancelled", "Cancelled", "It was cancelled.", "", tone="danger", terminal=True),
    ),
    transitions=(
        move("submit", "draft returned", "submitted", "Submit to OPM", P.REQUISITION_EDIT, notice="requisition_submitted"),
        move("send_back", "submitted", "returned", "Return with comments", P.REQUISITION_TRIAGE, reason=True, notice="requisition_returned"),
        move("validate", "submitted", "validated", "Validate", P.REQUISITION_TRIAGE, notice="requisition_validated"),
        move("publish", "validated suspended", "published", "Publish", P.REQUISITION_TRIAGE, notice="requisition_published"),
        move("close_ranking", "published", "ranking_closed", "Close ranking", P.MATCH_RUN, system=True),
        move("enter_match", "published ranking_closed", "in_match", "Enter the match", P.MATCH_RUN, system=True),
        move("leave_match", "in_match", "ranking_closed", "Leave the match", P.MATCH_RUN, system=True),
        move("fill_seats", "in_match", "filling", "Start filling", system=True),
        move("fill", "filling", "filled", "Mark as filled", system=True, notice="requisition_filled"),
        move("close_short", "filling ranking_closed", "closed_short", "Close with open seats", P.REQUISITION_TRIAGE, system=True, reason=True, notice="requisition_closed_short"),
        move("suspend", "published ranking_closed filling", "suspended", "Suspend", P.REQUISITION_TRIAGE, reason=True, notice="requisition_suspended"),
        move("cancel", "draft submitted returned validated suspended", "cancelled", "Cancel", P.REQUISITION_EDIT, P.REQUISITION_TRIAGE, reason=True, notice="requisition_cancelled"),
    ),
)

SEAT = Workflow(
    noun="agencies.seat",
    title="Seat",
    states=(
        State("open", "Open", tone="neutral"),
        State("matched", "Matched", tone="match"),
        State("offered", "Offered", tone="match"),
        State("filled", "Filled", tone="success"),
        State("reverted", "Reverted", tone="neutral", terminal=True),
        State("cancelled", "Cancelled", tone="danger", terminal=True),
    ),
    transitions=(
        move("match", "open", "matched", "Match", system=True),
        move("offer", "matched", "offered", "Offer", P.OFFER_MANAGE, system=True),
        move("fill", "offered", "filled", "Fill", P.PLACEMENT_CONFIRM, system=True),
        move("free", "matched offered filled", "open", "Free", system=True),
        move("revert", "open", "reverted", "Revert", system=True),
        move("cancel", "open matched offered", "cancelled", "Cancel", P.REQUISITION_TRIAGE, P.REQUISITION_EDIT, system=True),
    ),
)
