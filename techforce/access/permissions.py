"""Every right there is. A view, a transition and a navigation item name one of these."""

from enum import StrEnum


class Permission(StrEnum):
    """Named after what its holder does, not after who holds it."""

    # Everybody who is signed in
    SIGNED_IN = "signed_in"

    # Candidates
    APPLY = "apply"

    # Reviewers
    REVIEW = "review"

    # OPM staff
    APPLICATION_READ = "application.read"
    APPLICATION_SCREEN = "application.screen"
    REVIEW_MANAGE = "review.manage"
    CERTIFICATE_ISSUE = "certificate.issue"
    REQUISITION_TRIAGE = "requisition.triage"
    COHORT_RUN = "cohort.run"
    MATCH_READ = "match.read"
    MATCH_RUN = "match.run"
    MATCH_APPROVE = "match.approve"
    OFFER_MANAGE = "offer.manage"
    PLACEMENT_MANAGE = "placement.manage"
    PLACEMENT_READ = "placement.read"
    CONDUCT_READ = "conduct.read"
    CONDUCT_HANDLE = "conduct.handle"

    # Agencies
    REQUISITION_READ = "requisition.read"
    REQUISITION_EDIT = "requisition.edit"
    FUNDING_CERTIFY = "funding.certify"
    CERTIFICATE_BROWSE = "certificate.browse"
    ENTRY_RANK = "entry.rank"
    PLACEMENT_CONFIRM = "placement.confirm"

    # Partners
    PARTNER_READ = "partner.read"

    # Oversight
    BOARD_READ = "board.read"
    LEDGER_READ = "ledger.read"

    # Operators
    OPERATIONS = "operations"
