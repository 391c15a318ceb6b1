"""Notices about placements: first days, terms, moves, and leaving early."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from agencies.models import Requisition
from agencies.people import BRINGING_ON_BOARD, people_of, programme_managers
from placements.models import ExitRequest, Placement, Reassignment
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, declare

WORDS = "placements/emails"


def about(placement: Placement, requisition: Requisition, recipient: User) -> dict[str, Any]:
    """What every template of these may use. An agency reads the code of a person, not the name."""
    application = placement.entry.application
    own = application.candidate.user_id == recipient.pk
    return {"requisition": requisition, "own": own, "code": application.code, "placement": placement}


class PlacementNotice(Notice):
    """To the participant and to the agency's people who confirm first days."""

    def recipients(self, subject: Placement) -> Iterable[User]:
        participant = subject.entry.application.candidate.user
        return [participant, *people_of(subject.seat.requisition.agency, *BRINGING_ON_BOARD)]

    def context(self, subject: Placement, recipient: User) -> dict[str, Any]:
        return about(subject, subject.seat.requisition, recipient)

    def link(self, subject: Placement) -> str:
        return reverse("operations:home")


class MoveNotice(Notice):
    """To the participant, both agencies, and program managers; each reads what the move means for them."""

    def recipients(self, subject: Reassignment) -> Iterable[User]:
        participant = subject.placement.entry.application.candidate.user
        seats = (subject.from_seat, subject.to_seat)
        people = [u for seat in seats for u in people_of(seat.requisition.agency, *BRINGING_ON_BOARD)]
        return list(dict.fromkeys([participant, *people, *programme_managers()]))

    def context(self, subject: Reassignment, recipient: User) -> dict[str, Any]:
        joined = {"joined": subject.to_seat.requisition}
        return {**about(subject.placement, subject.from_seat.requisition, recipient), **joined}

    def link(self, subject: Reassignment) -> str:
        return reverse("placements:move", args=[subject.pk])


class ExitNotice(Notice):
    """To program managers: the agency does not read who has asked to leave."""

    def recipients(self, subject: ExitRequest) -> Iterable[User]:
        return programme_managers()

    def context(self, subject: ExitRequest, recipient: User) -> dict[str, Any]:
        return about(subject.placement, subject.placement.seat.requisition, recipient)

    def link(self, subject: ExitRequest) -> str:
        return reverse("placements:placement", args=[subject.placement_id])


class ExitAnswer(ExitNotice):
    """To the participant who had asked."""

    def recipients(self, subject: ExitRequest) -> Iterable[User]:
        return [subject.placement.entry.application.candidate.user]

    def link(self, subject: ExitRequest) -> str:
        return reverse("placements:own_placement")


declare(
    PlacementNotice,
    WORDS,
    "placement_cleared",
    "placement_active",
    "placement_extended",
    "placement_completed",
    "placement_alumni",
    "placement_cancelled",
    "placement_ended",
    "term_reminder",
)
declare(
    MoveNotice,
    WORDS,
    "reassignment_proposed",
    "reassignment_agreed",
    "reassignment_done",
    "reassignment_refused",
    "reassignment_called_off",
)
declare(ExitNotice, WORDS, "exit_asked", "exit_taken_back")
declare(ExitAnswer, WORDS, "exit_settled")
