"""What each side reads of a published match: its own result, and nothing of anybody else's list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from agencies.models import Requisition, Seat
from placements.explanations import WHY_OPEN, exception, missing_words, outcome, passed_by
from placements.models import CertificateEntry, MatchResult, MatchRun, Offer
from placements.rules.fit import Fit
from techforce.accounts.models import User
from techforce.programme.vocabulary import SkillLevel

from .left_open import OpenSeat, left_open, list_read_by
from .narrowing import Narrowing, narrowing
from .pool import pool_of_run
from .ranking import with_evidence
from .roles import role_names
from .verification import own_claim, own_draw, own_line_claim

# What a run stores whole; no page of a person needs it.
HEAVY = ("run__snapshot", "run__result", "run__certificate")


@dataclass(frozen=True)
class ListLine:
    """One line of the candidate's own list, and what became of it. `place` is 0 for a seat that was not on it."""

    place: int
    title: str
    agency: str
    code: str
    words: list[str]
    claim: str


@dataclass(frozen=True)
class OwnResult:
    """A person's published result. `held`: their entry still stands where the match put it.

    `draw` is their number in the lottery, as the public record shows it.
    """

    result: MatchResult
    lines: list[ListLine]
    held: bool
    state: CertificateEntry | None
    draw: str

    @property
    def placed(self) -> bool:
        return self.result.requisition_id is not None


def own_result(user: User) -> OwnResult | None:
    """The newest published result of a person. Three queries at most."""
    rows = MatchResult.objects.published().filter(application__candidate__user=user)
    related = (
        "run__cohort",
        "application",
        "entry__certificate__track",
        "requisition__agency",
        "requisition__duty_station",
        "role",
    )
    result = rows.select_related(*related).defer(*HEAVY).order_by("-run__published_at").first()
    if result is None:
        return None
    named = {
        str(row.pk): row
        for row in Requisition.objects.filter(
            pk__in=[line["requisition"] for line in result.reasons]
        ).select_related("agency")
    }
    names = role_names(role for line in result.reasons for role in line.get("missing", {}))
    lines = [
        _line(row, named, names, result)
        for row in result.reasons
        if row["code"] != "below" or _passed_by(row, result)
    ]
    if result.requisition and result.candidate_rank is None:
        lines.insert(0, _unranked_line(result, result.requisition))
    held = (
        result.entry_id is not None
        and Offer.objects.filter(entry=result.entry_id, run=result.run_id).exists()
    )
    return OwnResult(result, lines, held, result.entry, own_draw(result))


def _passed_by(row: dict[str, Any], result: MatchResult) -> bool:
    """Whether the person likes this line better than the place that two people gave them."""
    if not result.exception or result.requisition_id is None:
        return False
    return result.candidate_rank is None or row["place"] < result.candidate_rank


def _line(
    row: dict[str, Any], named: dict[str, Requisition], names: dict[str, str], result: MatchResult
) -> ListLine:
    requisition = named[row["requisition"]]
    words = outcome(row["code"], row["failed"], missing_words(row.get("missing", {}), names))
    if _passed_by(row, result):
        words = [passed_by(result.exception)]
    elif row["code"] == "placed" and result.exception:
        words = [*words, exception(result.exception)]
    return ListLine(
        row["place"],
        requisition.title,
        requisition.agency.name,
        row["code"],
        words,
        own_line_claim(result, requisition.pk, row["code"]),
    )


def _unranked_line(result: MatchResult, requisition: Requisition) -> ListLine:
    """The seat of somebody whom two people placed where they had not asked to be; it has no place on their list."""
    words = [*outcome("placed", []), exception(result.exception)]
    claim = own_claim(result.run, result.application_id, requisition.pk)
    return ListLine(0, requisition.title, requisition.agency.name, "placed", words, claim)


@dataclass(frozen=True)
class SeatResult:
    """One matched seat as its agency sees it: a code, the place on the agency's own list, and why."""

    number: int
    role: str
    entry: CertificateEntry
    rank: int | None
    useful: tuple[int, int]
    required: int
    place: str
    reasons: list[tuple[str, str]]
    claim: str
    fit: Fit | None


@dataclass(frozen=True)
class RequisitionResult:
    """The published result of one requisition. Nobody else's list is in it."""

    run: MatchRun
    requisition: Requisition
    seats: list[SeatResult]
    left_open: list[OpenSeat]
    why_open: str
    listed: int
    narrowing: Narrowing | None
    runs: list[MatchRun]
    missing: str = ""

    @property
    def total(self) -> int:
        """Seats that this run could fill."""
        return len(self.seats) + len(self.left_open)


