"""Certificates, lists, a real match run, offers and first days; and a second round in which ranking goes on."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from agencies.models import AgencyMembership, Requisition
from applicants.models import Application
from placements.actions.certificate import confirm_availability, issue_certificate
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.offer import accept_offer, decline_offer, expire_offers, send_offer
from placements.actions.placement import complete_step, confirm_day_one
from placements.actions.publishing import publish_match_run
from placements.actions.rank_list import certify_order
from placements.actions.ranking_round import announce_round
from placements.actions.ranking_window import set_ranking_window
from placements.actions.running import carry_out
from placements.models import CertificateEntry, MatchRun, Offer, Placement, RankList
from placements.queries.ranking import list_of_candidate, list_of_requisition
from techforce.accounts.models import User
from techforce.jobs.models import Job, JobState
from techforce.ui.moments import to_eastern

from .applicants import Applicant
from .clock import at
from .interest import show_interest
from .limits import limit_one_agency
from .preference import without_passing_over
from .world import RANKING_CLOSES_IN_DAYS, World, end_of_day

CERTIFIED_AGO, RANKED_AGO, CLOSED_AGO, RUN_AGO, PUBLISHED_AGO, SENT_AGO = 28, 25, 23, 22.5, 21, 19
AVAILABLE_SHARE, RANKED_AGAIN_SHARE = 0.88, 0.8
# Of the cast, who ranks and shows interest by hand: these people, and the coordinator of this agency.
STILL_TO_RANK, LEFT_TO_CORA = ("ada", "ben"), "VA"
LONGEST_LIST, LONGEST_AGENCY_LIST = 12, 60
ANSWERS = {"accepted": 0.86, "declined": 0.06, "expired": 0.03, "waiting": 0.05}


class Silent:
    """Progress that nobody watches."""

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say nothing."""

    def check(self) -> None:
        """Never stop."""


def run_first_round(
    world: World,
    people: list[Applicant],
    early: list[Requisition],
    sure: dict[uuid.UUID, Requisition],
    say: Callable[[str], None],
) -> None:
    """Certify these people, let both sides rank the early requisitions, match, publish, and place.

    `sure` names applications whose first choice, by both sides, is one requisition: they will be matched there.
    """
    say("certificates")
    entries = _certify(world, people)
    say("rank lists")
    _rank(world, entries, early, sure, world.ago(RANKED_AGO))
    limit_one_agency(world, early)
    say("the match")
    _match(world)
    say("offers and first days")
    _answer(world, set(sure))
    announce_round(
        world.cohort,
        by=world.cast["pat"],
        opens_at=world.ago(2),
        closes_at=end_of_day(world.now + timedelta(days=RANKING_CLOSES_IN_DAYS)),
        reason="Seats are open, and qualified people hold none.",
    )
    say("lists of the second round")
    _rank_again(world)
    show_interest(world, _idle(world))


def _certify(world: World, people: list[Applicant]) -> list[CertificateEntry]:
    ids = {person.application.pk for person in people}
    with at(world.ago(CERTIFIED_AGO)):
        for track in world.tracks:
            passed = Application.objects.filter(pk__in=ids, panels__track=track, panels__passed=True)
            if passed.exists():
                issue_certificate(
                    track,
                    by=world.hr,
                    applications=list(passed),
                    expires_on=(world.now + timedelta(days=300)).date(),
                    authority="Shared certificate under the Competitive Service Act",
                    left_off_reason="Qualified after the list was drawn up.",
                )
    entries = list(
        CertificateEntry.objects.filter(state="listed").select_related("application__candidate__user")
    )
    named = {user.pk for user in world.cast.values()}
    chosen = [e for e in entries if _user(e).pk in named or world.draw.chance(AVAILABLE_SHARE)]
    with at(world.ago(CERTIFIED_AGO - 2)):
        for entry in chosen:
            confirm_availability(entry, by=_user(entry))
    return chosen


def _user(entry: CertificateEntry) -> User:
    return entry.application.candidate.user


def _rank(
    world: World,
    entries: list[CertificateEntry],
    early: list[Requisition],
    sure: dict[uuid.UUID, Requisition],
    when: datetime,
) -> None:
    by_track: dict[uuid.UUID, list[Requisition]] = {}
    for row in early:
        by_track.setdefault(row.track_id, []).append(row)
    tracks_of: dict[uuid.UUID, list[CertificateEntry]] = {}
    for entry in entries:
        tracks_of.setdefault(entry.application_id, []).append(entry)
    idle = _idle(world)
    with at(when):
        for own in tracks_of.values():
            if _user(own[0]).pk not in idle:
                _rank_for_person(world, own, by_track, sure)
        for row in early:
            _rank_for_agency(world, row, entries, sure)


def _idle(world: World) -> set[int]:
    """Who of the cast ranks by hand."""
    return {world.cast[name].pk for name in STILL_TO_RANK if name in world.cast}


def _rank_again(world: World) -> None:
    """Most people and agencies of the open round have certified a list; the work that Cora asks for is left to her."""
    entries = [
        entry
        for entry in CertificateEntry.objects.filter(state="available")
        .select_related("application__candidate__user", "certificate")
        .order_by("pk")
        if world.draw.chance(RANKED_AGAIN_SHARE)
    ]
    wanted = Requisition.objects.filter(state="published").exclude(agency__acronym=LEFT_TO_CORA)
    _rank(world, entries, list(wanted.select_related("agency").order_by("pk")), {}, world.ago(1))


