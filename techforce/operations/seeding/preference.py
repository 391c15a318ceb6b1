"""Claims of veterans' preference: waiting until the last hurdle is passed, then decided."""

import uuid

from agencies.models import Requisition
from placements.models import PreferenceClaim
from placements.queries.preference import standing_for

from .applicants import Applicant
from .chains import History, Step, insert
from .world import World

SHARE = 0.08
GRANTED_SHARE = 0.85
REFUSED_WORDS = "The papers show no active duty in one of the periods that the law names."


def insert_claims(world: World, people: list[Applicant]) -> None:
    """Claims of some of these people; those of whoever is to be certified are decided already."""
    named = {user.pk for user in world.cast.values()}
    some = [person for person in people if person.user.pk not in named and world.draw.chance(SHARE)]
    insert(
        [_claim(world, person) for person in some if person.outcome and person.outcome.kind != "withdrawn"]
    )


def _claim(world: World, person: Applicant) -> History[PreferenceClaim]:
    assert person.outcome is not None  # noqa: S101 only people who applied come here
    claim = PreferenceClaim(
        id=world.draw.key(),
        application=person.application,
        kind=world.draw.one(list(PreferenceClaim.Kind.values)),
        claimed_at=person.sent_at,
    )
    steps = [Step("claim", person.sent_at, person.user, "candidate")]
    if person.outcome.kind == "certified":
        granted, decided = world.draw.chance(GRANTED_SHARE), person.outcome.qualified_at
        reason = "" if granted else REFUSED_WORDS
        steps.append(Step("grant" if granted else "refuse", decided, world.hr, "hr", reason))
    return History(claim, steps)


def without_passing_over(requisition: Requisition, order: list[uuid.UUID]) -> list[uuid.UUID]:
    """The nearest order of an agency that passes nobody with preference over."""
    return standing_for(requisition).in_order(order)
