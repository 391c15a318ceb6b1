"""Reports that the conduct rule was broken: anybody who ranks can make one, and OPM alone reads and decides it."""

from agencies.models import Requisition
from placements.models import CertificateEntry, ConductReport
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, begin


def side_of(user: User) -> str:
    """On which side of ranking somebody stands; empty for everybody else."""
    if may(user, Permission.CERTIFICATE_BROWSE):
        return ConductReport.Side.AGENCY.value
    return ConductReport.Side.CANDIDATE.value if may(user, Permission.APPLY) else ""


def report_conduct(
    *,
    by: User,
    kind: str,
    words: str,
    requisition: Requisition | None = None,
    entry: CertificateEntry | None = None,
) -> ConductReport:
    """Report a breach of the conduct rule, by a candidate or somebody of an agency. OPM is told that there is one.

    The words stay in the report: not on the ledger, in no message. Raises NotAllowed and Refused.
    """
    side = side_of(by)
    if not side:
        raise NotAllowed("Only candidates and agencies report about ranking.")
    if not words.strip():
        raise Refused("Say what happened.")
    row = ConductReport(
        reporter=by, side=side, kind=kind, words=words.strip(), requisition=requisition, entry=entry
    )
    return begin(row, by=by, act="report", kind=kind)


def take_up_report(report: ConductReport, *, by: User) -> None:
    """Take a received report up, by those who handle conduct at OPM."""
    apply(report, "take_up", by=by)


def decide_report(report: ConductReport, *, by: User, upheld: bool, reason: str) -> None:
    """Decide a report that was taken up, by those who handle conduct at OPM; the reporter hears how, not why.

    Raises NotAllowed, ReasonNeeded, WrongState.
    """
    apply(report, "uphold" if upheld else "dismiss", by=by, reason=reason)
