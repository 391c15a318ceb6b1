"""Small random snapshots that use every feature, and tiny ones written by hand."""

from __future__ import annotations

import random
from typing import Any

Document = dict[str, Any]


def person(name: str, ranking: list[str], score: int = 500, **more: Any) -> Document:
    return {"id": name, "tracks": {"software": score}, "ranking": ranking, "places": ["dc"], **more}


def request(name: str, seats: int = 1, **more: Any) -> Document:
    return {
        "id": name,
        "tracks": ["software"],
        "places": ["dc"],
        "roles": [{"id": "engineer", "seats": seats}],
        **more,
    }


def document(people: list[Document], requests: list[Document], seed: str = "s", **more: Any) -> Document:
    weights = {"certificate": 1, "useful": 0, "depth": 0, "start": 0}
    return {
        "format": "techforce-match-snapshot/1",
        "seed": seed,
        "policy": {"weights": weights, **more.pop("policy", {})},
        "candidates": people,
        "requisitions": requests,
        **more,
    }


def by_lists(people: dict[str, str], requests: dict[str, str], seats: int = 1) -> Document:
    """A market from two tables of lists, ids of one letter; everybody not listed is excluded."""
    order = {name: {"by": "list", "ranked": list(ranked)} for name, ranked in requests.items()}
    return document(
        [person(name, list(ranked)) for name, ranked in people.items()],
        [request(name, seats, order=order[name]) for name in requests],
    )


def random_roles(rng: random.Random, team: bool) -> list[Document]:
    if not team:
        return [{"id": "engineer", "seats": rng.choice((0, 1, 1, 1, 2, 3))}]
    roles = []
    for name in ("lead", "engineer", "analyst")[: rng.randint(2, 3)]:
        seats = rng.randint(1, 2)
        skill = {rng.choice("abc"): 2} if rng.random() < 0.7 else {}
        roles.append({"id": name, "seats": seats, "minimum": 0, "skills": skill})
    return roles


def random_document(
    rng: random.Random, people: int, requests: int, *, caps: bool = True, roles: bool = True, minimums: bool = False,
    pins: bool = False, couples: int = 0, listed: float = 0.0, longest: int = 3, levels: int = 4,
) -> Document:  # fmt: skip
    """A random market; `levels` distinct scores make ties common."""
    names = [f"r{at}" for at in range(requests)]
    units = [
        {"id": "department"},
        {"id": "agency", "parent": "department"},
        {"id": "bureau", "parent": "agency"},
        {"id": "other"},
    ]
    rows = []
    for name in names:
        row = request(name, unit=rng.choice(("agency", "bureau", "department", "other", None)))
        row |= {"roles": random_roles(rng, roles and rng.random() < 0.4), "critical": rng.random() < 0.3}
        row |= {"places": rng.sample(("dc", "sf"), rng.randint(1, 2)), "priority": rng.randint(1, 3)}
        if minimums and rng.random() < 0.7:
            for role in row["roles"]:
                role["minimum"] = rng.randint(0, role["seats"])
        if rng.random() < listed:
            ranked = rng.sample([f"c{at}" for at in range(people)], rng.randint(0, people))
            row["order"] = {"by": "list", "ranked": ranked, "unranked": rng.choice(("excluded", "by_score"))}
        rows.append(row)
    crowd = []
    for at in range(people):
        ranking = rng.sample(names, rng.randint(0, min(longest, requests)))
        row = person(f"c{at}", ranking, 1000 * rng.randrange(levels) // levels)
        row["skills"] = {skill: 2 for skill in "abc" if rng.random() < 0.6}
        row["places"] = rng.sample(("dc", "sf"), rng.choice((1, 2, 2, 2)))
        crowd.append(row)
    more: Document = {"units": units}
    if caps:
        more["caps"] = [
            {
                "id": f"cap {unit['id']}",
                "seats": rng.randint(0, 3),
                "units": [unit["id"]],
                "lists": "by_place",
            }
            for unit in units
            if rng.random() < 0.6
        ]
    if couples:
        chosen = rng.sample([row["id"] for row in crowd], 2 * couples)
        more["couples"] = [
            {
                "id": f"k{at}",
                "candidates": chosen[2 * at : 2 * at + 2],
                "apart": rng.choice(("never", "if_needed")),
            }
            for at in range(couples)
        ]
    if pins and crowd and not couples:
        who, where = rng.choice(crowd), rng.choice(names)
        more["pins"] = [{"candidate": who["id"], "requisition": where}]
    return document(crowd, rows, seed=str(rng.random()), **more)
