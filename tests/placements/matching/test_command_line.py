"""The command line and the standalone check, run as anybody would run them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from placements import matching
from placements.matching import PinConflict, Snapshot, build_market, digest, encode, solve
from placements.matching.__main__ import main

from .markets import by_lists, random_document

CHECK = Path(matching.__file__).parent / "standalone_check.py"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    data = by_lists({"a": "12", "b": "1"}, {"1": "ba", "2": "a"})
    snapshot, result = tmp_path / "snapshot.json", tmp_path / "result.json"
    snapshot.write_text(json.dumps(data))
    assert main(["solve", str(snapshot), "-o", str(result), "--engine", "heap"]) == 0
    return snapshot, result


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any]:
    status = main([str(argument) for argument in arguments])
    return status, json.loads(capsys.readouterr().out)


def test_solve_and_verify(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    placed = json.loads(files[1].read_text())["placements"]
    assert [(row["candidate"], row["requisition"]) for row in placed] == [("a", "2"), ("b", "1")]
    status, certificate = said(capsys, "verify", "--optimal", *files)
    assert (status, certificate["stable"], certificate["candidate_optimal"]) == (0, True, "yes")


def test_unstable_result_has_status_one(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads(files[1].read_text())
    result["placements"] = [row for row in result["placements"] if row["candidate"] == "b"]
    result["unplaced"] = ["a"]
    files[1].write_text(json.dumps(result))
    status, certificate = said(capsys, "verify", *files)
    assert (status, certificate["counts"]["pair"]) == (1, 1)
    result["placements"].append({"candidate": "a", "requisition": "1", "role": "engineer"})
    files[1].write_text(json.dumps(result))
    assert main(["verify", *map(str, files)]) == 1
    assert "1 has 2 people in a role of 1 seats" in capsys.readouterr().err


def test_explain_diff_check_digest_and_schema(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    status, reasons = said(capsys, "explain", "--candidate", "a", *files)
    assert (status, [row["code"] for row in reasons]) == (0, ["list", "placed"])
    status, report = said(capsys, "explain", "--requisition", "1", *files)
    assert (status, report["why_open"]) == (0, "full")
    assert said(capsys, "diff", *files, *files)[1]["moves"] == []
    assert said(capsys, "check", files[0])[1]["eligible_pairs"] == 3
    assert said(capsys, "schema")[1]["title"] == "Tech Force match snapshot"
    assert main(["digest", str(files[0])]) == 0
    assert capsys.readouterr().out.strip() == digest(Snapshot.from_json(files[0].read_bytes()))


def test_errors_name_the_offending_ids(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--candidate", "ghost", *map(str, files)]) == 2
    assert "ghost" in capsys.readouterr().err
    assert main(["solve", str(tmp_path / "absent.json")]) == 2
    assert "absent.json" in capsys.readouterr().err
    bad = by_lists({"a": "19"}, {"1": "a"})
    files[0].write_text(json.dumps(bad))
    assert main(["solve", str(files[0])]) == 2
    assert capsys.readouterr().err == "UnknownId at candidate a ranking: there is no requisition 9\n"


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"snapshot": "x"}', '{"snapshot": "x", "format": "techforce-match-result/1"}']
)
def test_garbled_results_are_refused(
    files: tuple[Path, Path], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text(text)
    assert main(["verify", *map(str, files)]) in (1, 2)
    assert capsys.readouterr().err


def test_result_of_another_snapshot_is_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_text(json.dumps(by_lists({"a": "12", "b": "1"}, {"1": "ab", "2": "a"})))
    assert main(["verify", *map(str, files)]) == 2
    assert "was made from another snapshot" in capsys.readouterr().err


def test_module_runs_by_name(files: tuple[Path, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "placements.matching", "check", str(files[0])], capture_output=True, check=True
    )
    assert json.loads(done.stdout)["candidates"] == 2


def standalone(snapshot: dict[str, Any], result: dict[str, Any], tmp_path: Path) -> list[str]:
    """What the one-file check finds, run by a bare interpreter that cannot see the project."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_bytes(encode(snapshot))
    two.write_bytes(encode(result))
    command = [sys.executable, "-I", "-S", str(CHECK), str(one), str(two)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    lines = done.stdout.splitlines()
    assert done.stderr == ""
    assert done.returncode == (1 if len(lines) > 1 else 0)
    assert digest(result) in lines[-1]
    return lines[:-1]


def published(seed: int, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    rng = random.Random(seed)
    while True:
        data = random_document(
            rng, 25, 8, minimums=True, pins=True, couples=rng.choice((0, 2)), listed=0.4, longest=6
        )
        data["policy"] = {"weights": {"certificate": 3, "useful": 1, "depth": 1, "start": 1}}
        for row in data["requisitions"]:
            row |= {
                "useful": {"a": 2, "b": 1},
                "skills": {"c": 1} if rng.random() < 0.3 else {},
                "start": ["2027-04-01", "2027-06-01"],
            }
        for row in data["candidates"]:
            row["start"] = [f"2027-0{rng.randint(3, 6)}-01", "2027-12-01"]
        try:
            snapshot = Snapshot.from_json(data)
            market = build_market(snapshot)
        except PinConflict:
            continue
        return snapshot.to_json(), solve(market, engine="heap", **options).to_json(market, digest(snapshot))


@pytest.mark.parametrize("seed", range(12))
def test_standalone_check_agrees(seed: int, tmp_path: Path) -> None:
    snapshot, result = published(seed, ties="promote" if seed % 4 == 3 else "lottery")
    assert standalone(snapshot, result, tmp_path) == []
    if result["placements"]:
        taken = result["placements"].pop()["candidate"]
        result["unplaced"] = sorted([*result["unplaced"], taken])
        couples = {name for row in snapshot["couples"] for name in row["candidates"]}
        found = standalone(snapshot, result, tmp_path)
        assert found
        assert taken in couples or any(taken in line or "is open with" in line for line in found)


def test_standalone_check_finds_a_swap_a_wrong_seed_and_a_missing_person(tmp_path: Path) -> None:
    snapshot, result = published(1)
    assert "made from another snapshot" in standalone({**snapshot, "seed": "other"}, result, tmp_path)[0]
    result["unplaced"] = result["unplaced"][1:]
    assert standalone(snapshot, result, tmp_path) == ["the result does not name every candidate exactly once"]
