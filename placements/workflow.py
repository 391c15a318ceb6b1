"""Transition tables of certificate entries, match runs, offers and placements."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

ENTRY = Workflow(
    noun="placements.certificateentry",
    title="Certificate entry",
    states=(
        State(
            "listed",
            "Listed",
            "On the list",
            "You are on the certificate of this track.",
            "You: confirm that you are available.",
        ),
        State(
            "available",
            "Available",
            "Available",
            "Agencies can rank you, and you can rank their work.",
            "You: rank the work you want before the deadline.",
            tone="success",
        ),
        State(
            "matched",
            "Matched",
            "Matched",
            "You and an agency were matched.",
            "OPM sends the offer.",
            tone="match",
        ),
        State("offered", "Offered", "Offer sent", "An offer is waiting for your answer.", "You, before it expires.", tone="match"),
        State("accepted", "Accepted", "Offer accepted", "You accepted the offer.", "The agency prepares your first day.", tone="success"),
        State("placed", "Placed", "Placed", "You have started.", "", tone="success", terminal=True),
        State(
            "reserve",
            "Reserve",
            "In reserve",
            "You stay on the list for seats that open later.",
            "OPM, when a seat opens.",
        ),
        State("expired", "Expired", "Expired", "The certificate has expired.", "Nobody.", tone="neutral", terminal=True),
        State("withdrawn", "Withdrawn", "Withdrawn", "You withdrew.", "Nobody.", tone="neutral", terminal=True),
    ),
    transitions=(
        move("confirm", "listed", "available", "I am available", P.APPLY, notice="entry_available"),
        move("match", "available", "matched", "Match", system=True, notice="entry_matched"),
        move("offer", "matched", "offered", "Offer", P.OFFER_MANAGE, system=True),
        move("accept", "offered", "accepted", "Accept", P.APPLY),
        move("place", "accepted", "placed", "Place", P.PLACEMENT_CONFIRM, P.APPLY, system=True, notice="entry_placed"),
        move("reserve", "available matched offered accepted", "reserve", "Move to reserve", P.OFFER_MANAGE, P.APPLY, system=True, notice="entry_reserve"),
        move("recall", "reserve", "available", "Recall", P.MATCH_RUN, P.OFFER_MANAGE, system=True, notice="entry_recalled"),
        move("expire", "listed available reserve", "expired", "Expire", system=True, notice="entry_expired"),
        move("withdraw", "listed available matched offered accepted reserve", "withdrawn", "Withdraw", P.APPLY, system=True),
    ),
)

MATCH_RUN = Workflow(
    noun="placements.matchrun",
    title="Match run",
    states=(
        State("draft", "Draft", tone="neutral"),
        State("snapshotting", "Taking the snapshot"),
        State("running", "Running"),
        State("completed", "Completed", tone="success"),
        State("failed", "Failed", tone="danger", terminal=True),
        State("cancelled", "Cancelled", tone="neutral", terminal=True),
        State("under_review", "Under review", tone="warning"),
        State("approved", "Approved", tone="success"),
        State("published", "Published", tone="match"),
        State("discarded", "Discarded", tone="neutral", terminal=True),
        State("superseded", "Superseded", tone="neutral", terminal=True),
    ),
    transitions=(
        move("begin", "draft", "snapshotting", "Start", P.MATCH_RUN, system=True),
        move("run", "snapshotting", "running", "Run", system=True),
        move("complete", "running", "completed", "Complete", system=True, notice="run_completed"),
        move("fail", "draft snapshotting running", "failed", "Fail", system=True, reason=True, notice="run_failed"),
        move("cancel", "draft snapshotting running", "cancelled", "Cancel", P.MATCH_RUN, system=True),
        move("review", "completed", "under_review", "Send for approval", P.MATCH_RUN, notice="run_for_approval"),
        move("approve", "under_review", "approved", "Approve", P.MATCH_APPROVE),
        move("publish", "approved", "published", "Publish", system=True),
        move("discard", "completed under_review approved", "discarded", "Discard", P.MATCH_RUN, P.MATCH_APPROVE, reason=True),
        move("supersede", "published", "superseded", "Supersede", P.MATCH_RUN, system=True),
    ),
)

OFFER = Workflow(
    noun="placements.offer",
    title="Offer",
    states=(
        State("drafted", "Drafted", tone="neutral"),
        State("ready", "Ready"),
        State("sent", "Sent", "Offer waiting for you", "Read the terms and answer before it expires.", "You.", tone="match"),
        State("accepted", "Accepted", "Accepted", "You accepted.", "The agency.", tone="success"),
        State("final", "Final", "Final offer", "All checks are done.", "The agency.", tone="success"),
        State("converted", "Converted", "Started", "You have started.", "", tone="success", terminal=True),
        State("declined", "Declined", "Declined", "You declined.", "", tone="neutral", terminal=True),
        State("expired", "Expired", "Expired", "The offer expired without an answer.", "", tone="neutral", terminal=True),
        State("rescinded", "Rescinded", "Withdrawn by the agency", "The agency withdrew the offer.", "OPM.", tone="danger", terminal=True),
        State("voided", "Voided", "Ended", "The offer ended after acceptance.", "OPM.", tone="danger", terminal=True),
    ),
    transitions=(
        move("prepare", "drafted", "ready", "Mark as ready", P.OFFER_MANAGE, system=True),
        move("send", "ready", "sent", "Send", P.OFFER_MANAGE, notice="offer_sent"),
        move("accept", "sent", "accepted", "Accept", P.APPLY, notice="offer_accepted"),
        move("decline", "sent", "declined", "Decline", P.APPLY, notice="offer_declined"),
        move("expire", "sent", "expired", "Expire", system=True, notice="offer_expired"),
        move("finalise", "accepted", "final", "Make final", P.OFFER_MANAGE, system=True),
        move("convert", "final", "converted", "Convert", P.PLACEMENT_CONFIRM, P.APPLY, system=True),
        move("rescind", "drafted ready sent accepted", "rescinded", "Rescind", P.OFFER_MANAGE, system=True, reason=True, notice="offer_rescinded"),
        move("void", "accepted final", "voided", "Void", P.OFFER_MANAGE, P.APPLY, system=True, reason=True, notice="offer_voided"),
    ),
)

PLACEMENT = Workflow(
    noun="placements.placement",
    title="Placement",
    states=(
        State("onboarding", "Onboarding", "Onboarding", "The steps before your first day.", "See each step."),
        State("cleared", "Cleared", "Cleared to start", "All steps before the first day are done.", "You and the agency confirm day one.", tone="success"),
        State("active", "Active", "At work", "You have started.", "", tone="success"),
        State("completed", "Completed", "Term completed", "Your term is complete.", "", tone="success"),
        State("alumni", "Alumni", "Alumni", "You have finished your term.", "", tone="success", terminal=True),
        State("reassigning", "Reassigning", "Moving", "You are moving to another agency.", "OPM."),
        State("extended", "Extended", "Extended", "Your term was extended.", "", tone="success"),
        State("cancelled", "Cancelled", "Cancelled", "The placement ended before the first day.", "OPM.", tone="danger", terminal=True),
        State("ended_early", "Ended early", "Ended early", "The placement ended before its term.", "OPM.", tone="neutral", terminal=True),
    ),
    transitions=(
        move("clear", "onboarding", "cleared", "Clear to start", P.PLACEMENT_CONFIRM, P.PLACEMENT_MANAGE, system=True, notice="placement_cleared"),
        move("activate", "cleared", "active", "Confirm day one", P.PLACEMENT_CONFIRM, P.APPLY, notice="placement_active"),
        move("extend", "active", "extended", "Extend", P.PLACEMENT_MANAGE, reason=True, notice="placement_extended"),
        move("reassign", "active extended", "reassigning", "Start a move", P.PLACEMENT_MANAGE, reason=True),
        move("resume", "reassigning", "active", "Finish the move", P.PLACEMENT_MANAGE),
        move("complete", "active extended", "completed", "Complete the term", P.PLACEMENT_MANAGE, system=True, notice="placement_completed"),
        move("graduate", "completed", "alumni", "Move to alumni", P.PLACEMENT_MANAGE, system=True, notice="placement_alumni"),
        move("cancel", "onboarding cleared", "cancelled", "Cancel", P.PLACEMENT_MANAGE, P.APPLY, system=True, reason=True, notice="placement_cancelled"),
        move("end_early", "active extended", "ended_early", "End early", P.PLACEMENT_MANAGE, reason=True, notice="placement_ended"),
    ),
)
