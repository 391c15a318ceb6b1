"""The frozen snapshot a match run works on: people, requisitions, agency tree, caps, pins, pairs and policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

FORMAT = "techforce-match-snapshot/1"
SCORE_MAX = 1000
ROLE_LIMIT = 16
Levels = Mapping[str, int]


def nothing() -> Levels:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Weights:
    """Published weights of the parts of a score; the score is their integer mean on 0..1000."""

    certificate: int = 60
    useful: int = 20
    depth: int = 10
    start: int = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of the run that were fixed before the window opened."""

    teams: str = "drop"
    ties: str = "lottery"
    couple_rounds: int = 400
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person: certificate score by track, skills with levels, limits, and the certified ranking, best first."""

    id: str
    tracks: Levels
    ranking: tuple[str, ...] = ()
    skills: Levels = field(default_factory=nothing)
    citizen: bool = True
    clearance: int = 0
    places: tuple[str, ...] = ()
    remote: bool = False
    start: tuple[int, int] = (1, 3652059)
    grades: tuple[int, int] = (1, 15)
    travel: int = 100
    on_site: int = 7


@dataclass(frozen=True, slots=True)
class Role:
    """Seats of one kind inside a requisition; `minimum` above zero makes the requisition a team."""

    id: str
    seats: int
    minimum: int = 0
    skills: Levels = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Order:
    """How the agency orders people: by published score, or by its certified list with a policy for the unranked."""

    by: str = "score"
    ranked: tuple[str, ...] = ()
    unranked: str = "excluded"


@dataclass(frozen=True, slots=True)
class Requisition:
    """One agency request: seats by role, what it asks for, and how it orders people."""

    id: str
    roles: tuple[Role, ...]
    tracks: tuple[str, ...]
    unit: str | None = None
    critical: bool = False
    priority: int = 100
    skills: Levels = field(default_factory=nothing)
    useful: Levels = field(default_factory=nothing)
    citizenship: bool = True
    clearance: int = 0
    places: tuple[str, ...] = ()
    remote: bool = False
    start: tuple[int, int] = (1, 3652059)
    grades: tuple[int, int] = (1, 15)
    travel: int = 0
    on_site: int = 0
    order: Order = Order()


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, agency, bureau or programme; a tree by `parent`."""

    id: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `seats` people over these requisitions and everything under these units; `lists` says how lists compare."""

    id: str
    seats: int
    units: tuple[str, ...] = ()
    requisitions: tuple[str, ...] = ()
    lists: str = "refuse"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A pair that must never meet: the candidate and one requisition, or everything under one unit."""

    candidate: str
    requisition: str | None = None
    unit: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A placement two people decided before the run; it takes its seat and its room under every cap first."""

    candidate: str
    requisition: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Couple:
    """Two candidates linked by mutual consent; without `options`, joint choices are those in one place, best sum first."""

    id: str
    candidates: tuple[str, str]
    apart: str = "never"
    options: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run depends on. Rows are held sorted by id, so the order they arrived in cannot matter."""

    seed: str
    candidates: tuple[Candidate, ...]
    requisitions: tuple[Requisition, ...]
    units: tuple[Unit, ...] = ()
    caps: tuple[Cap, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    pins: tuple[Pin, ...] = ()
    couples: tuple[Couple, ...] = ()
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        for name in ("candidates", "requisitions", "units", "caps", "couples"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=lambda row: row.id)))
        object.__setattr__(
            self, "pins", tuple(sorted(self.pins, key=lambda row: (row.candidate, row.requisition)))
        )
        exclusions = sorted(
            self.exclusions,
            key=lambda row: (row.candidate, row.requisition or "", row.unit or "", row.reason),
        )
        object.__setattr__(self, "exclusions", tuple(dict.fromkeys(exclusions)))

    @classmethod
    def from_json(cls, document: str | bytes | Mapping[str, Any]) -> Snapshot:
        """The snapshot in a JSON text or an already parsed object. Raises `MatchingError` listing every offence."""
        from .reading import read_snapshot

        return read_snapshot(document)

    def to_json(self) -> dict[str, Any]:
        """The snapshot as plain data in the documented format; `canonical.encode` turns it into bytes."""
        from .writing import snapshot_data

        return snapshot_data(self)

    def spelled(self) -> Iterator[bytes]:
        """The canonical bytes of `to_json`, in pieces: what the digest is taken of, and what a large file is written from."""
        from .writing import spelled_snapshot

        return spelled_snapshot(self)
