"""Applications with complete answers, their résumés and frozen versions."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from applicants.actions.application import reopen_application
from applicants.actions.version import freeze_version
from applicants.models import (
    Application,
    ApplicationSkill,
    ApplicationTrack,
    ApplicationVersion,
    Candidate,
    Consent,
    Document,
)
from applicants.rules.naming import blind_code, receipt_number
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import programme
from tests.factories.people import account
from tests.support.states import at_state

STORY = (
    "County clerks were typing four hundred benefit renewals a week from scanned forms, and one in nine carried a "
    "mistake that somebody had to find again weeks later. I sat with two of them for three days and wrote down every "
    "step. Then I built a small service that reads the forms, marks the fields it is unsure of, and puts the rest "
    "straight into the case system. The clerks decide about everything that is marked. We ran it beside the old way "
    "for a month and compared every single record. Mistakes fell from one in nine renewals to one in seventy, and the "
    "Friday backlog was gone by the second week. I wrote the runbook together with the clerks, so that they could "
    "change the rules without me. When the state changed the form the next spring, they updated it themselves in one "
    "afternoon. Two neighboring counties run it now, and I still answer their questions once a month on a short call."
)
RESUME_TEXT = (
    "Engineer\n2019 to 2026: built and ran services for public benefits.\nSkills: Python, SQL, Linux."
)


def candidate(user: User, **fields: Any) -> Candidate:
    """The person behind an account, with contact details."""
    given, _, family = user.name.partition(" ")
    values = {
        "given_name": given or "Ada",
        "family_name": family or "Quill",
        "phone": "202-555-0142",
        "city": "Arlington",
        "state_code": "VA",
        **fields,
    }
    return Candidate.objects.get_or_create(user=user, defaults=values)[0]


def application(
    user: User, cohort: Cohort, track: Track | None = None, state: str = "draft", **fields: Any
) -> Application:
    """An application with every answer, a résumé and consents; with a receipt and version 1 unless it is a draft."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "code": blind_code(),
        "citizenship": "citizen",
        "is_adult": True,
        "can_work_full_time": True,
        "conduct_agreed": True,
        "experience": "from_4",
        "work_story": STORY,
        "minimum_grade": programme.grade(),
        "start_from": today + timedelta(days=60),
        "start_by": date(today.year + 1, today.month, 1),
        "clearance_held": 0,
        "clearance_willing": 2,
        "travel_ok": True,
        "on_site_ok": True,
        "saved_at": timezone.now(),
    }
    sent = state != "draft"
    if sent:
        values |= {"submitted_at": timezone.now(), "receipt_number": receipt_number()}
    if state == "action_needed":
        values["action_due_at"] = timezone.now() + timedelta(days=7)
    if state == "merged":
        twin = account(f"twin.of.{user.pk}@example.com", user.name)
        values["merged_into"] = application(twin, cohort, track, "submitted")
    row = Application(candidate=candidate(user), cohort=cohort, **{**values, **fields})
    at_state(row, state)
    row.places.set([programme.station("washington"), programme.station("remote")])
    for order, chosen in enumerate([track] if track else [], start=1):
        ApplicationTrack.objects.create(application=row, track=chosen, order=order)
    levels = {"python": 3, "sql": 2}
    ApplicationSkill.objects.bulk_create(
        ApplicationSkill(application=row, skill=programme.skill(key), level=level)
        for key, level in levels.items()
    )
    document(row)
    kinds = (Consent.Kind.TRUE_STATEMENT, Consent.Kind.PRIVACY)
    Consent.objects.bulk_create(Consent(application=row, kind=kind) for kind in kinds)
    if sent:
        version(row)
    return row


def reopened(application: Application) -> Application:
    """The same application, made a draft again by its candidate."""
    return reopen_application(application, by=application.candidate.user)


def document(application: Application, **fields: Any) -> Document:
    """The current résumé of an application; replaces nothing."""
    values = {
        "original_name": "resume.pdf",
        "kind": "pdf",
        "size": 12,
        "pages": 1,
        "digest": "0" * 64,
        "text": RESUME_TEXT,
        **fields,
    }
    row = Document(application=application, **values)
    row.file.save("resume", ContentFile(b"%PDF-1.7 test"), save=False)
    row.save(force_insert=True)
    return row


def version(application: Application) -> ApplicationVersion:
    """The next frozen version of the present answers."""
    return freeze_version(application)
