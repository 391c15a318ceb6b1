"""What every part of the demo data stands on: the cast, the cohort, the vocabulary, one source of chance."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils import timezone

from agencies.models import Agency, AgencyMembership
from applicants.models import Competency, ReviewerTrack, Rubric
from partners.models import Partner, PartnerContact
from techforce.access.actions import grant_role
from techforce.access.roles import ROLES
from techforce.accounts.models import User
from techforce.operations.demo_cast import CAST, Member
from techforce.operations.reference import load_reference, make_cohort
from techforce.programme.actions.cohort import announce_cohort
from techforce.programme.actions.track import open_track
from techforce.programme.models import Cohort, DutyStation, Grade, Skill, Track
from techforce.ui.moments import to_eastern

from .clock import at
from .draw import Draw
from .scale import Scale

COHORT_SLUG = "demo"
OPENED_DAYS_AGO = 90
CLOSES_IN_DAYS = 30
RANKING_CLOSES_IN_DAYS = 14


@dataclass
class World:
    """Handed from part to part; each adds what later parts need."""

    draw: Draw
    scale: Scale
    now: datetime
    cast: dict[str, User]
    cohort: Cohort
    tracks: list[Track]
    skills: list[Skill]
    stations: list[DutyStation]
    grades: list[Grade]
    agencies: list[Agency]
    competencies: dict[UUID, list[Competency]] = field(default_factory=dict)
    reviewers: dict[str, list[User]] = field(default_factory=dict)
    alike_is_given: bool = False

    def ago(self, days: float) -> datetime:
        """A moment that many days before now."""
        return self.now - timedelta(days=days)

    @property
    def hr(self) -> User:
        """Who screens and certifies in the demo."""
        return self.cast["holly"]


def make_world(scale: Scale, seed: int) -> World:
    """Load reference data, the cast, and a cohort that has been open for three months."""
    load_reference()
    now = timezone.now()
    cast = {member.email.split("@")[0]: make_member(member) for member in CAST}
    with at(now - timedelta(days=OPENED_DAYS_AGO)):
        cohort = _open_cohort(cast["pat"], now)
    cohort.refresh_from_db()
    world = World(
        draw=Draw(seed),
        scale=scale,
        now=now,
        cast=cast,
        cohort=cohort,
        tracks=list(cohort.tracks.all()),
        skills=list(Skill.objects.all()),
        stations=list(DutyStation.objects.all()),
        grades=list(Grade.objects.filter(rank__gte=11)),
        agencies=_agencies(),
    )
    _add_reviewers(world)
    return world


def _agencies() -> list[Agency]:
    """Those of the cast first, so that their people have something to do at every scale."""
    rows = list(Agency.objects.order_by("acronym"))
    return sorted(rows, key=lambda row: {"TREAS": 0, "VA": 1}.get(row.acronym, 2))


TERMS = {
    "announcement": "The first cohort of the Tech Force works in surge teams at agencies across the government. "
    "Apply once; every agency that takes part can choose from one list.",
    "term_months": 24,
    "extension_months": 24,
    "term_authority": "Demonstration authority: replace it with the one your appointments are made under",
    "unranked_policy": "excluded",
    "interest_signals": 3,
}


def make_member(member: Member) -> User:
    """The account of one member of the cast, verified, with the role or membership that the cast says."""
    user = User.objects.create_user(member.email, name=member.name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if member.role in ("coordinator", "agency_hr", "hiring_official"):
        agency = Agency.objects.get(acronym=member.body)
        AgencyMembership.objects.create(user=user, agency=agency, role=member.role)
    elif member.role == "partner_contact":
        partner = Partner.objects.order_by("name")[0]
        PartnerContact.objects.create(partner=partner, user=user, name=member.name, email=member.email)
    elif member.role != "candidate":
        ends_at = timezone.now() + timedelta(days=30) if ROLES[member.role].needs_end else None
        grant_role(user, member.role, by=None, body=member.body, ends_at=ends_at)
    return user


def end_of_day(moment: datetime) -> datetime:
    """The last minute of that day in Washington, as deadlines are announced."""
    return to_eastern(moment).replace(hour=23, minute=59, second=0, microsecond=0)


def _open_cohort(manager: User, now: datetime) -> Cohort:
    opened = timezone.now()
    cohort = make_cohort(
        "Cohort 1",
        COHORT_SLUG,
        opens_at=opened,
        closes_at=end_of_day(now + timedelta(days=CLOSES_IN_DAYS)),
        ranking_opens_at=now - timedelta(days=40),
        ranking_closes_at=end_of_day(now + timedelta(days=RANKING_CLOSES_IN_DAYS)),
        rolling_intake=True,
        terms=TERMS,
        by=manager,
    )
    announce_cohort(cohort, by=manager)
    for track in cohort.tracks.all():
        open_track(track, by=manager)
    return cohort


def _add_reviewers(world: World) -> None:
    """The cast's reviewers read for every track, the others for one or two; all are trained."""
    crowd = [
        User(email=f"reviewer{number}@demo.example", name=" ".join(world.draw.name()))
        for number in range(1, world.scale.reviewers - 2)
    ]
    for user in crowd:
        user.set_unusable_password()
    User.objects.bulk_create(crowd)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in crowd
    )
    for user in crowd:
        grant_role(user, "reviewer", by=None)
    cast = [world.cast[name] for name in ("rosa", "remy", "rita")]
    trained = world.ago(OPENED_DAYS_AGO)
    rows = []
    for number, track in enumerate(world.tracks):
        others = (
            crowd[number :: len(world.tracks)] + crowd[(number + 1) % len(world.tracks) :: len(world.tracks)]
        )
        world.reviewers[track.key] = others or cast
        rows += [
            ReviewerTrack(reviewer=user, track=track, cap=20, trained_at=trained)
            for user in {user.pk: user for user in [*cast, *others]}.values()
        ]
        rubric = Rubric.objects.filter(track=track, frozen_at__isnull=False).latest("version")
        world.competencies[track.pk] = list(rubric.competencies.order_by("order"))
    ReviewerTrack.objects.bulk_create(rows)
