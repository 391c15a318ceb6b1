"""Consents: each given and taken back on its own, each time on the record."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record

from ..models import Application, Consent


@transaction.atomic
def give_consents(application: Application, kinds: Collection[str], *, by: User | None) -> None:
    """Make these, and only these, the consents in force. Unknown kinds are ignored. `by=None` puts back what was given."""
    wanted = {kind for kind in kinds if kind in Consent.Kind.values}
    given = set(application.consents.filter(revoked_at=None).values_list("kind", flat=True))
    for kind in sorted(given - wanted):
        revoke_consent(application, kind, by=by)
    for kind in sorted(wanted - given):
        Consent.objects.create(application=application, kind=kind)
        record("give_consent", application, by=by, role=_role(by), kind=kind)


@transaction.atomic
def revoke_consent(application: Application, kind: str, *, by: User | None) -> None:
    """Take one consent back. Does nothing when it is not in force."""
    changed = application.consents.filter(kind=kind, revoked_at=None).update(revoked_at=timezone.now())
    if changed:
        record("revoke_consent", application, by=by, role=_role(by), kind=kind)


def _role(by: User | None) -> str:
    return "candidate" if by else "system"
