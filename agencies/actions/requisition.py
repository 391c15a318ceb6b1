"""Write a requisition, hand it to OPM, and everything OPM does with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, Requisition, RequisitionSkill
from agencies.rules.completeness import Gap, content_gaps
from agencies.shape import roles_of
from agencies.signals import seats_lost
from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.audit.models import LedgerEntry
from techforce.programme.models import Skill, Track
from techforce.workflow.errors import Refused, WrongState
from techforce.workflow.kernel import apply, begin, lock

from .membership import require_role
from .reversion import check_rule
from .roles import RoleNeed, write_roles

CONTENT = [
    "title",
    "track",
    "project",
    "outcome",
    "seat_count",
    "grade",
    "duty_station",
    "remote_ok",
    "travel_required",
    "clearance",
    "start_from",
    "start_by",
    "supervisor_name",
    "supervisor_email",
    "contact_name",
    "contact_email",
    "unranked_policy",
    "reversion",
    "reverts_to",
    "reverts_on",
]
WRITABLE = ("draft", "returned")


@dataclass(frozen=True)
class SkillNeed:
    """A skill the work needs, as the form gives it."""

    skill: Skill
    level: int
    required: bool


class Incomplete(Refused):
    """Something is missing; `gaps` lists all of it at once."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(" ".join(gap.message for gap in gaps))
        self.gaps = gaps


class Stale(Refused):
    """Somebody saved after this page was opened; saving now would silently undo their work."""

    status = 409


@transaction.atomic
def create_requisition(
    agency: Agency,
    *,
    by: User,
    title: str,
    track: Track,
    skills: Iterable[SkillNeed] = (),
    roles: Iterable[RoleNeed] = (),
    **content: Any,
) -> Requisition:
    """A draft, numbered within its agency and year. Raises NotAllowed unless `by` is a coordinator there."""
    require_role(agency, by, "coordinator")
    if not agency.is_participating:
        raise Refused(f"{agency.name} does not take part in the program now.")
    check_rule(Requisition(agency=agency), content.get("reverts_to"))
    number = _next_number(agency)
    need = Requisition(agency=agency, number=number, created_by=by, title=title, track=track, **content)
    begin(need, by=by, agency=agency.pk, track=str(track.pk))
    _write_skills(need, skills)
    write_roles(need, roles)
    return need


@transaction.atomic
def save_requisition(
    requisition: Requisition,
    *,
    by: User,
    lock_version: int,
    values: Mapping[str, Any],
    skills: Iterable[SkillNeed] | None = None,
    roles: Iterable[RoleNeed] | None = None,
) -> Requisition:
    """Change a draft or returned requisition. `lock_version` is the version that the person had before them.

    `skills=None` leaves the skills alone, `roles=None` the roles. Raises NotAllowed, WrongState once OPM has it, and Stale.
    """
    require_role(requisition.agency, by, "coordinator")
    locked = lock(requisition)
    if locked.state not in WRITABLE:
        raise WrongState("This request is with OPM now and cannot be changed. Nothing was saved.")
    if locked.lock_version != lock_version:
        raise Stale("Somebody saved this request after you opened it. Your text is below and not saved yet.")
    wanted = {name: values[name] for name in CONTENT if name in values}
    check_rule(locked, wanted.get("reverts_to"))
    changed = sorted(name for name, value in wanted.items() if getattr(locked, name) != value)
    if skills is not None and _write_skills(locked, skills):
        changed.append("skills")
    if roles is not None and write_roles(locked, roles):
        changed.append("roles")
    for row in (locked, requisition):
        for name, value in wanted.items():
            setattr(row, name, value)
        row.lock_version = lock_version + 1
    locked.save(update_fields=[*wanted, "lock_version"])
    role = role_with(by, Permission.REQUISITION_EDIT)
    record("edit", locked, by=by, role=role, version=locked.lock_version, fields=changed)
    return requisition


@transaction.atomic
def submit_requisition(requisition: Requisition, *, by: User) -> LedgerEntry:
    """draft or returned → submitted. Raises NotAllowed, WrongState, and Incomplete with every gap at once."""
    require_role(requisition.agency, by, "coordinator")
    return apply(requisition, "submit", by=by, guards=[check_content])


def return_requisition(requisition: Requisition, *, by: User, reason: str) -> LedgerEntry:
    """submitted → returned, with comments for the agency."""
    return apply(requisition, "send_back", by=by, reason=reason)


