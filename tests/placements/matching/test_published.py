"""Instances from the literature whose answers are known."""

from __future__ import annotations

from .markets import by_lists, document, person, request
from .oracle import Oracle
from .outcomes import certified, market_of, solved

SMALL = by_lists({"α": "ABC", "β": "BCA", "γ": "CAB"}, {"A": "βγα", "B": "γαβ", "C": "αβγ"})
LARGE = by_lists(
    {"α": "ABCD", "β": "ADCB", "γ": "BACD", "δ": "DBCA"},
    {"A": "δγαβ", "B": "βδαγ", "C": "δαβγ", "D": "γβαδ"},
)
KNUTH = by_lists(
    {"1": "abcd", "2": "badc", "3": "cdab", "4": "dcba"},
    {"a": "4321", "b": "3412", "c": "2143", "d": "1234"},
)


def test_gale_and_shapley_three_by_three() -> None:
    assert solved(SMALL) == {"α": "A", "β": "B", "γ": "C"}
    assert len(Oracle(market_of(SMALL)).stable()) == 3


def test_gale_and_shapley_four_by_four() -> None:
    assert solved(LARGE) == {"α": "C", "β": "D", "γ": "A", "δ": "B"}
    assert len(Oracle(market_of(LARGE)).stable()) == 1


def test_knuth_ten_stable_matchings() -> None:
    assert solved(KNUTH) == {"1": "a", "2": "b", "3": "c", "4": "d"}
    assert len(Oracle(market_of(KNUTH)).stable()) == 10


def test_kamada_and_kojima_flexible_cap_places_everybody() -> None:
    """Ten doctors, a region of ten: cutting each hospital to five in advance leaves two people without a place."""
    people = [person(f"d{at}", ["h1" if at < 3 else "h2"], 900 - at) for at in range(10)]
    region = {"units": [{"id": "region"}], "caps": [{"id": "cap", "seats": 10, "units": ["region"]}]}
    flexible = document(people, [request(name, 10, unit="region") for name in ("h1", "h2")], **region)
    cut = document(people, [request(name, 5, unit="region") for name in ("h1", "h2")], **region)
    assert len(solved(flexible)) == 10
    assert len(solved(cut)) == 8


def test_klaus_and_klijn_couple_without_a_stable_outcome() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "12"}, {"1": "as", "2": "sb"})
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "options": [["1", "2"]]}]
    _, result, certificate = certified(data)
    assert result.looped
    assert certificate.stable
    assert certificate.counts["couple"] + certificate.counts["pair"] == 1
    assert "no_couple_blocks" not in certificate.guarantees


def test_roth_couple_that_can_be_placed() -> None:
    data = by_lists({"a": "1", "b": "2", "s": "12"}, {"1": "as", "2": "bs"})
    data["couples"] = [{"id": "ab", "candidates": ["a", "b"], "options": [["1", "2"]]}]
    assert solved(data) == {"a": "1", "b": "2"}


def test_last_seat_goes_to_the_earlier_on_the_list() -> None:
    assert solved(by_lists({"x": "1", "y": "1"}, {"1": "yx"})) == {"y": "1"}
