"""Certificates, entries, published requisitions, rank lists and match runs."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from agencies.models import Agency, FundingCertification, Requisition, RequisitionSkill, Seat
from applicants.models import Application
from placements.actions.match_run import create_match_run
from placements.models import (
    Certificate,
    CertificateEntry,
    ConductReport,
    Exclusion,
    FitInterview,
    MatchRun,
    Override,
    Pair,
    PassOver,
    Pin,
    PreferenceClaim,
    RankingRound,
    RankList,
)
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from tests.factories import applicants, people, programme
from tests.support.runs import carried_out
from tests.support.states import at_state


def certificate(track: Track, by: User, **fields: Any) -> Certificate:
    """An issued certificate that holds for a year."""
    number = f"CERT-{Certificate.objects.count() + 1:04}"
    values = {"number": number, "expires_on": timezone.localdate() + timedelta(days=365), **fields}
    return Certificate.objects.create(track=track, issued_by=by, **values)


def entry(
    application: Application, certificate: Certificate, state: str = "available", score: int = 700
) -> CertificateEntry:
    """An application's place on a certificate."""
    row = CertificateEntry(certificate=certificate, application=application, score=score)
    return at_state(row, state)


def certified(
    user: User, certificate: Certificate, state: str = "available", score: int = 700, **fields: Any
) -> CertificateEntry:
    """A person's certified application with its entry."""
    track = certificate.track
    application = applicants.application(user, track.cohort, track, state="certified", **fields)
    return entry(application, certificate, state, score)


def people_on(certificate: Certificate, count: int, **fields: Any) -> list[CertificateEntry]:
    """That many people, best score first."""
    start = CertificateEntry.objects.count()
    return [
        certified(
            people.account(f"person{start + n}@example.com", f"Person Number{start + n}"),
            certificate,
            score=900 - n,
            **fields,
        )
        for n in range(count)
    ]


def requisition(
    agency: Agency, track: Track, by: User, *, seats: int = 1, state: str = "published", **fields: Any
) -> Requisition:
    """A complete requisition with funded open seats; it needs Python and starts in ninety days."""
    now, today = timezone.now(), timezone.localdate()
    number = f"{agency.acronym}-{today.year}-{Requisition.objects.count() + 1:03}"
    values: dict[str, Any] = {
        "number": number,
        "title": f"Work of {number}",
        "project": "Replace the paper intake of claims with a service that people can follow.",
        "seat_count": seats,
        "grade": programme.grade(),
        "duty_station": programme.station("washington"),
        "start_from": today + timedelta(days=90),
        "start_by": today + timedelta(days=120),
        "supervisor_name": "Sol Vance",
        "supervisor_email": "sol.vance@agency.example",
        "contact_name": "Con Tact",
        "contact_email": "contact@agency.example",
        "validated_at": now,
        "published_at": now,
        **fields,
    }
    row = at_state(Requisition(agency=agency, track=track, created_by=by, **values), state)
    RequisitionSkill.objects.create(requisition=row, skill=programme.skill("python"), level=2)
    money = FundingCertification.objects.create(
        requisition=row,
        seat_count=seats,
        source="036-0167",
        available_until=date(today.year + 2, 9, 30),
        certified_by=by,
    )
    for at in range(1, seats + 1):
        at_state(Seat(requisition=row, number=at, funding=money), "open")
    return row


def ranked(entry: CertificateEntry, *requisitions: Requisition) -> RankList:
    """A candidate's certified list."""
    return _certified_list(
        [row.pk for row in requisitions], entry.application.candidate.user, application=entry.application
    )


def agency_ranked(requisition: Requisition, by: User, *entries: CertificateEntry) -> RankList:
    """A requisition's certified list."""
    return _certified_list([row.pk for row in entries], by, requisition=requisition)


def _certified_list(ids: list[Any], by: User, **owner: Any) -> RankList:
    now = timezone.now()
    values = {"draft": ids, "certified": ids, "saved_at": now, "certified_at": now, "certified_by": by}
    return RankList.objects.update_or_create(**owner, defaults=values)[0]


def interview(
    entry: CertificateEntry, requisition: Requisition, by: User, state: str = "invited", **fields: Any
) -> FitInterview:
    """An invitation to a fit interview with two times ahead, without its checks."""
    soon = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slots = [soon, soon + timedelta(days=1)]
    values = {"slots": slots, "how": "video", "joining": "Dial 202-555-0100", "minutes": 30, **fields}
    if state in ("accepted", "held"):
        values.setdefault("chosen_at", slots[0])
    row = FitInterview(entry=entry, requisition=requisition, invited_by=by, **values)
    return at_state(row, state)


