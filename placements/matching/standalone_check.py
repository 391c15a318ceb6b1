"""Check a published match: one file, standard library only. Usage: python standalone_check.py snapshot.json result.json

It shares no code with the program that made the match. It reads both documents, recomputes every lottery number, hard
constraint, score and priority, and then looks for anybody placed against the rules and for every person and requisition
that would both rather have each other. Exit status 0: nothing found; 1: something found; 2: the documents cannot be read.
"""

import hashlib
import json
import sys
from datetime import date
from functools import cache
from typing import Any

PROMOTED, SCORE_UNIT = 1 << 24, 1 << 25
CRITICAL, PINNED = 1 << 41, 2 << 41


def canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def lottery_ranks(seed: str, ids: Any) -> dict[str, int]:
    """n for the smallest SHA-256 of seed:id, 1 for the largest."""
    draws = sorted((hashlib.sha256(f"{seed}:{name}".encode()).digest(), name) for name in ids)
    return {name: len(draws) - at for at, (_, name) in enumerate(draws)}


def overlap(one: Any, two: Any) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


@cache
def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


class Checker:
    """The rules, worked out again from the two documents."""

    def __init__(self, snapshot: Any, result: Any) -> None:
        self.snapshot, self.result = snapshot, result
        self.people = {row["id"]: row for row in snapshot["candidates"]}
        self.requests = {row["id"]: row for row in snapshot["requisitions"]}
        self.parent = {row["id"]: row["parent"] for row in snapshot["units"]}
        self.rank = lottery_ranks(snapshot["seed"], self.people)
        self.place = {
            row["id"]: {name: at for at, name in enumerate(row["order"]["ranked"])}
            for row in snapshot["requisitions"]
            if row["order"]["by"] == "list"
        }
        self.excluded = {
            (row["candidate"], row["requisition"]) for row in snapshot["exclusions"] if row["requisition"]
        }
        self.barred = {(row["candidate"], row["unit"]) for row in snapshot["exclusions"] if row["unit"]}
        self.pins = {row["candidate"]: row["requisition"] for row in snapshot["pins"]}
        self.closed = {row["requisition"] for row in result["closed_teams"]}
        self.placed = {row["candidate"]: row for row in result["placements"]}
        self.promoted = set(result["promoted"])
        self.couple_of = {name: row["id"] for row in snapshot["couples"] for name in row["candidates"]}
        self.found: list[str] = []
        self.caps: list[tuple[int, int, str, set[str]]] = []
        for cap in snapshot["caps"]:
            named = set(cap["requisitions"])
            over = {
                name
                for name in self.requests
                if name in named or not self.units(name).isdisjoint(cap["units"])
            }
            self.caps.append((len(over), cap["seats"], cap["id"], over))
        self.caps.sort(key=lambda cap: (cap[0], cap[1]))

    def units(self, request: str) -> set[str]:
        found, at = set(), self.requests[request]["unit"]
        while at is not None:
            found.add(at)
            at = self.parent[at]
        return found

    def note(self, text: str) -> None:
        self.found.append(text)

    def roles(self, person: str, request: str) -> list[str]:
        """The roles of a requisition a person may fill; empty when a hard constraint fails."""
        who, what = self.people[person], self.requests[request]
        tracks = [who["tracks"][name] for name in what["tracks"] if name in who["tracks"]]
        near = (who["remote"] and what["remote"]) or not set(who["places"]).isdisjoint(what["places"])
        windows = [[day(text) for text in row["start"]] for row in (who, what)]
        order = what["order"]
        unlisted = (
            order["by"] == "list" and order["unranked"] == "excluded" and person not in self.place[request]
        )
        barred = (person, request) in self.excluded or any(
            (person, unit) in self.barred for unit in self.units(request)
        )
        ok = (
            tracks
            and self.has(who, what["skills"])
            and (who["citizen"] or not what["citizenship"])
            and who["clearance"] >= what["clearance"]
            and near
            and overlap(*windows)
            and overlap(who["grades"], what["grades"])
            and what["travel"] <= who["travel"]
            and what["on_site"] <= who["on_site"]
            and not barred
            and (not unlisted or self.pins.get(person) == request)
        )
        return [role["id"] for role in what["roles"] if self.has(who, role["skills"])] if ok else []

    def has(self, who: Any, skills: Any) -> bool:
        return all(who["skills"].get(name, 0) >= level for name, level in skills.items())

    def score(self, person: str, request: str) -> int:
        who, what = self.people[person], self.requests[request]
        held, weights = who["skills"], self.snapshot["policy"]["weights"]
        certificate = max(who["tracks"][name] for name in what["tracks"] if name in who["tracks"])
        useful = depth = start = 1000
        if what["useful"]:
            useful = (
                1000
                * sum(held.get(name, 0) >= level for name, level in what["useful"].items())
                // len(what["useful"])
            )
        if what["skills"]:
            above = sum(min(held[name] - level, 2) for name, level in what["skills"].items())
            depth = 1000 * above // (2 * len(what["skills"]))
        ready, (first, last) = day(who["start"][0]), (day(text) for text in what["start"])
        if ready > first:
            start = 1000 * (last - ready) // (last - first)
        parts = {"certificate": certificate, "useful": useful, "depth": depth, "start": start}
        return sum(weights[name] * value for name, value in parts.items()) // sum(weights.values())

    def key(self, person: str, request: str) -> int:
        """Standing of a person at a requisition: pin, then mission critical, then list place or score, then lottery."""
        if self.pins.get(person) == request:
            return PINNED + self.rank[person]
        place = self.place.get(request, {}).get(person)
        field = 65535 - place if place is not None else self.score(person, request)
        bonus = (
            PROMOTED
            if person in self.promoted and self.placed.get(person, {}).get("requisition") == request
            else 0
        )
        return (
            (CRITICAL if self.requests[request]["critical"] else 0)
            + field * SCORE_UNIT
            + bonus
            + self.rank[person]
        )

    def check_feasible(self) -> None:
        """Everybody placed once, where they may be; no role, cap or minimum broken; couples joint; pins kept."""
        named = [row["candidate"] for row in self.result["placements"]] + list(self.result["unplaced"])
        if sorted(named) != sorted(self.people):
            self.note("the result does not name every candidate exactly once")
        filled: dict[tuple[str, str], int] = {}
        for person, row in self.placed.items():
            request = row["requisition"]
            ranked = request in self.people[person]["ranking"] or self.pins.get(person) == request
            if not ranked or row["role"] not in self.roles(person, request) or request in self.closed:
                self.note(f"{person} may not be placed at {request} as {row['role']}")
            filled[request, row["role"]] = filled.get((request, row["role"]), 0) + 1
        for name, what in self.requests.items():
            for role in what["roles"]:
                many = filled.get((name, role["id"]), 0)
                if many > role["seats"]:
                    self.note(f"{name} has {many} people in {role['seats']} seats as {role['id']}")
                if many < role["minimum"] and name not in self.closed:
                    self.note(f"{name} is open with {many} of {role['minimum']} needed as {role['id']}")
        for _, seats, name, over in self.caps:
            inside = sum(row["requisition"] in over for row in self.placed.values())
            if inside > seats:
                self.note(f"{inside} people are placed under cap {name} of {seats}")
        for person, request in self.pins.items():
            if request not in self.closed and self.placed.get(person, {}).get("requisition") != request:
                self.note(f"{person} is not where the pin says")

    def check_couples(self) -> None:
        joint = {row["couple"]: row["joint"] for row in self.result["couples"]}
        for row in self.snapshot["couples"]:
            where = [self.placed.get(name, {}).get("requisition") for name in row["candidates"]]
            wanted = joint.get(row["id"])
            if where != (wanted or [None, None]) and (wanted or row["apart"] == "never"):
                self.note(f"couple {row['id']} is not where the result says it is jointly")

    def cut(self, person: str, request: str, held: Any, caps: Any) -> float | None:
        """The key to beat: None when a seat is free or can be freed, infinity when nothing could ever do."""
        what = self.requests[request]
        seats = {role["id"]: role["seats"] for role in what["roles"]}
        reached, grew = set(self.roles(person, request)), True
        while grew:
            wider = (
                reached.union(*(who[2] for who in held[request] if who[1] in reached))
                if held[request]
                else reached
            )
            grew, reached = wider != reached, wider
        inside = [who for who in held[request] if who[1] in reached]
        if sum(seats[name] for name in reached) <= len(inside):
            return min((who[0] for who in inside), default=float("inf"))
        return next((lowest for over, lowest in caps if request in over), None)

    def check_stable(self) -> None:
        """Every pair a single person likes better than the outcome, against whoever is there."""
        held: dict[str, list[tuple[int, str, set[str]]]] = {name: [] for name in self.requests}
        for person, row in self.placed.items():
            request = row["requisition"]
            held[request].append((self.key(person, request), row["role"], set(self.roles(person, request))))
        full: list[tuple[set[str], float]] = []
        for _, limit, _, over in self.caps:
            keys = [row[0] for name in over for row in held[name]]
            if len(keys) >= limit:
                full.append((over, min(keys, default=float("inf"))))
        promote = self.result["ties"] == "promote"
        for person, who in self.people.items():
            now = self.placed.get(person, {}).get("requisition")
            if person in self.couple_of or (now and self.pins.get(person) == now):
                continue
            for request in who["ranking"]:
                if request == now:
                    break
                if request in self.closed or not self.roles(person, request):
                    continue
                cut, own = self.cut(person, request, held, full), self.key(person, request)
                beaten = cut is None or (own // SCORE_UNIT > cut // SCORE_UNIT if promote else own >= cut)
                if beaten:
                    self.note(f"{person} and {request} would both rather have each other")


def main(arguments: list[str]) -> int:
    try:
        with open(arguments[0], "rb") as one, open(arguments[1], "rb") as two:
            snapshot, result = json.load(one), json.load(two)
        checker = Checker(snapshot, result)
    except (IndexError, OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot read the documents: {error!r}\n{__doc__}", file=sys.stderr)
        return 2
    if (
        result["snapshot"] != hashlib.sha256(canonical(snapshot)).hexdigest()
        or result["seed"] != snapshot["seed"]
    ):
        checker.note("the result was made from another snapshot or seed")
    checker.check_feasible()
    checker.check_couples()
    if not checker.found:
        checker.check_stable()
    for line in checker.found:
        print(line)
    print(
        f"{len(checker.placed)} placements checked, {len(checker.found)} faults found; result {hashlib.sha256(canonical(result)).hexdigest()}"
    )
    return 1 if checker.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
