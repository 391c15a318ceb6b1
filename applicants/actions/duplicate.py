"""Find people who applied twice, let them prove it, and tell the earlier account. HR decides; see `merge`."""

import re
import uuid

from django.core import signing
from django.db import connection, transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.notifications.actions import queue
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import lock

from ..models import Application, Candidate, Duplicate

SALT = "applicants.joining"
CODE_SECONDS = 3600
NOT_A_CODE = (
    "This code does not fit. Codes are good for an hour, and both applications have to be sent, still open and in "
    "the same cohort. Open this page in your other account and copy the code again."
)


def find_duplicates(application: Application) -> list[Application]:
    """Other live, sent applications of the cohort with the same name and phone number, from another account."""
    candidate = application.candidate
    same_name = Candidate.objects.filter(
        given_name__iexact=candidate.given_name, family_name__iexact=candidate.family_name
    )
    number = _digits(candidate.phone)
    found = same_name.exclude(pk=candidate.pk).values_list("pk", "phone")
    people = [pk for pk, phone in found if _digits(phone) == number]
    sent = Application.objects.live().filter(
        candidate__in=people, cohort_id=application.cohort_id, submitted_at__isnull=False
    )
    return list(sent.select_related("candidate").order_by("submitted_at"))


def note_duplicates(application: Application) -> None:
    """Put each pair that is new on the record of both, and tell the account that sent earlier.

    The one who sends now is told nothing: anybody can type somebody else's name and number to learn who applied.
    """
    _wait_for_twins(application)
    for other in find_duplicates(application):
        first, second = sorted((application, other), key=lambda row: row.pk)
        pair, is_new = Duplicate.objects.get_or_create(
            first=first, second=second, defaults={"same_name_and_phone": True}
        )
        if not is_new:
            Duplicate.objects.filter(pk=pair.pk).update(same_name_and_phone=True)
            continue
        record("find_duplicate", application, by=None, role="system", other=other.code)
        entry = record("find_duplicate", other, by=None, role="system", other=application.code)
        queue("application_twin", other, entry)


def joining_code(application: Application) -> str:
    """What proves for an hour that somebody is signed in to the account of this application."""
    return signing.TimestampSigner(salt=SALT).sign(application.pk.hex)


@transaction.atomic
def prove_same_person(application: Application, *, by: User, code: str) -> Duplicate:
    """Say that another application is one's own too, with the code that only its account shows. The person themselves.

    Again changes nothing. Raises NotAllowed, and Refused in the same words for whatever is wrong with the code.
    """
    if application.candidate.user_id != by.pk:
        raise NotAllowed("Only the person who applies can do this.")
    first, second = (lock(row) for row in sorted((application, _named(code)), key=lambda row: row.pk))
    fits = first.cohort_id == second.cohort_id and first.pk != second.pk
    if not fits or not all(row.is_open and row.submitted_at for row in (first, second)):
        raise Refused(NOT_A_CODE)
    pair = Duplicate.objects.filter(first=first, second=second).first()
    if pair is not None and (pair.proven_at or pair.decided_at):
        return pair
    pair = pair or Duplicate(first=first, second=second)
    pair.proven_at = timezone.now()
    pair.save()
    for row, other in ((first, second), (second, first)):
        record("prove_same_person", row, by=by, role="candidate", other=other.code)
    return pair


def _wait_for_twins(application: Application) -> None:
    """Two accounts that send at the same moment come one after the other, so that the second one sees the first."""
    candidate = application.candidate
    name = f"{candidate.given_name} {candidate.family_name}".upper()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{application.cohort_id} {name} {_digits(candidate.phone)}"],
        )


def _named(code: str) -> Application:
    try:
        pk = signing.TimestampSigner(salt=SALT).unsign("".join(code.split()), max_age=CODE_SECONDS)
        return Application.objects.get(pk=uuid.UUID(pk))
    except (signing.BadSignature, Application.DoesNotExist):
        raise Refused(NOT_A_CODE) from None


def _digits(phone: str) -> str:
    """The last ten digits: with or without the country code it is the same number."""
    return re.sub(r"\D", "", phone)[-10:]
