"""HR's word that somebody whose panels are decided is qualified."""

from django.db import transaction

from techforce.accounts.models import User
from techforce.workflow.errors import Refused
from techforce.workflow.kernel import apply

from ..models import Application, Panel
from .panel import LIVE


@transaction.atomic
def qualify_application(application: Application, *, by: User) -> None:
    """in_hurdles → qualified, by HR: every panel is decided and at least one passed.

    There is no ranking and no quota between hurdles: whoever meets the standard qualifies. Raises Refused, WrongState.
    """

    def panels_are_decided(row: Application) -> None:
        panels = Panel.objects.filter(application=row)
        if panels.filter(state__in=LIVE).exists():
            raise Refused("A panel of this application is still open.")
        if not panels.filter(state="decided", passed=True).exists():
            raise Refused("No panel of this application passed.")

    apply(application, "qualify", by=by, guards=[panels_are_decided])


def qualify_each(applications: list[Application], *, by: User) -> dict[Application, str]:
    """Qualify several, each in a transaction of its own. Returns what kept which of them from it; empty when all went."""
    failed = {}
    for application in applications:
        try:
            qualify_application(application, by=by)
        except Refused as refusal:
            failed[application] = str(refusal)
    return failed
