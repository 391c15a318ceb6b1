"""Three snapshots whose digests and results may never change, on any platform, Python or NumPy."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from placements.matching import Snapshot, build_market, digest, solve

from .markets import document, person, request

GOLDEN = {
    "plain": (
        "25f219d20bbb6419b293119e2460de469d703d3da350e774f09da47fcfd3ac63",
        "b0cf4f3560c28dcda0faa5b2853ed5e9ecdee20af0cf8999c858bf17d2b14ecb",
    ),
    "caps and teams": (
        "300abeb62e4735eff625a4e2c3ad79b52a21d6fed2e724468b0b7d41406c7dee",
        "e5017c85ff5294acebc7a972af66e307ed9a1f42ecace7cb7f6a32e377bd554a",
    ),
    "everything": (
        "75f87d7d1fc6efce7d437b146338c2c8a0088101581bf05882941f6892a22bba",
        "03ef5736c9360794fffa6fcb0f6c27f2bf18165752d1fe3600fbfc1e4d2a2707",
    ),
}


def number(*words: object, below: int) -> int:
    """A number that depends on the words alone, so that no random generator is involved."""
    return int.from_bytes(sha256(" ".join(map(str, words)).encode()).digest()[:8], "big") % below


def people(many: int, requests: int) -> list[dict[str, Any]]:
    rows = []
    for at in range(many):
        ranking = list(dict.fromkeys(f"r{number(at, place, below=requests)}" for place in range(6)))
        row = person(f"c{at}", ranking, 10 * number("score", at, below=100))
        row["skills"] = {skill: number(at, skill, below=4) for skill in ("go", "sql", "lead")}
        rows.append(row | {"places": [("dc", "sf")[number("place", at, below=2)], "nyc"]})
    return rows


def requests(many: int, team: int) -> list[dict[str, Any]]:
    rows = []
    for at in range(many):
        row = request(f"r{at}", 1 + number("seats", at, below=3), unit=f"u{at % 3}", critical=at % 4 == 0)
        row |= {
            "places": ["dc", "nyc"][: 1 + at % 2],
            "useful": {"sql": 2},
            "skills": {"go": 1} if at % 2 else {},
        }
        if at % 5 == team:
            row["roles"] = [
                {"id": "lead", "seats": 1, "minimum": 1, "skills": {"lead": 2}},
                {"id": "e", "seats": 2, "minimum": 1},
            ]
        rows.append(row)
    return rows


def snapshot(kind: str) -> dict[str, Any]:
    data = document(
        people(60, 15),
        requests(15, 0 if kind != "plain" else 9),
        seed=f"golden {kind}",
        policy={"weights": {}},
    )
    if kind != "plain":
        data["units"] = [{"id": "top"}, *({"id": f"u{at}", "parent": "top"} for at in range(3))]
        data["caps"] = [
            {"id": f"cap {name}", "seats": seats, "units": [name], "lists": "by_place"}
            for name, seats in (("top", 20), ("u1", 6))
        ]
    else:
        for row in data["requisitions"]:
            del row["unit"]
    if kind == "everything":
        data["requisitions"][1]["order"] = {
            "by": "list",
            "ranked": ["c5", "c1", "c9"],
            "unranked": "by_score",
        }
        data["couples"] = [
            {"id": f"k{at}", "candidates": [f"c{20 + at}", f"c{30 + at}"], "apart": "if_needed"}
            for at in range(4)
        ]
        data["pins"] = [{"candidate": "c7", "requisition": "r3", "reason": "returning"}]
        data["exclusions"] = [{"candidate": "c8", "unit": "u2"}]
        data["candidates"][7] |= {"skills": {"go": 3}, "places": ["dc", "nyc"]}
        data["requisitions"][5]["roles"] = [{"id": "e", "seats": 9, "minimum": 8}]
        for at in range(4):
            data["candidates"][30 + at]["ranking"] = data["candidates"][20 + at]["ranking"]
        data["policy"]["teams"] = "lex"
    return data


@pytest.mark.parametrize("kind", GOLDEN)
@pytest.mark.parametrize("engine", ["heap", "numba"])
def test_digests(kind: str, engine: str) -> None:
    frozen = Snapshot.from_json(snapshot(kind))
    market = build_market(frozen)
    result = solve(market, engine=engine)
    assert result.stats["placed"] > 15
    assert (digest(frozen), digest(result.to_json(market, digest(frozen)))) == GOLDEN[kind]
