"""One small programme in which every page has something to show, and the ids of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.actions.critical import claim_critical
from agencies.models import Agency
from applicants.actions.panel import take_next_review
from placements.actions.leaving import ask_to_leave
from placements.actions.reassignment import propose_move
from placements.models import MatchRun, SeatCap
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.jobs.actions import enqueue
from techforce.notifications.models import Notification
from tests.factories import agencies, applicants, offers, people, placements, programme, reviewing, terms
from tests.jobs import kinds  # noqa: F401 - registers a job
from tests.support.caching import forget_own_keys

CAST = [
    "ada",
    "ben",
    "rosa",
    "remy",
    "holly",
    "pat",
    "sam",
    "audrey",
    "ollie",
    "otto",
    "cora",
    "hank",
    "theo",
    "tess",
    "parker",
]  # the anonymous visitor comes on top


@dataclass
class World:
    people: dict[str, User] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Ada owns all that a candidate can own, Cora's agency all that an agency can; Ben and Tess own nothing of it."""
    forget_own_keys()
    world = World(_people())
    cast, ids = world.people, world.ids
    track = programme.track(programme.cohort())
    reviewing.rubric(track)
    for name in ("rosa", "remy"):
        reviewing.reads(cast[name], track)
    va = Agency.objects.get(acronym="VA")
    ids |= {"cohort": track.cohort.slug, "track": track.pk, "track_key": track.key}
    ids["draft"] = applicants.application(cast["ada"], track.cohort, track).pk
    _screening(world, track)
    _requests(world, track, va)
    _answers(world, va)
    _terms(world, va)
    _runs(world, track.cohort)
    _operations(world)
    return world


def _people() -> dict[str, User]:
    va, treasury = agencies.agency("VA"), agencies.agency("TREAS")
    cast = {
        name: people.account(f"{name}@example.com", f"{name.capitalize()} Candidate")
        for name in ("ada", "ben")
    }
    roles = {
        "rosa": "reviewer",
        "remy": "reviewer",
        "holly": "hr",
        "pat": "programme_manager",
        "sam": "approver",
    }
    roles |= {"audrey": "auditor", "ollie": "overseer", "otto": "operator"}
    for name, role in roles.items():
        cast[name] = people.staff(f"{name}@opm.example", f"{name.capitalize()} Staff", role)
    for name, role in {"cora": "coordinator", "hank": "agency_hr", "theo": "hiring_official"}.items():
        cast[name] = agencies.member(va, role, f"{name}@va.example", f"{name.capitalize()} Veteran")
    cast["tess"] = agencies.member(treasury, "coordinator", "tess@treasury.example", "Tess Treasury")
    cast["parker"] = _partner_contact()
    return cast


def _partner_contact() -> User:
    from partners.models import Partner, PartnerContact
    from tests.support.states import at_state
    from tests.workflow.bare import bare

    user = people.account("parker@partner.example", "Parker Vale")
    partner = at_state(bare(Partner, name="Meridian Tools"), "active")
    PartnerContact.objects.create(partner=partner, user=user)
    return user


def _screening(world: World, track: Any) -> None:
    """Somebody who waits for HR, somebody whom Rosa reads, and somebody who is done with reviews."""
    strangers = [people.account(f"stranger{n}@example.com", f"Stranger {n}") for n in range(2)]
    waiting = applicants.application(strangers[0], track.cohort, track, "screening")
    read = applicants.application(strangers[1], track.cohort, track, "in_hurdles")
    reviewing.panel(read, track)
    review = take_next_review(world.people["rosa"])
    assert review is not None
    world.ids |= {
        "waiting": waiting.pk,
        "read": read.pk,
        "resume": waiting.documents.get().pk,
        "review": review.pk,
    }


def _requests(world: World, track: Any, va: Agency) -> None:
    cora = world.people["cora"]
    world.ids["request"] = agencies.requisition(va, track, "submitted", created_by=cora).pk
    world.ids["own_draft"] = agencies.requisition(va, track, "draft", created_by=cora).pk
    published = agencies.published(track, created_by=cora)
    world.ids["critical_claim"] = claim_critical(published, by=cora, reason="The public waits.").pk
    world.ids |= {"published": published.pk, "published_number": published.number}


