"""Put all of the demo data in, in order."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from techforce.audit.actions import seal
from techforce.notifications.models import DeliveryState, Notification

from .applicants import Applicant, make_applicants, make_member_applicant
from .employers import declare_for_reviewers
from .interviews import invite_some
from .limits import claim_for_cast
from .notices import insert_notices
from .preference import insert_claims
from .requisitions import Requisitions
from .reviews import insert_reviews
from .round import run_first_round
from .scale import Scale
from .world import World, make_world

FIRST_CHUNK, CHUNK = 250, 2000


def load_demo(scale: Scale, seed: int, say: Callable[[str], None]) -> None:
    """Insert everything, or nothing. `say` is told what is being made."""
    with transaction.atomic():
        say("reference data, the cast, a cohort")
        world = make_world(scale, seed)
        people = _make_people(world, say)
        say("requisitions")
        requisitions = Requisitions(world)
        early = requisitions.make_early()
        named = _make_named(world)
        own = [row for row in early if row.track_id == named[0].tracks[0].pk]
        software = max(own, key=lambda row: row.seat_count)
        sure = {person.application.pk: software for person in named[1:]}
        certified = [person for person in people if person.outcome and person.outcome.kind == "certified"]
        run_first_round(world, [*named, *certified], early, sure, say)
        requisitions.make_later()
        say("employers, claims and interviews")
        declare_for_reviewers(world)
        claim_for_cast(world)
        invite_some(world)
        say("notices")
        insert_notices([*people, *named])
        # These letters belong to a past that never was: nobody is to receive them now.
        Notification.objects.filter(state=DeliveryState.PENDING).update(
            state=DeliveryState.SENT, sent_at=timezone.now()
        )
    say("sealing the ledger")
    seal()


def _make_people(world: World, say: Callable[[str], None]) -> list[Applicant]:
    people: list[Applicant] = []
    submitted, drafts = world.scale.submitted, world.scale.interested - world.scale.submitted
    for first, count in _chunks(submitted):
        made = make_applicants(world, count, first)
        insert_reviews(world, made)
        insert_claims(world, made)
        people += made
        _count_rows()
        say(f"applications: {first + count:,} of {submitted:,}")
    for first, count in _chunks(drafts):
        make_applicants(world, count, submitted + first, drafts=True)
    _count_rows()
    say(f"drafts: {drafts:,}")
    return people


def _chunks(total: int) -> Iterator[tuple[int, int]]:
    """(first, count), a small one first: see `_count_rows`."""
    first, size = 0, FIRST_CHUNK
    while first < total:
        yield first, min(size, total - first)
        first, size = first + size, CHUNK


def _count_rows() -> None:
    """Tell the planner how many rows there are now: without it triggers look entries up as if there were none."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _make_named(world: World) -> list[Applicant]:
    """The members of the cast who have come far: Ben can rank, Dana has an offer, Eli prepares the first day."""
    software = world.tracks[0]
    named = [make_member_applicant(world, world.cast[name], software) for name in ("ben", "dana", "eli")]
    insert_reviews(world, named)
    return named
