"""Transition table of partners."""

from techforce.access.permissions import Permission as P
from techforce.workflow.table import State, Workflow, move

PARTNER = Workflow(
    noun="partners.partner",
    title="Partner",
    states=(
        State("prospect", "Prospect", tone="neutral"),
        State("vetting", "Vetting"),
        State("active", "Active", "Partner", tone="success"),
        State("suspended", "Suspended", tone="warning"),
        State("ended", "Ended", tone="neutral", terminal=True),
    ),
    transitions=(
        move("vet", "prospect", "vetting", "Start vetting", P.COHORT_RUN, system=True),
        move("activate", "vetting suspended", "active", "Activate", P.COHORT_RUN, system=True),
        move("suspend", "active", "suspended", "Suspend", P.COHORT_RUN, reason=True),
        move("end", "active suspended", "ended", "End", P.COHORT_RUN, reason=True),
    ),
)
