"""Two runs side by side, from their stored results: the same number of queries for ten people or ten thousand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from agencies.models import Requisition
from placements.explanations import CAUSES
from placements.models import MatchResult, MatchRun

SHOWN_SEATS = 200
KINDS = ("worse", "better", "sideways", "joined", "left")


@dataclass(frozen=True)
class Figure:
    """One line of the table of both runs; `of_before` and `of_after`: what it is a share of, nothing for none."""

    label: str
    before: int
    after: int
    of_before: int = 0
    of_after: int = 0

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class SeatChange:
    """A requisition whose seats or people differ."""

    number: str
    title: str
    seats_before: int
    seats_after: int
    filled_before: int
    filled_after: int


@dataclass(frozen=True)
class Comparison:
    """Everything but the lists of people, which come in pages."""

    old: MatchRun
    new: MatchRun
    figures: list[Figure]
    causes: list[Figure]
    seats: list[SeatChange]
    seats_total: int
    counts: dict[str, int]

    @property
    def moved(self) -> int:
        return sum(self.counts.values())


def comparison(old: MatchRun, new: MatchRun) -> Comparison:
    """What differs from one completed run to another. Four queries."""
    before, after = _report(old), _report(new)
    seats = list(_seat_changes(before, after))
    shown = _named(seats[:SHOWN_SEATS])
    return Comparison(
        old, new, _figures(before, after), _causes(before, after), shown, len(seats), counts(old, new)
    )


def counts(old: MatchRun, new: MatchRun) -> dict[str, int]:
    """How many people gain, lose, move sideways, join and leave."""
    found = dict.fromkeys(KINDS, 0)
    for kind, many in moves(old, new).order_by().values_list("kind").annotate(many=Count("pk")):
        if kind in found:
            found[kind] = many
    found["left"] = gone(old, new).count()
    return found


def moves(old: MatchRun, new: MatchRun) -> QuerySet[Any]:
    """Results of the new run with `was` (the old requisition), `was_place` on the person's own list, and `kind`.

    Better and worse are by the list in the new run; being placed beats not being placed; `sideways`: the list cannot tell.
    """
    same = Q(requisition=F("before__requisition")) | Q(requisition=None, before__requisition=None)
    kind = Case(
        When(before=None, then=Value("joined")),
        When(same, then=Value("same")),
        When(before__requisition=None, then=Value("better")),
        When(requisition=None, then=Value("worse")),
        When(Q(was_place=None) | Q(candidate_rank=None), then=Value("sideways")),
        When(candidate_rank__lt=F("was_place"), then=Value("better")),
        default=Value("worse"),
        output_field=CharField(),
    )
    earlier = FilteredRelation(
        "application__match_results", condition=Q(application__match_results__run=old.pk)
    )
    rows = MatchResult.objects.filter(run=new).annotate(before=earlier)
    rows = rows.annotate(was=F("before__requisition"), was_place=place_of("reasons", "before__requisition"))
    return rows.annotate(kind=kind)


def place_of(lines: str, requisition: str) -> Func:
    """The place of a requisition among the lines of a list; null where it is not on it."""
    return Func(
        F(lines),
        F(requisition),
        template=(
            "(select (line->>'place')::int from (values (%(expressions)s)) v(lines, wanted), "
            "jsonb_array_elements(v.lines) line where line->>'requisition' = v.wanted::text limit 1)"
        ),
        output_field=IntegerField(),
    )


def gone(old: MatchRun, new: MatchRun) -> QuerySet[Any]:
    """Results of the old run of people who are not in the new one."""
    there = MatchResult.objects.filter(run=new, application=OuterRef("application"))
    return MatchResult.objects.filter(~Exists(there), run=old)


def people_of(old: MatchRun, new: MatchRun, kind: str) -> QuerySet[Any]:
    """One of the lists, to be read in pages by code."""
    rows: QuerySet[Any]
    if kind == "left":
        rows = gone(old, new).annotate(was=F("requisition"), was_place=F("candidate_rank"))
    else:
        rows = moves(old, new).filter(kind=kind)
    return rows.select_related("application", "requisition").only(
        "application__code", "requisition__number", "candidate_rank", "run_id"
    )


def with_numbers(rows: list[Any]) -> list[Any]:
    """The same rows with `was_number`, the number of the requisition they had. One query."""
    wanted = {row.was for row in rows if row.was}
    numbers = dict(Requisition.objects.filter(pk__in=wanted).values_list("pk", "number"))
    for row in rows:
        row.was_number = numbers.get(row.was, "")
    return rows


def _report(run: MatchRun) -> dict[str, Any]:
    return run.certificate["report"]  # type: ignore[index]


def _figures(before: dict[str, Any], after: dict[str, Any]) -> list[Figure]:
    people = before["people"], after["people"]
    placed = before["placed"], after["placed"]
    names = (
        ("People with a certified list", "people", (0, 0)),
        ("Requisitions", "requisitions", (0, 0)),
        ("Seats", "seats", (0, 0)),
        ("Placed", "placed", people),
        ("On their first choice", "first_choice", placed),
        ("In their top three", "top_three", placed),
    )
    return [Figure(label, before[name], after[name], *of) for label, name, of in names]


def _causes(before: dict[str, Any], after: dict[str, Any]) -> list[Figure]:
    was, now = before["open_by_cause"], after["open_by_cause"]
    return [
        Figure(CAUSES[name], was.get(name, 0), now.get(name, 0)) for name in sorted(was.keys() | now.keys())
    ]


def _seat_changes(
    before: dict[str, Any], after: dict[str, Any]
) -> Iterator[tuple[str, dict[str, int], dict[str, int]]]:
    was, now = before["by_requisition"], after["by_requisition"]
    nothing = {"seats": 0, "filled": 0}
    for name in sorted(was.keys() | now.keys()):
        one, two = was.get(name, nothing), now.get(name, nothing)
        if (one["seats"], one["filled"]) != (two["seats"], two["filled"]):
            yield name, one, two


def _named(rows: list[tuple[str, dict[str, int], dict[str, int]]]) -> list[SeatChange]:
    ids = [name for name, _, _ in rows]
    named = {str(row.pk): row for row in Requisition.objects.filter(pk__in=ids).only("number", "title")}
    made = [
        SeatChange(
            named[name].number, named[name].title, one["seats"], two["seats"], one["filled"], two["filled"]
        )
        for name, one, two in rows
    ]
    return sorted(made, key=lambda row: row.number)
