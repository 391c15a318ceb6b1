"""What those who run and approve matches read of a run."""

from dataclasses import dataclass
from typing import Any

from agencies.models import Requisition
from applicants.models import Application
from placements.explanations import CAUSES, missing_words
from placements.matching import SENTENCES
from placements.models import MatchResult, MatchRun

from .roles import role_names

SHOWN = 50
# Who would rather have each other, by the verifier's word for it.
KINDS = {
    "pair": "Person and requisition",
    "pin_envy": "Passed by an exception",
    "couple": "Linked pair, both at once",
    "coalition": "Group for a team",
}


@dataclass(frozen=True)
class BlockingPair:
    """A person and a requisition that the check lists, by code and number."""

    kind: str
    codes: str
    numbers: str


@dataclass(frozen=True)
class ClosedTeam:
    """A team that did not open, with the seats it lacked in words."""

    number: str
    title: str
    agency: str
    missing: str


@dataclass(frozen=True)
class CapReport:
    """A limit of an agency that could bind: how many it let in, how many came, and seats left open because of a limit."""

    agency: str
    seats: int
    filled: int
    open: int

    @property
    def reached(self) -> bool:
        """Whether nobody more could come."""
        return self.filled >= self.seats


@dataclass(frozen=True)
class RunReport:
    """The stability report of a completed run."""

    people: int
    requisitions: int
    pairs: int
    placed: int
    first_choice: int
    top_three: int
    seats: int
    open_by_cause: list[tuple[str, int]]
    stable: bool
    pairs_checked: int
    candidate_optimal: str
    guarantees: list[str]
    blocking: list[BlockingPair]
    closed_teams: list[ClosedTeam]
    caps: list[CapReport]
    linked: dict[str, Any]

    @property
    def open_seats(self) -> int:
        return self.seats - self.placed


def run_report(run: MatchRun) -> RunReport | None:
    """The report, None before the run is complete. Three queries at most."""
    if not run.certificate:
        return None
    check, report = run.certificate["check"], run.certificate["report"]
    return RunReport(
        people=report["people"],
        requisitions=report["requisitions"],
        pairs=report["ranked_pairs"],
        placed=report["placed"],
        first_choice=report["first_choice"],
        top_three=report["top_three"],
        seats=report["seats"],
        open_by_cause=[(CAUSES[cause], many) for cause, many in report["open_by_cause"].items()],
        stable=check["stable"],
        pairs_checked=check["pairs_checked"],
        candidate_optimal=check["candidate_optimal"],
        guarantees=[SENTENCES[code] for code in check["guarantees"]],
        blocking=blocking_pairs(check["blocking"][:SHOWN]),
        closed_teams=_closed_teams(report["by_requisition"]),
        caps=[CapReport(agency, **row) for agency, row in report.get("caps", {}).items()],
        linked=report.get("pairs", {}),
    )


def _closed_teams(by_requisition: dict[str, Any]) -> list[ClosedTeam]:
    """Every team that did not open, by number. No query where there is none."""
    closed = {pk: row["roles"] for pk, row in by_requisition.items() if row["why_open"] == "team_closed"}
    if not closed:
        return []
    names = role_names(role for roles in closed.values() for role in roles)
    rows = Requisition.objects.filter(pk__in=closed).select_related("agency").order_by("number")
    return [
        ClosedTeam(row.number, row.title, row.agency.name, _lacked(closed[str(row.pk)], names))
        for row in rows
    ]


def _lacked(roles: dict[str, Any], names: dict[str, str]) -> str:
    return missing_words({role: row["missing"] for role, row in roles.items()}, names)


def blocking_pairs(rows: list[dict[str, Any]]) -> list[BlockingPair]:
    """Rows of a certificate with codes and numbers in place of ids. Two queries, none for no rows."""
    if not rows:
        return []
    codes = _names(Application, "code", [pk for row in rows for pk in row["candidates"]])
    numbers = _names(Requisition, "number", [pk for row in rows for pk in row["requisitions"]])
    return [
        BlockingPair(
            KINDS[row["kind"]],
            ", ".join(codes[pk] for pk in row["candidates"]),
            ", ".join(numbers[pk] for pk in row["requisitions"]),
        )
        for row in rows
    ]


def _names(model: Any, field: str, ids: list[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", field)}


def run_results(run: MatchRun) -> Any:
    """Every person of a run with where they were placed; nothing of anybody's list."""
    rows = MatchResult.objects.filter(run=run).select_related("application", "requisition__agency")
    return rows.only("application__code", "requisition__number", "requisition__agency__acronym", "run_id")
