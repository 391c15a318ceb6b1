"""Invented requisitions, brought to where they are by the product's own acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from agencies.actions.funding import certify_funding
from agencies.actions.membership import add_member
from agencies.actions.publication import publish_requisition
from agencies.actions.requisition import (
    SkillNeed,
    create_requisition,
    return_requisition,
    submit_requisition,
    validate_requisition,
)
from agencies.actions.roles import RoleNeed
from agencies.models import Agency, Requisition
from techforce.accounts.models import User
from techforce.programme.models import Skill, Track

from .applicants import CORE_SKILLS
from .clock import at
from .draw import WORDS
from .world import World

# Shares of the states that requisitions are in; the rest was published early and goes into the first match.
SHARES = {"draft": 0.06, "submitted": 0.06, "returned": 0.03, "validated": 0.06, "published": 0.22}
# Every so many requisitions with enough seats for one is a team.
TEAM_EVERY, TEAM_SEATS = 3, 3
CAST_STAFF = {"VA": ("cora", "hank"), "TREAS": ("tess", None)}


@dataclass(frozen=True)
class AgencyStaff:
    """Who writes and who proves the money in an agency."""

    coordinator: User
    hr: User


class Requisitions:
    """All requisitions of a scale: the early ones go through the first match, the later ones come after it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.staff = {agency.pk: _staff(world, agency) for agency in world.agencies}
        self.seats = _seats(world)

    def make_early(self) -> list[Requisition]:
        """Insert those that were published in time for the first match."""
        return [self._make(number, "early") for number, kind in self._kinds() if kind == "early"]

    def make_later(self) -> None:
        """Insert the others, each in the state it has come to."""
        for number, kind in self._kinds():
            if kind != "early":
                self._make(number, kind)

    def _kinds(self) -> list[tuple[int, str]]:
        count = self.world.scale.requisitions
        return [(number, _kind(number / count)) for number in range(count)]

    def _make(self, number: int, kind: str) -> Requisition:
        agency = self.world.agencies[number % len(self.world.agencies)]
        return _make(self.world, agency, self.staff[agency.pk], kind, self.seats[number], number)


def _kind(share: float) -> str:
    """Early ones first, so that each agency has some."""
    start = 1 - sum(SHARES.values())
    if share < start:
        return "early"
    for kind, part in SHARES.items():
        start += part
        if share < start + 1e-9:
            return kind
    return "published"


def _seats(world: World) -> list[int]:
    """Seats of each requisition; those that are or were published sum to the scale's number."""
    count = world.scale.requisitions
    funded = [n for n in range(count) if _kind(n / count) in ("early", "published")]
    seats = [world.draw.random.randint(1, 6) for _ in range(count)]
    share, rest = divmod(world.scale.seats, len(funded))
    for place, number in enumerate(funded):
        seats[number] = share + (place < rest)
    for left, right in zip(funded[::2], funded[1::2], strict=False):
        moved = world.draw.random.randint(0, share - 1)
        seats[left], seats[right] = seats[left] + moved, seats[right] - moved
    return seats


