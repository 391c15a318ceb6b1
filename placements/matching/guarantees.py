"""Which guarantees cover an instance: codes for pages to translate, and the plain sentence behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .market import Market

if TYPE_CHECKING:
    from .result import Result

SENTENCES = {
    "hard_constraints": "Everybody placed meets every hard constraint; no seat, role or cap is exceeded.",
    "reproducible": "The same snapshot and seed give the same result, whatever the order of rows.",
    "stable": "No person and no requisition would both rather have each other.",
    "candidate_optimal": "Everybody has the best requisition they could have in any stable outcome.",
    "truthful": "Nobody can gain by ranking in an order other than their own.",
    "same_people": "Every stable outcome places the same people.",
    "teams_viable": "Every open team reaches its minimum in every role.",
    "stable_among_open": "No person and no open requisition would both rather have each other.",
    "optimal_given_teams": "Given which teams opened, everybody has the best requisition they could have in any stable outcome.",
    "no_coalition": "No group would rather open a closed team together.",
    "optimal_given_couples": "Given where couples are, every other person has the best requisition any stable outcome gives.",
    "no_couple_blocks": "No couple would be taken together at a joint choice it prefers.",
    "stable_around_pins": "Stability holds around the placements decided beforehand; people who lose only to those are listed.",
    "stable_for_scores": "No person would be preferred on score at a requisition they like better; equal scores do not count.",
    "two_thirds": "At least two thirds as many people are placed as in the largest outcome that is stable for scores.",
}


def guarantees_of(market: Market, result: Result, pairs: int, couples: int, groups: int) -> tuple[str, ...]:
    """Codes of the sentences that hold here, given how many pairs, couples and groups were found to block."""
    codes = ["hard_constraints", "reproducible"]
    teams, joint, promoted = bool(market.team.any()), bool(len(market.couples)), result.ties == "promote"
    simple = (
        not len(market.forest.ids)
        and bool((np.diff(market.role_start) == 1).all())
        and not len(market.pins.candidate)
    )
    if teams:
        codes.append("teams_viable")
        if not groups:
            codes.append("no_coalition")
    if joint and not couples:
        codes.append("no_couple_blocks")
    if pairs:
        return tuple(codes)
    if promoted:
        codes.append("stable_for_scores")
        if simple and not teams and not joint:
            codes.append("two_thirds")
        return tuple(codes)
    codes.append("stable_among_open" if teams else "stable")
    if joint:
        codes.append("optimal_given_couples")
    elif teams:
        codes.append("optimal_given_teams")
    else:
        codes += ["candidate_optimal", "truthful", "same_people"]
    if len(market.pins.candidate):
        codes.append("stable_around_pins")
    return tuple(codes)
