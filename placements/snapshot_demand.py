"""What requisitions ask for, as the matching engine reads it: seats by role, terms, skills, order."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from agencies.models import CriticalClaim, Requisition, RequisitionRole, RequisitionSkill, RoleSkill, Seat

Row = dict[str, Any]
ALL_TRAVEL, WORK_WEEK = 100, 5
# Seats that somebody holds: they count toward the minimum of their role.
HELD = ["matched", "offered", "filled"]
# The one role of a plain requisition.
PLAIN = "seat"


def requisition_rows(requisitions: Iterable[Requisition], orders: Mapping[uuid.UUID, Row]) -> list[Row]:
    """Requisitions (with agency, grade, place and `open_seats`), and how each orders people. Four queries at most."""
    rows = list(requisitions)
    needs: dict[uuid.UUID, dict[bool, dict[str, int]]] = defaultdict(lambda: {True: {}, False: {}})
    wanted = RequisitionSkill.objects.filter(requisition__in=[row.pk for row in rows])
    for pk, key, level, required in wanted.values_list("requisition_id", "skill__key", "level", "required"):
        needs[pk][required][key] = level
    roles = role_rows([row.pk for row in rows])
    return [
        _requisition_row(row, needs[row.pk], roles.get(row.pk, []), orders.get(row.pk, {"by": "score"}))
        for row in rows
    ]


def role_rows(requisitions: list[uuid.UUID]) -> dict[uuid.UUID, list[Row]]:
    """The roles of teams with their open seats, and what their minimum still lacks. One query where there is no team."""
    found: dict[uuid.UUID, list[Row]] = {}
    roles = list(
        RequisitionRole.objects.filter(requisition__in=requisitions).order_by("requisition", "number")
    )
    if not roles:
        return found
    seats: dict[int, Counter[str]] = defaultdict(Counter)
    for role, state in Seat.objects.filter(role__in=roles).values_list("role_id", "state"):
        seats[role]["open" if state == "open" else "held" if state in HELD else "gone"] += 1
    skills: dict[int, dict[str, int]] = defaultdict(dict)
    for role, key, level in RoleSkill.objects.filter(role__in=roles).values_list(
        "role_id", "skill__key", "level"
    ):
        skills[role][key] = level
    for row in roles:
        found.setdefault(row.requisition_id, []).append(_role_row(row, seats[row.pk], skills[row.pk]))
    return found


def _role_row(role: RequisitionRole, seats: Counter[str], skills: dict[str, int]) -> Row:
    """Who holds a seat already counts; a minimum that lost seats for good asks for what can still be reached."""
    lacking = max(0, role.minimum - seats["held"])
    return {
        "id": str(role.pk),
        "seats": seats["open"],
        "minimum": min(lacking, seats["open"]),
        "skills": skills,
    }


def _requisition_row(
    row: Requisition, needs: dict[bool, dict[str, int]], roles: list[Row], order: Row
) -> Row:
    station = row.duty_station
    remote = row.remote_ok or bool(station and station.is_remote)
    data: Row = {
        "id": str(row.pk),
        "roles": roles or [{"id": PLAIN, "seats": row.open_seats}],  # type: ignore[attr-defined]
        "tracks": [row.track.key],
        "unit": row.agency.acronym,
        "critical": row.is_critical,  # type: ignore[attr-defined]
        "skills": needs[True],
        "useful": needs[False],
        "clearance": row.clearance,
        "places": [station.key] if station and not station.is_remote else [],
        "remote": remote,
        "travel": ALL_TRAVEL if row.travel_required else 0,
        "on_site": 0 if remote else WORK_WEEK,
        "order": order,
    }
    if row.grade is not None:
        data["grades"] = [row.grade.rank, row.grade.rank]
    if row.start_from and row.start_by:
        data["start"] = [row.start_from.isoformat(), row.start_by.isoformat()]
    return data


def with_terms(requisitions: Any) -> Any:
    """The requisitions with what `requisition_rows` reads of each."""
    related = requisitions.select_related("agency", "track", "grade", "duty_station")
    approved = CriticalClaim.objects.filter(requisition=OuterRef("pk"), state="approved")
    return related.annotate(
        open_seats=Count("seats", filter=Q(seats__state="open")), is_critical=Exists(approved)
    )
