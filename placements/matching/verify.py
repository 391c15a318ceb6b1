"""The certificate: what holds for this result and every exception, found without any code of the solver."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .certificate_couples import apart, couples_that_block
from .certificate_teams import coalitions
from .cuts import held_positions, pair_cuts
from .feasible import check_feasible
from .guarantees import guarantees_of
from .keys import PROMOTED, SCORE_SHIFT
from .market import Market
from .recheck import second_opinion

if TYPE_CHECKING:
    from .result import Result

Longs = npt.NDArray[np.int64]
LISTED = 1000


@dataclass(frozen=True, slots=True)
class Blocking:
    """One exception to stability: kind (pair, pin_envy, couple, coalition), the people and the requisitions concerned."""

    kind: str
    candidates: tuple[str, ...]
    requisitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a check of a result found. `stable` is true when no single person and requisition block.

    `blocking` lists the exceptions, the first thousand of each kind; `counts` holds all of them. `candidate_optimal` and
    `closed_teams_maximal` say yes, no, or not checked. `guarantees` names the theorems that cover this instance.
    """

    feasible: bool
    stable: bool
    pairs_checked: int
    blocking: tuple[Blocking, ...]
    counts: dict[str, int]
    teams_viable: bool
    closed_teams_maximal: str
    candidate_optimal: str
    guarantees: tuple[str, ...]
    seed: str
    ties: str

    def to_json(self) -> dict[str, Any]:
        """The certificate as plain data."""
        data = asdict(self)
        for name in ("blocking", "guarantees"):
            data[name] = list(data[name])
        for row in data["blocking"]:
            row["candidates"], row["requisitions"] = list(row["candidates"]), list(row["requisitions"])
        return data


def verify(market: Market, result: Result, *, optimal: bool = False) -> Certificate:
    """Check a result against its market, in time linear in the pairs.

    Nothing of the engines or the outer loops is used. With `optimal` a second, slower implementation of deferred
    acceptance also confirms that every single is at the best stable outcome and that no closed team could be added.
    Raises `Infeasible` when somebody is placed where the market does not allow it.
    """
    held = held_positions(market, result.assign)
    check_feasible(market, result, held)
    checked, pair, envy = blocking_pairs(market, result, held)
    couples = couples_that_block(market, result, held)
    groups = coalitions(market, result, held)
    people, requests = market.columns.candidate_ids, market.columns.requisition_ids
    rows = []
    for kind, found in (("pair", pair), ("pin_envy", envy)):
        owner = np.searchsorted(market.indptr, found[:LISTED], side="right") - 1
        rows += [
            Blocking(kind, (people[who],), (requests[where],))
            for who, where in zip(owner, market.choice[found[:LISTED]], strict=True)
        ]
    for pair_of, option in couples[:LISTED]:
        rows.append(
            Blocking(
                "couple", tuple(people[who] for who in pair_of), tuple(requests[where] for where in option)
            )
        )
    for team, members in groups:
        rows.append(Blocking("coalition", tuple(people[who] for who in members), (requests[team],)))
    best, maximal = second_opinion(market, result, held) if optimal else ("not checked", "not checked")
    return Certificate(
        feasible=True,
        stable=not len(pair),
        pairs_checked=checked,
        blocking=tuple(rows),
        counts={"pair": len(pair), "pin_envy": len(envy), "couple": len(couples), "coalition": len(groups)},
        teams_viable=True,
        closed_teams_maximal="yes" if not result.closed_teams else maximal,
        candidate_optimal=best,
        guarantees=guarantees_of(market, result, len(pair), len(couples), len(groups)),
        seed=market.columns.seed,
        ties=result.ties,
    )


def blocking_pairs(market: Market, result: Result, held: Longs) -> tuple[int, Longs, Longs]:
    """Pairs checked; pairs of a single person and an open requisition that block; pairs that only a pin keeps from it."""
    open_ = np.ones(market.m, bool)
    open_[[row.request for row in result.closed_teams]] = False
    limit = np.where(held >= 0, held, market.indptr[1:])
    joint = market.couples[~apart(market, result)].ravel()
    limit[joint] = market.indptr[joint]
    before = np.arange(len(market.choice)) < np.repeat(limit, np.diff(market.indptr))
    pairs = np.flatnonzero(before & (market.mask != 0) & open_[market.choice])
    placed = np.flatnonzero(held >= 0)
    at = held[placed]
    key = market.key[at] + np.where(result.promoted[placed], PROMOTED, 0)
    blocks = beats(market, result, pairs, at, result.role[placed], key)
    natural = key.copy()
    pinned = np.isin(placed, market.pins.candidate)
    order = np.argsort(market.pins.candidate)
    sorted_pins = market.pins.candidate[order]
    natural[pinned] = market.pins.natural[order][np.searchsorted(sorted_pins, placed[pinned])]
    envies = beats(market, result, pairs, at, result.role[placed], natural) if pinned.any() else blocks
    return len(pairs), pairs[blocks], pairs[envies & ~blocks]


def beats(
    market: Market, result: Result, pairs: Longs, held: Longs, role: Any, key: Longs
) -> npt.NDArray[np.bool_]:
    """Which pairs beat what they would have to beat; with promoted ties only a higher score counts.

    Keys are equal only for two pairs of one person under one cap, and then the one they like better counts as higher.
    """
    cut, _ = pair_cuts(market, pairs, held, role, key)
    own = market.key[pairs]
    if result.ties == "promote":
        free = cut < 0
        return free | (own >> SCORE_SHIFT > cut >> SCORE_SHIFT)
    return own >= cut