def _rank_for_person(
    world: World,
    own: list[CertificateEntry],
    by_track: dict[uuid.UUID, list[Requisition]],
    sure: dict[uuid.UUID, Requisition],
) -> None:
    application = own[0].application
    rows = [row for entry in own for row in by_track.get(entry.certificate.track_id, [])]
    wanted = [row.pk for row in world.draw.some(rows, LONGEST_LIST)]
    first = sure.get(application.pk)
    if first:
        wanted = [first.pk, *(pk for pk in wanted if pk != first.pk)]
    if wanted:
        _certify_list(list_of_candidate(application), wanted, _user(own[0]))


def _rank_for_agency(
    world: World, row: Requisition, entries: list[CertificateEntry], sure: dict[uuid.UUID, Requisition]
) -> None:
    pool = [entry for entry in entries if entry.certificate.track_id == row.track_id]
    liked = sorted(pool, key=lambda entry: -entry.score - world.draw.random.uniform(0, 250))[
        :LONGEST_AGENCY_LIST
    ]
    first = [entry for entry in pool if sure.get(entry.application_id) == row]
    wanted = [entry.pk for entry in [*first, *(entry for entry in liked if entry not in first)]]
    wanted = without_passing_over(row, wanted)
    member = (
        AgencyMembership.objects.filter(agency=row.agency, role="coordinator").select_related("user").first()
    )
    if wanted and member:
        _certify_list(list_of_requisition(row), wanted, member.user)


def _certify_list(row: RankList, ids: list[uuid.UUID], by: User) -> None:
    certify_order(row, ids, by=by, lock_version=row.lock_version)


def _match(world: World) -> None:
    """Close ranking, run the engine here and now, approve with a second person, publish."""
    pat, sam = world.cast["pat"], world.cast["sam"]
    with at(world.ago(CLOSED_AGO - 0.1)):
        set_ranking_window(
            world.cohort,
            by=pat,
            opens_at=world.ago(40),
            closes_at=world.ago(CLOSED_AGO),
            reason="End of the first round.",
        )
    with at(world.ago(RUN_AGO)):
        run = create_match_run(world.cohort, by=pat)
        carry_out(run, Silent())
        Job.objects.filter(pk__in=[run.job_id]).update(state=JobState.SUCCEEDED, finished_at=world.now)
        send_for_approval(run, by=pat)
        approve_match_run(run, by=sam, publish_at=_publishing_minute(world))
    with at(_publishing_minute(world)):
        publish_match_run(MatchRun.objects.get(pk=run.pk))
    MatchRun.objects.filter(pk=run.pk).update(created_at=world.ago(RUN_AGO))


def _publishing_minute(world: World) -> datetime:
    """Ten in the morning, Washington time."""
    return to_eastern(world.ago(PUBLISHED_AGO)).replace(hour=10, minute=0, second=0, microsecond=0)


def _answer(world: World, sure: set[uuid.UUID]) -> None:
    """Send every offer, and let people answer each in their own way. Two of the cast are told what to do."""
    offers = Offer.objects.filter(state="drafted").select_related(
        "entry__application__candidate__user", "seat"
    )
    waiting = {world.cast["dana"].pk}
    for offer in offers.order_by("pk"):
        kind = world.draw.random.choices(list(ANSWERS), weights=list(ANSWERS.values()))[0]
        if offer.entry.application_id in sure:
            kind = "waiting" if _user(offer.entry).pk in waiting else "accepted"
        sent = world.ago(world.draw.random.uniform(0.5, 4) if kind == "waiting" else SENT_AGO)
        with at(sent):
            send_offer(offer, by=world.hr, days=10)
        with at(world.draw.after(sent, 0.5, 5)):
            if kind == "accepted":
                _onboard(world, offer)
            elif kind == "declined":
                decline_offer(offer, by=_user(offer.entry), reason="I took another job while I waited.")
    with at(world.ago(SENT_AGO - 10.5)):
        expire_offers(world.ago(SENT_AGO - 10.5))


def _onboard(world: World, offer: Offer) -> None:
    """Accept; then as many steps as there was time for, and the first day where it has come."""
    user = _user(offer.entry)
    placement = accept_offer(offer, by=user, attested=True)
    eli = user.pk == world.cast["eli"].pk
    starts = placement.starts_on
    started = starts is not None and starts <= (world.now - timedelta(days=1)).date() and not eli
    agency = _agency_person(offer)
    owners = {"participant": user, "agency": agency, "opm": world.hr}
    steps = list(placement.steps.order_by("order"))
    done = steps if started else steps[: 3 if eli else world.draw.random.randint(0, len(steps))]
    with at(world.ago(12)):
        for step in done:
            complete_step(step, by=owners[step.owner])
    if started:
        _start(world, placement, user, agency)


def _start(world: World, placement: Placement, user: User, agency: User) -> None:
    placement.refresh_from_db()
    assert placement.starts_on is not None  # noqa: S101 set when onboarding begins
    day = max(placement.starts_on, (world.now - timedelta(days=11)).date())
    with at(world.ago(0.5)):
        confirm_day_one(placement, by=user, on=day)
        confirm_day_one(placement, by=agency, on=day)


def _agency_person(offer: Offer) -> User:
    rows = AgencyMembership.objects.filter(agency=offer.seat.requisition.agency_id)
    return rows.filter(role__in=["agency_hr", "coordinator"]).select_related("user").latest("pk").user