def report(by: User, state: str = "received", **fields: Any) -> ConductReport:
    """A conduct report by a candidate."""
    values = {"side": "candidate", "kind": "asked", "words": "They asked me where I put them.", **fields}
    return at_state(ConductReport(reporter=by, **values), state)


def preference_claim(application: Application, state: str = "claimed") -> PreferenceClaim:
    """A preference claim in any state."""
    return at_state(PreferenceClaim(application=application, kind="five"), state)


def pass_over(
    entry: CertificateEntry, requisition: Requisition, by: User, state: str = "proposed", **fields: Any
) -> PassOver:
    """A pass-over case without its checks."""
    due = timezone.now() + timedelta(days=7)
    values = {"ground": "dates", "reasons": "Cannot start in time.", "answer_due_at": due, **fields}
    return at_state(PassOver(entry=entry, requisition=requisition, opened_by=by, **values), state)


def pair(asker: CertificateEntry, asked: CertificateEntry, state: str = "proposed") -> Pair:
    """A request to rank jointly, or what became of it, without its checks."""
    number = asked.application.receipt_number or ""
    return at_state(Pair(asker=asker.application, asked=asked.application, number=number), state)


def match_run(cohort: Cohort, by: User, state: str = "draft", **fields: Any) -> MatchRun:
    """A run in any state, without having been run; a completed one holds an empty result."""
    number = MatchRun.objects.count() + 1
    values: dict[str, Any] = {"number": number, "seed": "0" * 32, "seed_commitment": "0" * 64, **fields}
    if state in ("completed", "under_review", "approved", "published", "superseded"):
        values = {"result": {}, "result_digest": "0" * 64, "certificate": {}, **values}
    return at_state(MatchRun(cohort=cohort, created_by=by, **values), state)


def ranking_round(cohort: Cohort, by: User, state: str = "announced", **fields: Any) -> RankingRound:
    """A supplemental round in any state, a week from tomorrow, without having been opened."""
    opens = timezone.now() + timedelta(days=1)
    values: dict[str, Any] = {
        "number": 2 + RankingRound.objects.filter(cohort=cohort).count(),
        "opens_at": opens,
        "closes_at": opens + timedelta(days=7),
        "reason": "Seats are open again.",
        "announced_by": by,
        **fields,
    }
    return at_state(RankingRound(cohort=cohort, **values), state)


def close_ranking(cohort: Cohort) -> None:
    """Move the cohort's ranking window into the past."""
    now = timezone.now()
    Cohort.objects.filter(pk=cohort.pk).update(
        ranking_opens_at=now - timedelta(days=8), ranking_closes_at=now - timedelta(minutes=1)
    )
    cohort.refresh_from_db(fields=["ranking_opens_at", "ranking_closes_at"])


def finished_run(cohort: Cohort, by: User) -> MatchRun:
    """A completed run over nobody, carried out for real, with every document."""
    close_ranking(cohort)
    return carried_out(create_match_run(cohort, by=by))


def override(base: MatchRun, by: User, person: User, requisition: Any) -> Override:
    """An exception that waits for a second person; its trial has not been carried out."""
    trial = match_run(base.cohort, by, base=base, dry_run=True, changes={"exceptions": []})
    row = Override(
        base=base,
        application=Application.objects.filter(candidate__user=person).first(),
        requisition_id=requisition,
        reason_class="error",
        reason="A list was read wrongly.",
        proposed_by=by,
        trial=trial,
    )
    return at_state(row, "proposed")


def pin(
    cohort: Cohort, by: User, person: User, requisition: Any, state: str = "proposed", **fields: Any
) -> Pin:
    """A seat decided before a match, without its checks."""
    values: dict[str, Any] = {
        "round_number": 1,
        "application": Application.objects.filter(candidate__user=person).first(),
        "requisition_id": requisition,
        "reason_class": "pin_returning",
        "reason": "They began this work last year.",
        **fields,
    }
    return at_state(Pin(cohort=cohort, proposed_by=by, **values), state)


def exclusion(person: User, agency: Agency, by: User, state: str = "standing", **fields: Any) -> Exclusion:
    """A pair that must not meet, without its checks."""
    values = {"reason_class": "wish", "reason": "They asked for it.", **fields}
    return at_state(Exclusion(candidate=person.candidate, agency=agency, added_by=by, **values), state)
