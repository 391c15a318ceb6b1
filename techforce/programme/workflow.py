"""Transition tables of cohorts and tracks."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

COHORT = Workflow(
    noun="programme.cohort",
    title="Cohort",
    states=(
        State("planned", "Planned", tone="neutral"),
        State("announced", "Announced", "Announced"),
        State("running", "Running", "Taking applications"),
        State("placing", "Placing", "Matching and placing people", tone="match"),
        State("serving", "Serving", "People are at work", tone="success"),
        State("completed", "Completed", "Completed", tone="success"),
        State("archived", "Archived", tone="neutral", terminal=True),
        State("cancelled", "Cancelled", "Cancelled", tone="danger", terminal=True),
    ),
    transitions=(
        move("announce", "planned", "announced", "Announce", P.COHORT_RUN),
        move("run", "announced", "running", "Start", P.COHORT_RUN, system=True),
        move("place", "running", "placing", "Move to placing", P.COHORT_RUN, system=True),
        move("serve", "placing", "serving", "Move to serving", P.COHORT_RUN),
        move("complete", "serving", "completed", "Complete", P.COHORT_RUN),
        move("archive", "completed", "archived", "Archive", P.COHORT_RUN),
        move("cancel", "planned announced", "cancelled", "Cancel", P.COHORT_RUN, reason=True),
    ),
)

TRACK = Workflow(
    noun="programme.track",
    title="Track",
    states=(
        State("planned", "Planned", tone="neutral"),
        State("open", "Open", "Open for applications", tone="success"),
        State("closed", "Closed", "Closed for applications", tone="neutral"),
        State("assessing", "Assessing", "Applications are being assessed"),
        State("certified", "Certified", "People have qualified", tone="success"),
        State("matching", "Matching", "People are being matched", tone="match"),
        State("filled", "Filled", "All seats are filled", tone="success"),
        State("exhausted", "Exhausted", "Nobody is left to place", tone="neutral", terminal=True),
    ),
    transitions=(
        move("open", "planned", "open", "Open", P.COHORT_RUN, system=True),
        move(
            "extend",
            "open",
            "open",
            "Extend the deadline",
            P.COHORT_RUN,
            reason=True,
            notice="track_extended",
        ),
        move("close", "open", "closed", "Close", P.COHORT_RUN, system=True),
        move("assess", "closed", "assessing", "Start assessing", P.COHORT_RUN, system=True),
        move("certify", "open closed assessing", "certified", "Certify", P.CERTIFICATE_ISSUE, system=True),
        move("match", "certified", "matching", "Start matching", P.COHORT_RUN, P.MATCH_RUN, system=True),
        move("fill", "matching", "filled", "Mark as filled", P.COHORT_RUN, system=True),
        move("exhaust", "matching", "exhausted", "Mark as exhausted", P.COHORT_RUN, system=True),
        # Somebody left a seat before the end of their term.
        move("resume", "filled", "matching", "Match again", system=True, reason=True),
    ),
)
