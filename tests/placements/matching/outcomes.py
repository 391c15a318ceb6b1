"""Shorthands: solve a document and read who went where."""

from __future__ import annotations

from typing import Any

from placements.matching import Certificate, Market, Result, Snapshot, build_market, solve, verify


def market_of(document: dict[str, Any]) -> Market:
    return build_market(Snapshot.from_json(document))


def where(market: Market, result: Result) -> dict[str, str]:
    """Requisition of every placed candidate."""
    ids = market.columns.requisition_ids
    names = zip(market.columns.candidate_ids, result.assign.tolist(), strict=True)
    return {name: ids[request] for name, request in names if request >= 0}


def solved(document: dict[str, Any], **options: Any) -> dict[str, str]:
    market = market_of(document)
    return where(market, solve(market, engine="heap", **options))


def certified(document: dict[str, Any], **options: Any) -> tuple[Market, Result, Certificate]:
    market = market_of(document)
    result = solve(market, engine="heap", **options)
    return market, result, verify(market, result, optimal=True)