def requisition_result(requisition: Requisition, number: int | None = None) -> RequisitionResult | None:
    """What a published run (the newest, or the one of this number) found for a requisition; None when it was in none.

    Only seats that were open to that run count: who was placed by an earlier one is in the result of that.
    """
    runs = published_runs_of(requisition)
    run = (runs if number is None else runs.filter(number=number)).first()
    if run is None:
        return None
    offers = (
        Offer.objects.filter(run=run, seat__requisition=requisition)
        .select_related("seat__role")
        .order_by("seat__number")
    )
    seat_of = {offer.entry_id: offer.seat for offer in offers}
    entries = {row.pk: row for row in with_evidence(CertificateEntry.objects.filter(pk__in=seat_of))}
    found = {row.entry_id: row for row in MatchResult.objects.filter(run=run, requisition=requisition)}
    needs = list(requisition.skills.select_related("skill"))
    taken_part, read = pool_of_run(run, requisition), list_read_by(run, requisition)
    seats = [
        _seat_result(
            seat,
            entries[pk],
            found.get(pk),
            requisition,
            needs,
            run,
            taken_part.fit(pk),
        )
        for pk, seat in seat_of.items()
    ]
    report = (run.certificate or {})["report"]["by_requisition"][str(requisition.pk)]
    why = report["why_open"] if report["why_open"] != "full" else "gone"
    return RequisitionResult(
        run=run,
        requisition=requisition,
        seats=seats,
        left_open=left_open(run, requisition),
        why_open=gettext(WHY_OPEN[why]),
        listed=len(read),
        narrowing=narrowing(requisition, taken_part, read, "took part") if taken_part.people else None,
        runs=list(runs.defer("snapshot", "result", "certificate")),
        missing=_missing(report),
    )


def _missing(report: dict[str, Any]) -> str:
    """The seats that a team lacked when it did not open, by role."""
    roles = {role: row["missing"] for role, row in report.get("roles", {}).items() if row["missing"]}
    return missing_words(roles, role_names(roles))


def published_runs_of(requisition: Requisition) -> QuerySet[MatchRun]:
    """Published runs whose report names the requisition, newest first; the snapshots themselves are not read."""
    rows = MatchRun.objects.public().filter(
        cohort=requisition.track.cohort_id,
        certificate__report__by_requisition__has_key=str(requisition.pk),
    )
    return rows.select_related("cohort").defer("snapshot", "result").order_by("-published_at", "-number")


def _seat_result(
    seat: Seat,
    entry: CertificateEntry,
    result: MatchResult | None,
    requisition: Requisition,
    needs: list[Any],
    run: MatchRun,
    fit: Fit | None,
) -> SeatResult:
    held = {row.skill_id: row.level for row in entry.application.skills.all()}
    wanted = [row for row in needs if not row.required]
    useful = [row for row in wanted if held.get(row.skill_id, 0) >= row.level]
    station = requisition.duty_station
    accepted = {place.pk: place for place in entry.application.places.all()}
    remote = requisition.remote_ok and any(place.is_remote for place in accepted.values())
    place = str(station) if station and station.pk in accepted else "Remote" if remote else ""
    return SeatResult(
        number=seat.number,
        role=seat.role.name if seat.role else "",
        entry=entry,
        rank=result.agency_rank if result else None,
        useful=(len(useful), len(wanted)),
        required=len(needs) - len(wanted),
        place=place,
        reasons=_reasons(entry, result, requisition, needs, held),
        claim=own_claim(run, entry.application_id, requisition.pk),
        fit=fit,
    )


def _reasons(
    entry: CertificateEntry,
    result: MatchResult | None,
    requisition: Requisition,
    needs: list[Any],
    held: dict[int, int],
) -> list[tuple[str, str]]:
    """(kind, sentence): facts that are true of this person and this requisition, and nothing about anybody else."""
    rank = result.agency_rank if result else None
    if result and result.exception:
        rows = [("fact", exception(result.exception))]
    elif rank:
        rows = [
            (
                "fact",
                f"You ranked this person {ordinal(rank)}, and of the seats that could have them this was the best on their own list.",
            )
        ]
    else:
        rows = [
            (
                "fact",
                "You had not ranked this person. After your list came the certificate order, as you chose beforehand.",
            )
        ]
    for need in needs:
        level = held.get(need.skill_id, 0)
        if level >= need.level:
            rows.append(
                (
                    "pro",
                    f"{need.skill.name}: {SkillLevel(level).label}. You {'require' if need.required else 'listed as useful'} {SkillLevel(need.level).label}.",
                )
            )
        else:
            rows.append(
                (
                    "con",
                    f"{need.skill.name}: below {SkillLevel(need.level).label}. You listed it as useful, not required.",
                )
            )
    if entry.application.clearance_held >= requisition.clearance > 0:
        rows.append(
            ("pro", f"Holds {requisition.get_clearance_display()} or higher, so can start without waiting.")
        )
    elif requisition.clearance > 0:
        rows.append(
            ("ask", f"Agreed to get {requisition.get_clearance_display()}. Plan for the time that takes.")
        )
    return rows


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
