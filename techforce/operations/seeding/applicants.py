"""Invented applicants: who they are, what they wrote, and how far each has come."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from applicants.actions.version import digest_of
from applicants.models import (
    Application,
    ApplicationSkill,
    ApplicationTrack,
    ApplicationVersion,
    Candidate,
    Consent,
    Document,
    Employment,
)
from applicants.models.application import Experience
from techforce.accounts.models import User
from techforce.copying import copy_in, copy_numbered
from techforce.programme.models import DutyStation, Skill, Track
from techforce.workflow.many import parts

from .chains import BATCH, History, Step, insert
from .draw import WORDS
from .employers import draw_jobs, frozen_jobs, insert_jobs
from .outcomes import Outcome, draw_outcome
from .resumes import digest, resume_file, resume_text
from .world import World

# What each track's work asks for most.
CORE_SKILLS = {
    "software": ("python", "javascript", "apis", "databases", "testing"),
    "data": ("python", "sql", "statistics", "pipelines", "visualization"),
    "ai": ("python", "machine-learning", "model-evaluation", "language-models"),
    "cybersecurity": ("identity", "threat-detection", "app-security", "zero-trust"),
    "product": ("product-management", "user-research", "service-design", "plain-language"),
    "leadership": ("team-leadership", "architecture", "hiring", "stakeholders"),
}


@dataclass
class Applicant:
    """One person with everything that was drawn for them; `outcome` is None for a draft."""

    user: User
    candidate: Candidate
    application: Application
    tracks: list[Track]
    skills: list[tuple[Skill, int]]
    places: list[DutyStation]
    job: str
    jobs: list[Employment]
    outcome: Outcome | None
    consents: list[str]
    steps: list[Step] = field(default_factory=list)
    document: Document | None = None
    version: ApplicationVersion | None = None

    @property
    def sent_at(self) -> datetime:
        """When the application was submitted. Raises ValueError for a draft."""
        if self.outcome is None:
            raise ValueError("a draft was never submitted")
        return self.outcome.submitted_at


def make_applicants(world: World, count: int, first: int, *, drafts: bool = False) -> list[Applicant]:
    """Insert `count` people with applications (or only drafts), numbered from `first`, and return them."""
    people = [_draw(world, first + number, drafts) for number in range(count)]
    for part in parts(people, BATCH):
        _insert(world, part)
    return people


def _insert(world: World, people: list[Applicant]) -> None:
    _insert_accounts(people)
    insert([History(person.application, person.steps) for person in people])
    _insert_answers(world, people)


def make_member_applicant(world: World, user: User, track: Track) -> Applicant:
    """Insert one member of the cast as somebody who is about to be certified in a track."""
    person = _draw(world, 9000 + user.pk, draft=False, user=user, kind="certified", track=track)
    _make_flexible(world, person)
    _insert(world, [person])
    return person


def _make_flexible(world: World, person: Applicant) -> None:
    """Nothing that the track's work asks for rules this person out."""
    row = person.application
    row.minimum_grade, row.clearance_willing = world.grades[0], 3
    row.travel_ok = row.on_site_ok = True
    row.start_from, row.start_by = world.ago(40).date(), (world.now + timedelta(days=200)).date()
    core = CORE_SKILLS[person.tracks[0].key]
    person.skills = [(skill, 4) for skill in world.skills if skill.key in core]
    person.places = list(world.stations)


def _draw(
    world: World,
    number: int,
    draft: bool,
    *,
    user: User | None = None,
    kind: str = "",
    track: Track | None = None,
) -> Applicant:
    draw = world.draw
    given, family = user.name.split(" ", 1) if user else draw.name()
    if user is None:
        user = User(email=f"person{number}@demo.example", name=f"{given} {family}")
        user.set_unusable_password()
    city, state_code = draw.one(WORDS["cities"])
    candidate = Candidate(
        user=user,
        given_name=given,
        family_name=family,
        phone=f"202-555-{number % 10_000:04d}",
        city=city,
        state_code=state_code,
    )
    tracks = [track] if track else draw.some(world.tracks, 2 if draw.chance(0.2) else 1)
    application = _draw_application(world, candidate, tracks[0], draft)
    skills, places = _draw_skills(world, tracks), _draw_places(world)
    outcome = None if draft else draw_outcome(world, kind)
    person = Applicant(
        user,
        candidate,
        application,
        tracks,
        skills,
        places,
        draw.one(WORDS["jobs"]),
        draw_jobs(world, outcome.kind) if outcome else [],
        outcome,
        _consents(world),
    )
    person.steps = _steps(world, person)
    return person


def _draw_application(world: World, candidate: Candidate, track: Track, draft: bool) -> Application:
    draw = world.draw
    start = (world.now + timedelta(days=draw.random.randint(-60, 0))).date()
    return Application(
        id=draw.key(),
        candidate=candidate,
        cohort=world.cohort,
        code=draw.code(),
        citizenship="citizen",
        is_adult=True,
        can_work_full_time=True,
        conduct_agreed=True,
        experience=draw.one(list(Experience.values)),
        work_story="" if draft and draw.chance(0.5) else draw.story(track.key),
        minimum_grade=None if draft else draw.one(world.grades[:3]),
        start_from=None if draft else start,
        start_by=None if draft else start + timedelta(days=draw.random.randint(90, 200)),
        clearance_held=draw.random.choices([0, 1, 2, 3], weights=[70, 15, 10, 5])[0],
        clearance_willing=None if draft else draw.random.choices([0, 1, 2, 3], weights=[5, 35, 40, 20])[0],
        travel_ok=None if draft else draw.chance(0.6),
        on_site_ok=None if draft else draw.chance(0.75),
    )


