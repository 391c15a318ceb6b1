"""Hostile and careless snapshots: every offence named, nothing but `MatchingError` ever raised."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements import matching
from placements.matching import (
    DuplicateId,
    DuplicateRank,
    IncomparableOrders,
    InvalidSnapshot,
    KeyOverflow,
    Malformed,
    MatchingError,
    OverlappingCaps,
    PinConflict,
    Snapshot,
    UnknownId,
    build_market,
    encode,
    model,
)
from placements.matching.keys import refuse_overflow

from .markets import document, person, request
from .outcomes import market_of


def base() -> dict[str, Any]:
    return document([person("a", ["r", "q"]), person("b", ["r"])], [request("r", unit="u"), request("q", unit="v")],
                    units=[{"id": "u"}, {"id": "v"}])  # fmt: skip


def refused(data: Any, kind: type[MatchingError]) -> list[str]:
    with pytest.raises(kind) as raised:
        build_market(Snapshot.from_json(data))
    assert type(raised.value) is kind
    return [str(offence) for offence in raised.value.offences]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff\xfe", "cannot be read as JSON"),
        ("", "cannot be read as JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"seed": 1, "seed": 2}', "appears twice"),
        ('{"seed": NaN}', "NaN is not a JSON number"),
        ("1" * 5000, "cannot be read as JSON"),
        ("[]", "must be an object, not a list"),
        ("null", "must be an object, not nothing"),
    ],
)
def test_documents_that_are_not_snapshots(text: str | bytes, says: str) -> None:
    assert says in refused(text, Malformed)[0]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("candidates", 0, "id"), "", "candidates[0].id: must be a text of 1 to 200 characters"),
        (("candidates", 0, "id"), "\ud800", "cannot be printed"),
        (("candidates", 0, "id"), None, "must be a text, not nothing"),
        (("candidates", 0, "citizen"), 1, "must be true or false, not 1"),
        (("candidates", 0, "clearance"), True, "must be a whole number from 0 to 10, not True"),
        (("candidates", 0, "clearance"), 10**500, "a number of more than 60 digits"),
        (("candidates", 0, "tracks"), {"t": 1001}, "must be a whole number from 0 to 1000, not 1001"),
        (("candidates", 0, "tracks"), ["t"], "must be an object of names"),
        (("candidates", 0, "start"), ["2027-02-30", "2027-03-01"], "must be two dates in order"),
        (("candidates", 0, "start"), ["2027-03-02", "2027-03-01"], "must be two dates in order"),
        (("candidates", 0, "start"), 7, "must be two dates in order"),
        (("candidates", 0, "grades"), [12, 11], "must be two whole numbers in order from 1 to 15"),
        (("candidates", 0, "ranking"), "r", "must be a list, not a str"),
        (("candidates", 0, "ranking"), [["r"]], "must be a text"),
        (("candidates", 0, "surprise"), 1, "candidates[0].surprise: is not a field of the format"),
        (("candidates",), {}, "must be a list, not a dict"),
        (("requisitions", 0, "roles"), [], "must hold 1 to 16 roles"),
        (
            ("requisitions", 0, "roles"),
            [{"id": str(at), "seats": 1} for at in range(17)],
            "must hold 1 to 16 roles",
        ),
        (("requisitions", 0, "roles", 0, "minimum"), 2, "is 2, above its 1 seats"),
        (("requisitions", 0, "tracks"), [], "must name at least one track"),
        (("requisitions", 0, "order"), {"by": "score", "ranked": []}, "have no place here"),
        (("requisitions", 0, "order"), {"by": "whim"}, "must be one of score, list, not 'whim'"),
        (
            ("policy", "weights"),
            dict.fromkeys(("certificate", "useful", "depth", "start"), 0),
            "must not all be zero",
        ),
        (("seed",), 5, "snapshot.seed: must be a text, not 5"),
        (("format",), "other", "must be techforce-match-snapshot/1"),
        (("exclusions",), [{"candidate": "a"}], "must name either a requisition or a unit"),
        (("couples",), [{"id": "k", "candidates": ["a"]}], "must name two candidates"),
        (
            ("couples",),
            [{"id": "k", "candidates": ["a", "b"], "options": [["r"]]}],
            "must be two requisition ids",
        ),
        (("units", 0, "parent"), "u", "u under u again is a circle"),
        (("caps",), [{"id": "c", "seats": 1}], "must name what the cap is over"),
    ],
)
def test_fields(path: tuple[Any, ...], value: Any, says: str) -> None:
    data = base()
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert any(says in line for line in refused(data, Malformed))


def test_every_offence_is_listed_with_its_place() -> None:
    data = base()
    data["candidates"][0]["citizen"] = "yes"
    data["candidates"][1]["travel"] = -1
    data["requisitions"][0]["on_site"] = 9
    assert [line.split(":")[0] for line in refused(data, Malformed)] == [
        "Malformed at candidates[0].citizen",
        "Malformed at candidates[1].travel",
        "Malformed at requisitions[0].on_site",
    ]


def test_unknown_ids() -> None:
    data = base()
    data["candidates"][0]["ranking"] = ["r", "ghost"]
    data["requisitions"][0]["unit"] = "nowhere"
    data["requisitions"][1]["order"] = {"by": "list", "ranked": ["stranger"]}
    data["caps"] = [{"id": "cap", "seats": 1, "units": ["gone"], "requisitions": ["lost"]}]
    data["exclusions"] = [{"candidate": "nobody", "requisition": "missing"}]
    data["pins"] = [{"candidate": "no one", "requisition": "nothing"}]
    named = " ".join(refused(data, UnknownId))
    for name in ("ghost", "nowhere", "stranger", "gone", "lost", "nobody", "missing", "no one", "nothing"):
        assert name in named


def test_duplicates() -> None:
    data = base()
    data["candidates"][0]["ranking"] = ["r", "r"]
    assert refused(data, DuplicateRank) == ["DuplicateRank at candidates[0].ranking: names r more than once"]
    data = base()
    data["candidates"].append(person("a", []))
    assert "holds a more than once" in refused(data, DuplicateId)[0]


def test_mixed_kinds_share_the_base_class() -> None:
    data = base()
    data["candidates"][0]["ranking"] = ["r", "r"]
    data["candidates"][1]["travel"] = None
    assert len(refused(data, InvalidSnapshot)) == 2


def test_overlapping_caps_name_both_and_what_they_share() -> None:
    data = base()
    data["caps"] = [
        {"id": "one", "seats": 1, "units": ["u", "v"]},
        {"id": "two", "seats": 1, "requisitions": ["q"]},
    ]
    market_of(data)
    data["requisitions"].append(request("s"))
    data["caps"][1]["requisitions"] = ["q", "s"]
    with pytest.raises(OverlappingCaps) as raised:
        market_of(data)
    assert {"one", "two", "q"} == set(raised.value.offences[0].ids)


def test_lists_under_a_binding_cap_need_an_agreed_scale() -> None:
    data = base()
    data["requisitions"][0]["order"] = {"by": "list", "ranked": ["a", "b"]}
    data["caps"] = [{"id": "cap", "seats": 1, "units": ["u", "v"]}]
    assert "cap must compare people across agency lists (r)" in refused(data, IncomparableOrders)[0]
    data["caps"][0]["lists"] = "by_place"
    market_of(data)
    data["caps"][0] |= {"lists": "refuse", "seats": 2}
    market_of(data)


def test_pins_that_clash_are_named() -> None:
    data = base()
    data["pins"] = [{"candidate": "a", "requisition": "r"}, {"candidate": "b", "requisition": "r"}]
    assert "2 pins do not fit the seats of r: a, b" in refused(data, PinConflict)[0]
    data["pins"] = [{"candidate": "a", "requisition": "r"}, {"candidate": "a", "requisition": "q"}]
    assert "a is pinned to q and to r" in refused(data, PinConflict)[0]
    data["pins"] = [{"candidate": "a", "requisition": "r"}]
    data["candidates"][0]["citizen"] = False
    assert "a cannot be pinned to r: citizenship" in refused(data, PinConflict)[0]
    data["candidates"][0]["citizen"] = True
    data["caps"] = [{"id": "cap", "seats": 0, "units": ["u"]}]
    assert "1 pins do not fit the 0 seats of cap cap: a" in refused(data, PinConflict)[0]
    data["couples"] = [{"id": "k", "candidates": ["a", "b"]}]
    assert "a is pinned and cannot also rank as a couple" in refused(data, PinConflict)[0]


def test_couples_share_nobody_and_stay_inside_their_rankings() -> None:
    data = base()
    data["couples"] = [
        {"id": "k", "candidates": ["a", "b"], "options": [["q", "q"]]},
        {"id": "l", "candidates": ["b", "a"]},
    ]
    lines = refused(data, Malformed)
    assert any("q is not on the ranking of b" in line for line in lines)
    assert any("a is already in couple k" in line for line in lines)


def test_lists_longer_than_a_key_can_hold() -> None:
    names = [f"c{at}" for at in range(64_600)]
    rows = tuple(model.Candidate(name, {"t": 1}) for name in names)
    order = model.Order("list", tuple(names))
    snapshot = Snapshot("s", rows, (model.Requisition("r", (model.Role("e", 1),), ("t",), order=order),))
    with pytest.raises(KeyOverflow) as raised:
        build_market(snapshot)
    assert raised.value.offences[0].ids == ("r",)


def test_more_candidates_than_lottery_numbers() -> None:
    from dataclasses import replace

    from placements.matching.columns import read_columns

    columns = read_columns(Snapshot.from_json(base()))
    with pytest.raises(KeyOverflow, match="16777215 candidates"):
        refuse_overflow(replace(columns, candidate_ids=("a",) * (1 << 24)))


def test_reading_what_was_written_gives_the_same_snapshot() -> None:
    data = base()
    data["couples"] = [{"id": "k", "candidates": ["a", "b"], "options": [["r", "r"]]}]
    data["exclusions"] = [{"candidate": "a", "unit": "u", "reason": "former employer"}]
    snapshot = Snapshot.from_json(data)
    assert Snapshot.from_json(encode(snapshot.to_json())) == snapshot
    assert b"".join(snapshot.spelled()) == encode(snapshot.to_json())
    with pytest.raises(TypeError, match=r"holds no floats, not 1\.5"):
        encode({"score": 1.5})


def test_schema_names_the_fields_the_reader_takes() -> None:
    schema = json.loads((Path(matching.__file__).parent / "snapshot.schema.json").read_text())
    for cls in (model.Candidate, model.Requisition, model.Role, model.Order, model.Unit, model.Cap, model.Exclusion,
                model.Pin, model.Couple, model.Policy, model.Weights):  # fmt: skip
        assert set(schema["$defs"][cls.__name__.lower()]["properties"]) == {
            field.name for field in fields(cls)
        }
    assert set(schema["properties"]) == {field.name for field in fields(Snapshot)} | {"format"}
    assert schema["properties"]["format"]["const"] == model.FORMAT


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_junk_anywhere_is_refused_or_harmless(data: st.DataObject) -> None:
    """Put junk in the place of any value of a good snapshot."""
    document_ = base()
    document_["pins"] = [{"candidate": "a", "requisition": "r"}]
    document_["caps"] = [{"id": "cap", "seats": 1, "units": ["u"]}]
    at: Any = copy.deepcopy(document_)
    whole = at
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(at[key], (dict, list)) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        at[key] = data.draw(junk)
        break
    with suppress(MatchingError):
        build_market(Snapshot.from_json(whole))