def validate_requisition(requisition: Requisition, *, by: User) -> LedgerEntry:
    """submitted → validated: the need stands and the time-to-hire clock starts. Raises Incomplete."""
    changes = {"validated_at": timezone.now()}
    return apply(requisition, "validate", by=by, changes=changes, guards=[check_content])


@transaction.atomic
def cancel_requisition(requisition: Requisition, *, by: User, reason: str) -> LedgerEntry:
    """draft … suspended → cancelled, with a reason; its seats end with it, and whoever holds one is rehomed first.

    By a coordinator of the agency or by OPM. Raises NotAllowed, and Refused while somebody is at work in one of them.
    """
    if not may(by, Permission.REQUISITION_TRIAGE):
        require_role(requisition.agency, by, "coordinator")
    _lose_seats(requisition, "requisition_cancelled", reason)
    entry = apply(requisition, "cancel", by=by, reason=reason, guards=[_nobody_holds_a_seat])
    for seat in requisition.seats.filter(state="open").order_by("number"):
        apply(seat, "cancel", by=None, reason=reason)
    return entry


@transaction.atomic
def suspend_requisition(
    requisition: Requisition, *, by: User, reason: str, release: bool = False
) -> LedgerEntry:
    """published, ranking_closed or filling → suspended, with a reason: nobody new can rank it.

    People keep their seats, and their offers keep their clock; with `release` whoever has not started is rehomed first.
    """
    if release:
        _lose_seats(requisition, "requisition_suspended", reason)
    return apply(requisition, "suspend", by=by, reason=reason)


def close_requisition_short(requisition: Requisition, *, by: User | None, reason: str) -> LedgerEntry:
    """filling or ranking_closed → closed_short: it ends with open seats, which go back unfilled."""
    with transaction.atomic():
        entry = apply(requisition, "close_short", by=by, reason=reason, guards=[_nobody_waits_for_a_seat])
        for seat in requisition.seats.filter(state="open").order_by("number"):
            apply(seat, "revert", by=None, reason=reason)
    return entry


def check_content(need: Requisition) -> None:
    """Raise Incomplete with everything that the need itself still lacks."""
    gaps = content_gaps(need, skills=need.skills.count(), today=timezone.localdate(), roles=roles_of(need))
    if gaps:
        raise Incomplete(gaps)


def may_write(requisition: Requisition, by: User) -> bool:
    """Whether this person may edit, submit and cancel this very requisition."""
    return Requisition.objects.editable_by(by).filter(pk=requisition.pk).exists()


def _next_number(agency: Agency) -> str:
    """The agency's row is the queue for its numbers, so that two drafts at once never share one."""
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    stem = f"{agency.acronym}-{timezone.localdate().year}-"
    used = Requisition.objects.filter(number__startswith=stem).values_list("number", flat=True)
    last = max((int(number.removeprefix(stem)) for number in used), default=0)
    return f"{stem}{last + 1:03d}"


def _write_skills(need: Requisition, skills: Iterable[SkillNeed]) -> bool:
    """Make the skills these; true when they were others. The same skill twice is refused."""
    listed = list(skills)
    wanted = {item.skill.pk: (item.level, item.required) for item in listed}
    if len(wanted) != len(listed):
        raise Refused("A skill is named twice.")
    held = {row.skill_id: (row.level, row.required) for row in need.skills.all()}
    if held == wanted:
        return False
    need.skills.all().delete()
    RequisitionSkill.objects.bulk_create(
        RequisitionSkill(requisition=need, skill_id=pk, level=level, required=required)
        for pk, (level, required) in wanted.items()
    )
    return True


def _lose_seats(need: Requisition, cause: str, reason: str) -> None:
    """Tell whoever has to know that no seat of it can be filled now. Nothing is said without a reason to give."""
    seats = list(need.seats.filter(state__in=["open", "matched", "offered"]).order_by("number"))
    if seats and reason.strip():
        seats_lost.send(Requisition, requisition=need, seats=seats, cause=cause, reason=reason.strip())


def _nobody_holds_a_seat(need: Requisition) -> None:
    held = need.seats.filter(state__in=["matched", "offered", "filled"]).count()
    if held:
        people = "1 person holds a seat" if held == 1 else f"{held} people hold seats"
        raise Refused(
            f"{people} of this request. They have to leave or move first; then it can be cancelled."
        )


def _nobody_waits_for_a_seat(need: Requisition) -> None:
    if need.seats.filter(state__in=["matched", "offered"]).exists():
        raise Refused("Somebody still has to answer an offer for one of these seats.")
