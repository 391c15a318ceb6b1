"""Roles: a name, a sentence, and the permissions that go with it. Grants of them are rows."""

from dataclasses import dataclass

from .permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """`scoped`: held within one agency or partner, through a membership, never as a global grant."""

    key: str
    label: str
    sentence: str
    permissions: frozenset[P]
    scoped: bool = False
    needs_end: bool = False


def _role(
    key: str, label: str, sentence: str, *permissions: P, scoped: bool = False, needs_end: bool = False
) -> Role:
    return Role(key, label, sentence, frozenset(permissions), scoped, needs_end)


CANDIDATE = _role(
    "candidate", "Candidate", "Applies once for every agency, ranks requisitions and answers offers.", P.APPLY
)
REVIEWER = _role("reviewer", "Reviewer", "Scores applications blind against a published rubric.", P.REVIEW)
HR = _role(
    "hr",
    "HR specialist",
    "Screens applications, keeps the review panels moving, issues certificates and offers.",
    P.APPLICATION_READ,
    P.APPLICATION_SCREEN,
    P.REVIEW_MANAGE,
    P.CERTIFICATE_ISSUE,
    P.OFFER_MANAGE,
    P.PLACEMENT_MANAGE,
    P.PLACEMENT_READ,
    P.CONDUCT_READ,
    P.CONDUCT_HANDLE,
    P.BOARD_READ,
)
PROGRAMME_MANAGER = _role(
    "programme_manager",
    "Program manager",
    "Runs cohorts and tracks, validates requisitions, and runs and publishes the match.",
    P.APPLICATION_READ,
    P.REQUISITION_READ,
    P.REQUISITION_TRIAGE,
    P.COHORT_RUN,
    P.MATCH_READ,
    P.MATCH_RUN,
    P.OFFER_MANAGE,
    P.PLACEMENT_MANAGE,
    P.PLACEMENT_READ,
    P.CONDUCT_READ,
    P.CONDUCT_HANDLE,
    P.BOARD_READ,
    P.LEDGER_READ,
)
APPROVER = _role(
    "approver",
    "Second approver",
    "Gives the second signature on what cannot be undone.",
    P.MATCH_READ,
    P.MATCH_APPROVE,
    P.BOARD_READ,
)
OVERSEER = _role(
    "overseer",
    "Oversight",
    "Watches the program's numbers for a governance body; changes nothing.",
    P.BOARD_READ,
)
AUDITOR = _role(
    "auditor",
    "Auditor",
    "Replays any decision for a limited time; reads all but demographics and changes nothing.",
    P.BOARD_READ,
    P.LEDGER_READ,
    P.MATCH_READ,
    P.APPLICATION_READ,
    P.REQUISITION_READ,
    P.PLACEMENT_READ,
    P.CONDUCT_READ,
    needs_end=True,
)
OPERATOR = _role(
    "operator",
    "Operator",
    "Keeps the system running: jobs, notices, health; decides about nobody.",
    P.OPERATIONS,
)
COORDINATOR = _role(
    "coordinator",
    "Agency coordinator",
    "Requests engineers for an agency, ranks people and brings them on board.",
    P.REQUISITION_READ,
    P.REQUISITION_EDIT,
    P.CERTIFICATE_BROWSE,
    P.ENTRY_RANK,
    P.PLACEMENT_CONFIRM,
    P.PLACEMENT_READ,
    scoped=True,
)
AGENCY_HR = _role(
    "agency_hr",
    "Agency HR",
    "Proves the money and confirms first days for an agency.",
    P.REQUISITION_READ,
    P.FUNDING_CERTIFY,
    P.CERTIFICATE_BROWSE,
    P.PLACEMENT_CONFIRM,
    P.PLACEMENT_READ,
    scoped=True,
)
HIRING_OFFICIAL = _role(
    "hiring_official",
    "Hiring official",
    "Reads an agency's requisitions and the certificate; decides nothing in the system.",
    P.REQUISITION_READ,
    P.CERTIFICATE_BROWSE,
    P.PLACEMENT_READ,
    scoped=True,
)
PARTNER_CONTACT = _role(
    "partner_contact",
    "Partner contact",
    "Sees its own partner record, never a person.",
    P.PARTNER_READ,
    scoped=True,
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        CANDIDATE,
        REVIEWER,
        HR,
        PROGRAMME_MANAGER,
        APPROVER,
        OVERSEER,
        AUDITOR,
        OPERATOR,
        COORDINATOR,
        AGENCY_HR,
        HIRING_OFFICIAL,
        PARTNER_CONTACT,
    )
}
GLOBAL_ROLES = tuple(role for role in ROLES.values() if not role.scoped and role is not CANDIDATE)
