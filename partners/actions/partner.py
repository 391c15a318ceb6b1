"""What is done with partners: admit, suspend, end, and keep their agreements and contacts."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from partners.models import Agreement, Partner, PartnerContact
from techforce.access.holding import forget, may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, begin, lock


def create_partner(*, by: User | None, name: str, kind: str, sector: str = "", part: str = "") -> Partner:
    """A prospect. `by=None` is the system. Raises NotAllowed."""
    return begin_partner(Partner(name=name, kind=kind, sector=sector, part=part), by=by)


def begin_partner(partner: Partner, *, by: User | None) -> Partner:
    """Save an unsaved partner as a prospect. Raises NotAllowed."""
    _role(by)
    return begin(partner, by=by)


def vet_partner(partner: Partner, *, by: User | None) -> LedgerEntry:
    """prospect → vetting."""
    return apply(partner, "vet", by=by)


def activate_partner(partner: Partner, *, by: User | None) -> LedgerEntry:
    """vetting or suspended → active: it is on the public page."""
    return apply(partner, "activate", by=by)


def suspend_partner(partner: Partner, *, by: User, reason: str) -> LedgerEntry:
    """active → suspended, with a reason: off the public page, its contacts keep their view of the record."""
    return apply(partner, "suspend", by=by, reason=reason)


@transaction.atomic
def end_partner(partner: Partner, *, by: User, reason: str) -> LedgerEntry:
    """active or suspended → ended, with a reason. Its contacts lose their access."""
    entry = apply(partner, "end", by=by, reason=reason)
    for contact in PartnerContact.objects.current().filter(partner=partner):
        end_contact(contact, by=by)
    return entry


@transaction.atomic
def add_agreement(
    partner: Partner, *, by: User | None, title: str, signed_on: date, ends_on: date | None = None
) -> Agreement:
    """Note what a partner signed, and until when. Raises NotAllowed, Refused."""
    role = _role(by)
    if ends_on and ends_on < signed_on:
        raise Refused("An agreement can't end before it was signed.")
    agreement = Agreement.objects.create(partner=partner, title=title, signed_on=signed_on, ends_on=ends_on)
    record("add_agreement", agreement, by=by, role=role, partner=str(partner.pk))
    return agreement


@transaction.atomic
def add_contact(
    partner: Partner, *, by: User | None, name: str, email: str, user: User | None = None
) -> PartnerContact:
    """Name a person who speaks for a partner; with an account they may read its record.

    Raises NotAllowed, and Refused for a partner that has ended.
    """
    role = _role(by)
    if lock(partner).state == "ended":
        raise Refused("This partner has ended.")
    contact = PartnerContact.objects.create(partner=partner, name=name, email=email, user=user)
    record("add_contact", contact, by=by, role=role, partner=str(partner.pk), user=user.pk if user else None)
    if user:
        forget(user)
    return contact


@transaction.atomic
def end_contact(contact: PartnerContact, *, by: User | None) -> None:
    """The person no longer speaks for the partner; takes effect at their next request."""
    role = _role(by)
    changed = PartnerContact.objects.current().filter(pk=contact.pk).update(ended_at=timezone.now())
    if changed:
        record("end_contact", contact, by=by, role=role, partner=str(contact.partner_id))


def _role(by: User | None) -> str:
    if by is None:
        return "system"
    if not may(by, Permission.COHORT_RUN):
        raise NotAllowed("You do not have the right to do this.")
    return role_with(by, Permission.COHORT_RUN)
