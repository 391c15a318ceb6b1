"""Agencies, their people and their requisitions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.models import (
    Agency,
    AgencyMembership,
    FundingCertification,
    Requisition,
    RequisitionRole,
    RequisitionSkill,
    RoleSkill,
    Seat,
)
from techforce.accounts.models import User
from techforce.programme.models import Track
from tests.factories import programme
from tests.factories.people import account
from tests.support.states import at_state


def agency(acronym: str = "VA", **fields: Any) -> Agency:
    names = {"VA": "Department of Veterans Affairs", "TREAS": "Department of the Treasury"}
    values = {"name": names.get(acronym, acronym), "kind": "department", **fields}
    return Agency.objects.get_or_create(acronym=acronym, defaults=values)[0]


def member(agency: Agency, role: str, email: str, name: str) -> User:
    """A verified account with one role in one agency."""
    user = account(email, name)
    AgencyMembership.objects.create(user=user, agency=agency, role=role)
    return user


def requisition(
    agency: Agency, track: Track, state: str = "draft", *, seats: int = 2, **fields: Any
) -> Requisition:
    """A complete requisition in any state, written by a coordinator of the agency."""
    today = timezone.localdate()
    number = Requisition.objects.count() + 1
    later = state not in ("draft", "submitted", "returned", "cancelled")
    values: dict[str, Any] = {
        "number": f"{agency.acronym}-2027-{number:03d}",
        "title": f"Decide claims in days {number}",
        "project": "Claims wait for months because six systems do not talk to each other.",
        "outcome": "Nine of ten claims are decided within a week.",
        "seat_count": seats,
        "grade": programme.grade("GS-13"),
        "duty_station": programme.station("washington"),
        "start_from": today + timedelta(days=60),
        "start_by": today + timedelta(days=120),
        "supervisor_name": "Sigrid Vane",
        "supervisor_email": "sigrid.vane@agency.example",
        "contact_name": "Carl Ito",
        "contact_email": "carl.ito@agency.example",
        "validated_at": timezone.now() if later else None,
        "published_at": timezone.now() if later and state != "validated" else None,
        **fields,
    }
    if "created_by" not in values:
        values["created_by"] = _writer(agency)
    row = at_state(Requisition(agency=agency, track=track, **values), state)
    RequisitionSkill.objects.create(requisition=row, skill=programme.skill("python"), level=2, required=True)
    return row


def role(requisition: Requisition, name: str, seats: int, minimum: int = 0, **levels: int) -> RequisitionRole:
    """The next role of a team; `levels`: skill key to the level it needs. Seats without a role become its own."""
    number = requisition.roles.count() + 1
    row = RequisitionRole.objects.create(
        requisition=requisition, number=number, name=name, seats=seats, minimum=minimum
    )
    for key, level in levels.items():
        RoleSkill.objects.create(role=row, skill=programme.skill(key), level=level)
    free = list(requisition.seats.filter(role=None).order_by("number").values_list("pk", flat=True)[:seats])
    Seat.objects.filter(pk__in=free).update(role=row)
    return row


def funding(requisition: Requisition, **fields: Any) -> FundingCertification:
    """Money for every seat, until well after the latest start."""
    hr = User.objects.filter(email=f"hr@{requisition.agency.acronym.lower()}.example").first()
    values = {
        "seat_count": requisition.seat_count,
        "source": "036-0151",
        "available_until": timezone.localdate() + timedelta(days=365),
        "certified_by": hr
        or member(
            requisition.agency, "agency_hr", f"hr@{requisition.agency.acronym.lower()}.example", "Hale Roy"
        ),
        **fields,
    }
    return FundingCertification.objects.create(requisition=requisition, **values)


def seats(requisition: Requisition, *states: str) -> list[Seat]:
    """Seats in these states, numbered from one, on the requisition's money."""
    money = requisition.funding_certifications.filter(withdrawn_at=None).first() or funding(requisition)
    return [
        at_state(Seat(requisition=requisition, number=number, funding=money), state)
        for number, state in enumerate(states, 1)
    ]


def published(
    track: Track, *, acronym: str = "VA", seats: int = 2, state: str = "published", **fields: Any
) -> Requisition:
    """A published requisition with funded, open seats."""
    row = requisition(agency(acronym), track, state, seats=seats, **fields)
    _seats(row, *["open"] * seats)
    return row


_seats = seats


def _writer(agency: Agency) -> User:
    email = f"writer@{agency.acronym.lower()}.example"
    return User.objects.filter(email=email).first() or member(agency, "coordinator", email, "Wren Holt")