def _answers(world: World, va: Agency) -> None:
    """What follows review, each in a cohort of its own: nobody has two live applications in one."""
    ada, pat, cora = world.people["ada"], world.people["pat"], world.people["cora"]
    for name in ("entry", "offer", "placement"):
        track = programme.track(programme.cohort())
        certificate = placements.certificate(track, pat)
        entry = placements.certified(ada, certificate, "listed" if name == "entry" else "available")
        request = agencies.published(track, created_by=cora)
        if name == "entry":
            world.ids |= {
                "entry": entry.pk,
                "certificate": certificate.number,
                "code": entry.application.code,
            }
            person = placements.certified(people.account("listed@example.com", "Listed Person"), certificate)
            world.ids["code"] = person.application.code
            world.ids["interview"] = placements.interview(entry, request, cora).pk
            world.ids["claim"] = placements.preference_claim(entry.application).pk
            case = placements.pass_over(entry, request, cora, ahead=[person.pk])
            world.ids["case"] = case.pk
            world.ids["pair"] = placements.pair(person, entry).pk
            world.ids["conduct"] = placements.report(ada).pk
            continue
        offer = offers.sent(entry, request, pat)
        world.ids["offer" if name == "offer" else "accepted_offer"] = offer.pk
        if name == "placement":
            world.ids["placement"] = offers.onboarding(offer).pk
            world.ids["filling"] = request.pk


def _terms(world: World, va: Agency) -> None:
    """Somebody at work at VA who asks to leave, and whom OPM would rather move to Treasury."""
    pat, cora, tess = (world.people[name] for name in ("pat", "cora", "tess"))
    track = programme.track(programme.cohort())
    certificate = placements.certificate(track, pat)
    entry = placements.certified(people.account("serving@example.com", "Serving Person"), certificate)
    serving = terms.at_work(entry, placements.requisition(va, track, cora), cora, pat)
    there = placements.requisition(Agency.objects.get(acronym="TREAS"), track, tess)
    day = timezone.localdate() + timedelta(days=30)
    move = propose_move(serving, there.seats.get(), by=pat, moves_on=day, reason="The work is there.")
    ask_to_leave(serving, by=entry.application.candidate.user, last_day=day, reason="resigned")
    world.ids |= {"serving": serving.pk, "move": move.pk}


def _runs(world: World, cohort: Any) -> None:
    cap = SeatCap.objects.create(
        cohort=cohort, agency=agencies.agency("VA"), seats=9, reason="Agreed", set_by=world.people["pat"]
    )
    world.ids["cap"] = cap.pk
    world.ids["exclusion"] = placements.exclusion(
        world.people["ada"], agencies.agency("VA"), world.people["holly"]
    ).pk
    world.ids["pin"] = placements.pin(
        cohort, world.people["pat"], world.people["ada"], world.ids["published"]
    ).pk
    run: MatchRun = placements.match_run(cohort, world.people["pat"], "under_review")
    world.ids["run"] = run.number
    world.ids["round"] = placements.ranking_round(cohort, world.people["pat"]).pk
    other = programme.track(programme.cohort()).cohort
    base = placements.finished_run(other, world.people["pat"])
    world.ids["completed_run"] = base.number
    request = world.ids["published"]
    world.ids["override"] = placements.override(base, world.people["pat"], world.people["ada"], request).pk


def _operations(world: World) -> None:
    ada, now = world.people["ada"], timezone.now()
    event = record("tell", ada, by=None, role="system")
    values = {"kind": "test", "event": event, "recipient": ada, "subject": "Subject", "body": "Body"}
    world.ids["message"] = Notification.objects.create(
        channel="inbox", state="sent", sent_at=now, **values
    ).pk
    world.ids["dead"] = Notification.objects.create(channel="email", state="dead", **values).pk
    world.ids["job"] = enqueue("tests.note", user=ada.pk).pk
    world.ids["day"] = (now + timedelta(days=1)).date()
