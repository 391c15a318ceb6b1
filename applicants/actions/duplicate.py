"""Notice at sending that one person seems to have applied twice; a person then decides about joining the two."""

import re

from techforce.audit.actions import record

from ..models import Application


def find_duplicates(application: Application) -> list[Application]:
    """Other live, sent applications of the cohort with the same name and phone number, from another account."""
    candidate = application.candidate
    same_name = Application.objects.live().filter(
        cohort_id=application.cohort_id,
        submitted_at__isnull=False,
        candidate__given_name__iexact=candidate.given_name,
        candidate__family_name__iexact=candidate.family_name,
    )
    others = same_name.exclude(candidate=candidate).select_related("candidate").order_by("submitted_at")
    number = _digits(candidate.phone)
    return [other for other in others if _digits(other.candidate.phone) == number]


def note_duplicates(application: Application) -> None:
    """Put what was found on the record of both, where HR reads it."""
    for other in find_duplicates(application):
        record("find_duplicate", application, by=None, role="system", other=other.code)
        record("find_duplicate", other, by=None, role="system", other=application.code)


def _digits(phone: str) -> str:
    """The last ten digits: with or without the country code it is the same number."""
    return re.sub(r"\D", "", phone)[-10:]
