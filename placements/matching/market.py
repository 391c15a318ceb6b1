"""The market: eligible pairs with their keys, seats, roles, caps, pins and couples as arrays, ready for an engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .columns import Columns, read_columns
from .couple_options import joint_options
from .eligibility import judge, role_mask
from .errors import refuse
from .forest import Forest
from .keys import CRITICAL, ORDINARY, PINNED, make_keys, refuse_overflow, standing
from .lottery import lottery
from .model import Snapshot
from .pins import pins_first, refuse_bad_pins
from .references import check_references
from .scoring import score


@dataclass(frozen=True, slots=True)
class Pins:
    """Per pin: candidate, requisition, and the key the pair would have without the pin (0 = the pair is not ranked)."""

    candidate: npt.NDArray[np.int32]
    request: npt.NDArray[np.int32]
    natural: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Market:
    """CSR lists (indptr (n+1,), then per pair: choice, key, mask, fail; best first), requisitions, caps, pins, couples.

    `mask` holds the roles a candidate can fill, 0 = ineligible; a pinned pair stands first on its candidate's list.
    """

    columns: Columns
    indptr: npt.NDArray[np.int64]
    choice: npt.NDArray[np.int32]
    key: npt.NDArray[np.int64]
    mask: npt.NDArray[np.uint16]
    fail: npt.NDArray[np.uint16]
    lottery: npt.NDArray[np.int64]
    role_start: npt.NDArray[np.int32]
    role_seats: npt.NDArray[np.int32]
    role_min: npt.NDArray[np.int32]
    team: npt.NDArray[np.bool_]
    forest: Forest
    pins: Pins
    couples: npt.NDArray[np.int32]
    options: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def n(self) -> int:
        return len(self.columns.candidate_ids)

    @property
    def m(self) -> int:
        return len(self.columns.requisition_ids)

    def people(self) -> npt.NDArray[np.int32]:
        """The candidate of each pair, shape (E,)."""
        return np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))


def build_market(snapshot: Snapshot) -> Market:
    """The market of a snapshot: the same snapshot always gives the same bytes.

    Raises `UnknownId`, `DuplicateRank`, `OverlappingCaps`, `IncomparableOrders`, `KeyOverflow` or `PinConflict`, each with
    every offence of its kind and the ids concerned.
    """
    refuse(check_references(snapshot))
    return assemble(read_columns(snapshot))


def assemble(columns: Columns) -> Market:
    """The market of a snapshot already in arrays. Raises `KeyOverflow` or `PinConflict`."""
    refuse_overflow(columns)
    rows = columns.requests
    indptr, choice, pinned = pins_first(columns)
    person = np.repeat(np.arange(len(columns.candidate_ids), dtype=np.int32), np.diff(indptr))
    fail, mask, best = judge(columns, person, choice)
    rank = lottery(columns.seed, columns.candidate_ids)
    fit = np.flatnonzero(mask)
    who, where = person[fit], choice[fit]
    field = standing(columns, who, where, score(columns, who, where, best[fit]))
    key = np.zeros(len(choice), np.int64)
    key[fit] = make_keys(np.where(rows.critical[where], CRITICAL, ORDINARY), field, rank[who])
    refuse_bad_pins(columns, pinned.at, fail)
    natural = np.where(pinned.ranked, key[pinned.at], 0)
    lift_pins(columns, pinned.at, fail, mask, key, rank)
    team = np.zeros(len(rows.critical), bool)
    team[np.repeat(np.arange(len(team)), np.diff(rows.role_start))[rows.role_min > 0]] = True
    return Market(
        columns=columns,
        indptr=indptr,
        choice=choice,
        key=key,
        mask=mask,
        fail=fail,
        lottery=rank,
        role_start=rows.role_start,
        role_seats=rows.role_seats,
        role_min=rows.role_min,
        team=team,
        forest=columns.forest,
        pins=Pins(columns.pins[:, 0], columns.pins[:, 1], natural),
        couples=columns.couples,
        options=joint_options(columns, indptr, choice, mask),
    )


def lift_pins(
    columns: Columns,
    at: npt.NDArray[np.intp],
    fail: npt.NDArray,
    mask: npt.NDArray,
    key: npt.NDArray,
    rank: npt.NDArray,
) -> None:
    """Give pinned pairs the top tier; a pin overrides the agency's list, so being unlisted does not matter here."""
    who, where = columns.pins[:, 0].astype(np.intp), columns.pins[:, 1].astype(np.intp)
    mask[at] = role_mask(columns, who, where)[0]
    fail[at] = 0
    key[at] = make_keys(PINNED, 0, rank[who])