def _track(world: World, kind: str, number: int) -> Track:
    """Shifted once a turn, so that an agency does not ask for one track only; every other open one is in the first track,
    in which the member of the cast ranks who can rank.
    """
    if kind == "published" and number % 2 == 0:
        return world.tracks[0]
    return world.tracks[(number + number // len(world.tracks)) % len(world.tracks)]


def _make(
    world: World, agency: Agency, staff: AgencyStaff, kind: str, seats: int, number: int
) -> Requisition:
    track = _track(world, kind, number)
    written = world.ago(
        world.draw.random.uniform(62, 85) if kind == "early" else world.draw.random.uniform(7, 18)
    )
    with at(written):
        row = create_requisition(
            agency, by=staff.coordinator, **_content(world, agency, track, kind, seats, number)
        )
    if kind == "draft":
        return row
    with at(world.draw.after(written, 0.5, 2)):
        submit_requisition(row, by=staff.coordinator)
    if kind == "returned":
        with at(world.draw.after(written, 3, 5)):
            reason = "Say who supervises the team on the days when the named supervisor works elsewhere."
            return_requisition(row, by=world.cast["pat"], reason=reason)
    elif kind != "submitted":
        _prove(world, row, staff, kind, written)
    return row


def _prove(world: World, row: Requisition, staff: AgencyStaff, kind: str, written: datetime) -> None:
    """Validate; fund and publish what is to be ranked."""
    validated = world.draw.after(written, 3, 5)
    with at(validated):
        validate_requisition(row, by=world.cast["pat"])
    if kind == "validated":
        return
    with at(world.draw.after(validated, 0.2, 1)):
        certify_funding(
            row,
            by=staff.hr,
            seat_count=row.seat_count,
            source=f"0{row.agency_id % 90 + 10}-{row.track.order}{row.agency_id:03d} salaries and expenses",
            available_until=(world.now + timedelta(days=700)).date(),
        )
    with at(world.draw.after(validated, 1, 2)):
        publish_requisition(row, by=world.cast["pat"])


def _content(
    world: World, agency: Agency, track: Track, kind: str, seats: int, number: int
) -> dict[str, Any]:
    draw = world.draw
    titles = WORDS["projects"][agency.acronym]
    turn = number // len(world.agencies)
    title = titles[turn % len(titles)]
    station = draw.random.choices(
        world.stations, weights=[40 if s.key in ("washington", "remote") else 2 for s in world.stations]
    )[0]
    start = world.now + timedelta(
        days=draw.random.randint(-30, 6) if kind == "early" else draw.random.randint(45, 90)
    )
    core = [skill for skill in world.skills if skill.key in CORE_SKILLS[track.key]]
    others = [skill for skill in world.skills if skill not in core]
    needs = [SkillNeed(skill, 2, True) for skill in draw.some(core, 2)]
    needs += [SkillNeed(skill, 2, False) for skill in draw.some(others, 2)]
    supervisor = " ".join(draw.name())
    return {
        "title": title if turn < len(titles) else f"{title}, part {turn // len(titles) + 1}",
        "track": track,
        "skills": needs,
        "roles": _roles(core, seats, number),
        "project": f"{WORDS['problems'][track.key][number % 5]} Ours is the same problem at the size of a nation.",
        "outcome": draw.one(WORDS["outcomes"]),
        "seat_count": seats,
        "grade": draw.one(world.grades[1:]),
        "duty_station": station,
        "remote_ok": not station.is_remote and draw.chance(0.6),
        "travel_required": draw.chance(0.1),
        "clearance": draw.random.choices([0, 1, 2], weights=[6, 4, 1])[0],
        "start_from": start.date(),
        "start_by": (start + timedelta(days=60)).date(),
        "supervisor_name": supervisor,
        "supervisor_email": f"supervisor{number}@demo.example",
        "contact_name": "Tech Force desk",
        "contact_email": f"techforce-{agency.acronym.lower()}@demo.example",
        "unranked_policy": draw.one(["excluded", "certificate_order"]),
    }


def _roles(core: list[Skill], seats: int, number: int) -> list[RoleNeed]:
    """A lead, who has to be there, and engineers of whom half have to be; most requisitions are plain."""
    if seats < TEAM_SEATS or number % TEAM_EVERY:
        return []
    engineers = seats - 1
    return [
        RoleNeed("Team lead", 1, 1, ((core[0], 3),)),
        RoleNeed("Engineer", engineers, (engineers + 1) // 2),
    ]


def _staff(world: World, agency: Agency) -> AgencyStaff:
    coordinator, hr = CAST_STAFF.get(agency.acronym, (None, None))
    return AgencyStaff(
        world.cast[coordinator] if coordinator else _member(world, agency, "coordinator"),
        world.cast[hr] if hr else _member(world, agency, "agency_hr"),
    )


def _member(world: World, agency: Agency, role: str) -> User:
    name = " ".join(world.draw.name())
    user = User.objects.create_user(
        f"{role.replace('_', '-')}.{agency.acronym.lower()}@demo.example", name=name
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    add_member(agency, user, role, by=None)
    return user