def _draw_skills(world: World, tracks: list[Track]) -> list[tuple[Skill, int]]:
    """Most of what the tracks are about, and a few things besides."""
    core = {key for track in tracks for key in CORE_SKILLS[track.key]}
    own = [skill for skill in world.skills if skill.key in core and world.draw.chance(0.85)]
    others = [skill for skill in world.skills if skill.key not in core]
    extra = world.draw.some(others, world.draw.random.randint(1, 4))
    return [
        *((skill, world.draw.random.randint(2, 4)) for skill in own),
        *((skill, world.draw.random.randint(1, 3)) for skill in extra),
    ]


def _draw_places(world: World) -> list[DutyStation]:
    liked = [s for s in world.stations if s.key in ("remote", "washington") and world.draw.chance(0.8)]
    rest = [s for s in world.stations if s not in liked]
    return [*liked, *world.draw.some(rest, world.draw.random.randint(2, 6))]


def _steps(world: World, person: Applicant) -> list[Step]:
    """The application's acts up to now, from its outcome."""
    outcome, application = person.outcome, person.application
    if outcome is None:
        started = world.draw.between(world.ago(60), world.now)
        application.saved_at = started
        return [Step("start", started, person.user, "candidate")]
    application.submitted_at = application.saved_at = outcome.submitted_at
    application.receipt_number = world.draw.receipt()
    if outcome.rule == "citizenship":
        application.citizenship = "other"
    elif outcome.rule == "full_time":
        application.can_work_full_time = False
    started = world.draw.after(outcome.submitted_at, -6, 0)
    steps = [Step("start", started, person.user, "candidate")]
    steps.append(Step("submit", outcome.submitted_at, person.user, "candidate"))
    return [*steps, *outcome.application_steps(world, person)]


def _insert_accounts(people: list[Applicant]) -> None:
    fresh = [person.user for person in people if person.user.pk is None]
    copy_numbered(fresh)
    copy_in(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in fresh)
    copy_numbered([person.candidate for person in people])
    insert_jobs(people)


def _insert_answers(world: World, people: list[Applicant]) -> None:
    copy_in(
        ApplicationTrack(application=person.application, track=track, order=order)
        for person in people
        for order, track in enumerate(person.tracks, 1)
    )
    copy_in(
        ApplicationSkill(application=person.application, skill=skill, level=level)
        for person in people
        for skill, level in person.skills
    )
    place = Application.places.through
    copy_in(
        place(application_id=person.application.pk, dutystation_id=station.pk)
        for person in people
        for station in person.places
    )
    sent = [person for person in people if person.outcome]
    copy_in(
        Consent(application=person.application, kind=kind, given_at=person.sent_at)
        for person in sent
        for kind in person.consents
    )
    _insert_documents(world, sent)
    _insert_versions(sent)


def _consents(world: World) -> list[str]:
    optional = [Consent.Kind.LATER_COHORTS] if world.draw.chance(0.4) else []
    return [Consent.Kind.TRUE_STATEMENT, Consent.Kind.PRIVACY, *optional]


_FILES: dict[str, bytes] = {}


def _insert_documents(world: World, people: list[Applicant]) -> None:
    """A résumé for each: the same few texts, each in a file of its own so that removing one removes one."""
    for person in people:
        text = resume_text(person.job, person.application.experience)
        data = _FILES.setdefault(text, resume_file(text))
        person.document = Document(
            id=world.draw.key(),
            application=person.application,
            original_name="resume.pdf",
            kind=Document.Kind.PDF,
            size=len(data),
            pages=1,
            digest=digest(data),
            text=text,
            uploaded_at=person.sent_at,
        )
        person.document.file.save("resume", ContentFile(data), save=False)
    copy_in(person.document for person in people if person.document)


def _insert_versions(people: list[Applicant]) -> None:
    for person in people:
        answers = _answers(person)
        person.version = ApplicationVersion(
            application=person.application,
            number=1,
            answers=answers,
            digest=digest_of(answers),
            frozen_at=person.sent_at,
        )
    copy_numbered([person.version for person in people if person.version])


def _answers(person: Applicant) -> dict[str, Any]:
    """The same document that submitting freezes, from what is in memory."""
    row, candidate, document = person.application, person.candidate, person.document
    return {
        "contact": {
            "given_name": candidate.given_name,
            "family_name": candidate.family_name,
            "email": person.user.email,
            "phone": candidate.phone,
            "city": candidate.city,
            "state_code": candidate.state_code,
            "employers": frozen_jobs(person.jobs),
        },
        "eligibility": {
            "citizenship": row.citizenship,
            "is_adult": row.is_adult,
            "can_work_full_time": row.can_work_full_time,
            "conduct_agreed": row.conduct_agreed,
        },
        "tracks": [{"key": track.key, "name": track.name} for track in person.tracks],
        "skills": [
            {"key": skill.key, "name": skill.name, "level": level}
            for skill, level in sorted(person.skills, key=lambda pair: pair[0].key)
        ],
        "work": {"experience": row.experience, "work_story": row.work_story},
        "terms": {
            "minimum_grade": row.minimum_grade.code if row.minimum_grade else None,
            "places": [
                {"key": place.key, "name": str(place)} for place in sorted(person.places, key=lambda p: p.key)
            ],
            "start_from": _day(row.start_from),
            "start_by": _day(row.start_by),
            "clearance_held": row.clearance_held,
            "clearance_willing": row.clearance_willing,
            "travel_ok": row.travel_ok,
            "on_site_ok": row.on_site_ok,
        },
        "resume": {
            "document": str(document.pk) if document else "",
            "digest": document.digest if document else "",
            "kind": "pdf",
            "pages": 1,
            "text": document.text if document else "",
        },
        "consents": sorted(str(kind) for kind in person.consents),
    }


def _day(day: datetime | Any) -> str | None:
    return day.isoformat() if day else None
