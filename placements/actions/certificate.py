"""Issue certificates, confirm availability, and end what a certificate's date ends."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from applicants.models import Application
from applicants.queries import published_scores, qualified_applications
from placements.models import Certificate, CertificateEntry, PreferenceClaim
from placements.numbering import hold_numbers
from placements.queries.certificate import waiting_for_certificate
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue_all
from techforce.programme.models import Track
from techforce.workflow.each import act_on_each
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, lock
from techforce.workflow.many import apply_all, begin_all, hold


@transaction.atomic
def issue_certificate(
    track: Track,
    *,
    by: User,
    applications: Iterable[Application],
    expires_on: date,
    authority: str = "",
    left_off_reason: str = "",
) -> Certificate:
    """Issue the certificate of a track with these qualified people, by HR.

    Each application becomes certified (somebody certified in another track stays so) and gets an entry, `listed`,
    with its published score. A track that has closed becomes certified. Who is qualified and left off stands on the
    ledger with the reason. Raises NotAllowed, and Refused for nobody, a date that has passed, somebody left off without
    a reason, or people who are not qualified in this track or already on its list.
    """
    if not may(by, Permission.CERTIFICATE_ISSUE):
        raise NotAllowed("Only HR specialists issue certificates.")
    locked = lock(track)
    chosen = sorted({row.pk for row in applications})
    _refuse_unfit(locked, chosen, expires_on)
    _refuse_undecided(chosen)
    left_off = _left_off(locked, chosen, left_off_reason)
    certificate = _new_certificate(locked, by, expires_on, authority)
    _enter(hold(Application.objects.filter(pk__in=chosen)), certificate, by)
    if locked.state in ("closed", "assessing"):
        apply(locked, "certify", by=by)
    record(
        "issue_certificate",
        certificate,
        by=by,
        role=role_with(by, Permission.CERTIFICATE_ISSUE),
        reason=left_off_reason.strip() if left_off else "",
        track=str(track.pk),
        people=len(chosen),
        left_off=left_off,
    )
    return certificate


def _refuse_unfit(track: Track, chosen: list[uuid.UUID], expires_on: date) -> None:
    if not chosen:
        raise Refused("Choose at least one person.")
    if expires_on <= timezone.localdate():
        raise Refused("The certificate must expire after today.")
    if not set(chosen) <= {row.pk for row in qualified_applications(track)}:
        raise Refused(
            "Somebody you chose is not qualified in this track any more. Nothing was issued; look again."
        )
    if CertificateEntry.objects.live().filter(certificate__track=track, application__in=chosen).exists():
        raise Refused("Somebody you chose is already on a certificate of this track. Nothing was issued.")


def _refuse_undecided(chosen: list[uuid.UUID]) -> None:
    """Nobody goes onto a certificate while their preference claim is open. A claim made meanwhile waits for this lock."""
    hold(Application.objects.filter(pk__in=chosen))
    codes = PreferenceClaim.objects.filter(state="claimed", application__in=chosen)
    open_for = ", ".join(codes.order_by("application__code").values_list("application__code", flat=True))
    if open_for:
        raise Refused(f"Decide about the preference claims first: {open_for}. Nothing was issued.")


def _left_off(track: Track, chosen: list[uuid.UUID], reason: str) -> list[str]:
    """Ids of the qualified people who wait on."""
    waiting = (
        waiting_for_certificate(track).exclude(pk__in=chosen).order_by("pk").values_list("pk", flat=True)
    )
    left_off = [str(pk) for pk in waiting]
    if left_off and not reason.strip():
        raise Refused("You took a qualified person off. Say why somebody is left off.")
    return left_off


def _new_certificate(track: Track, by: User, expires_on: date, authority: str) -> Certificate:
    hold_numbers(Certificate)
    number = f"CERT-{timezone.localdate().year}-{Certificate.objects.count() + 1:04}"
    return Certificate.objects.create(
        track=track, number=number, authority=authority.strip(), issued_by=by, expires_on=expires_on
    )


def _enter(applications: list[Application], certificate: Certificate, by: User) -> None:
    """These people onto the certificate. Whoever was certified before hears of the new entry by a notice of its own."""

    def named(row: Application | CertificateEntry) -> dict[str, str]:
        return {"certificate": certificate.number}

    again = {row.pk for row in applications if row.state == "certified"}
    apply_all([row for row in applications if row.pk not in again], "certify", by=by, facts=named)
    scores = published_scores([row.pk for row in applications], certificate.track)
    entries = [
        CertificateEntry(certificate=certificate, application=row, score=scores[row.pk])
        for row in applications
    ]
    begin_all(entries, by=by, facts=named)
    told = [(entry, entry.ledger_entry) for entry in entries if entry.application_id in again]
    queue_all("entry_listed", told)


@transaction.atomic
def confirm_availability(entry: CertificateEntry, *, by: User) -> None:
    """Say that one is available, by the person of a listed entry. Agencies can then rank them.

    Raises Refused for somebody else's entry or an expired certificate.
    """

    def must_be_own_and_valid(row: CertificateEntry) -> None:
        if row.application.candidate.user_id != by.pk:
            raise Refused("Only the person on the certificate can say that they are available.")
        if row.certificate.expires_on < timezone.localdate():
            raise Refused("This certificate has expired.")

    apply(entry, "confirm", by=by, guards=[must_be_own_and_valid])


def expire_entries(now: datetime) -> int:
    """End entries whose certificate has expired, by the system; returns how many. Safe when two run at once."""
    today = timezone.localdate(now)
    due = CertificateEntry.objects.filter(
        state__in=["listed", "available", "reserve"], certificate__expires_on__lt=today
    )
    return act_on_each(due.order_by("pk"), lambda row: apply(row, "expire", by=None))
