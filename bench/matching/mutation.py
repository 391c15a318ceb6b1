"""Mutation testing of the engine: break one operator at a time, the tests must notice. python -m bench.matching.mutation

Every mutant lives in a forked child that imports the broken module in place of the real one; nothing on disk is changed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "placements" / "matching"
MODULES = (
    "engine/heap", "engine/bundle", "engine/kernel", "engine/board", "seating", "trials", "teams", "couples", "acceptance",
    "solving", "keys", "forest", "pins", "couple_options", "eligibility", "scoring", "cuts", "choice", "feasible", "verify",
    "certificate_couples", "certificate_teams", "recheck", "explain",
)  # fmt: skip
# The quickest tests that notice most come first; the run stops at the first failure.
TESTS = (
    "published",
    "rules",
    "explain",
    "teams",
    "couples",
    "certificate",
    "enumeration",
    "engines",
    "golden",
    "peers",
    "changes",
    "reading",
    "options",
)
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.FloorDiv: ast.Mult, ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: the module, the line, what it was and what it became, and the broken tree."""

    module: str
    line: int
    change: str
    tree: ast.Module


def sites(tree: ast.Module) -> Iterator[tuple[ast.AST, str, Any, str]]:
    """Every place to break: node, attribute, new value, description; annotations are left alone."""
    skipped = {
        id(inner) for node in ast.walk(tree) for outer in annotations(node) for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
            yield (
                node,
                "ops",
                [SWAPS[type(node.ops[0])](), *node.ops[1:]],
                f"{name(node.ops[0])} to {name(SWAPS[type(node.ops[0])]())}",
            )
        elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
            yield node, "op", SWAPS[type(node.op)](), f"{name(node.op)} to {name(SWAPS[type(node.op)]())}"
        elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
            value = not node.value if type(node.value) is bool else node.value + 1
            yield node, "value", value, f"{node.value} to {value}"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "operand", ast.UnaryOp(ast.Not(), node.operand), "not removed"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.func, "id", CALLS[node.func.id], f"{node.func.id} to {CALLS[node.func.id]}"


def annotations(node: ast.AST) -> Iterator[ast.AST]:
    for field in ("annotation", "returns"):
        found = getattr(node, field, None)
        if found is not None:
            yield found


def name(node: ast.AST) -> str:
    return type(node).__name__


def mutants(module: str) -> Iterator[Mutant]:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    for at, (node, field, _, change) in enumerate(sites(tree)):
        broken = copy.deepcopy(tree)
        twin, _, value, _ = list(sites(broken))[at]
        setattr(twin, field, value)
        yield Mutant(module, getattr(node, "lineno", 0), change, ast.fix_missing_locations(broken))


class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a broken tree."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = "placements.matching." + mutant.module.replace("/", ".")

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname == self.name:
            return importlib.util.spec_from_loader(
                fullname, self, origin=str(PACKAGE / f"{self.mutant.module}.py")
            )
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.tree, f"<mutant of {self.mutant.module}>", "exec"), module.__dict__)  # noqa: S102


class Few:
    """Keeps the first cases of each parametrised test, so that a survivor costs seconds and not minutes."""

    CASES = 12

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        seen: dict[str, int] = {}
        for item in list(items):
            where = item.nodeid.split("[")[0]
            seen[where] = seen.get(where, 0) + 1
            if seen[where] > self.CASES:
                items.remove(item)


def noticed(mutant: Mutant | None, patience: int) -> bool:
    """Whether the tests fail (or hang, or crash) with the mutant in place; None runs them on the real engine."""
    child = os.fork()
    if child == 0:
        os.setsid()
        with (
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            status = run_tests(mutant)
        os._exit(status)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def run_tests(mutant: Mutant | None) -> int:
    import pytest

    if mutant is not None:
        sys.meta_path.insert(0, Broken(mutant))
    tests = ROOT / "tests" / "placements" / "matching"
    options = [
        "-x",
        "-q",
        "-c",
        os.devnull,
        f"--rootdir={ROOT}",
        f"--confcutdir={tests}",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
    ]
    try:
        return int(
            pytest.main([*options, *(str(tests / f"test_{part}.py") for part in TESTS)], plugins=[Few()])
        )
    except BaseException:  # noqa: BLE001
        return 1


def main() -> int:
    """Print every survivor and the score. Status 1 when the tests fail without any mutant."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="try only so many, drawn with a fixed seed")
    parser.add_argument("--patience", type=int, default=180, help="seconds before a mutant counts as noticed")
    parser.add_argument("--only", help="modules whose name starts with this")
    options = parser.parse_args()
    # Compiled code would come from the cache on disk; the same functions run as plain Python instead.
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    os.chdir(ROOT)
    import numpy  # noqa: F401
    import pytest  # noqa: F401

    if noticed(None, 600):
        print("the tests fail on the engine as it is")
        return 1
    chosen = [
        mutant for module in MODULES if module.startswith(options.only or "") for mutant in mutants(module)
    ]
    total = len(chosen)
    if options.sample:
        chosen = random.Random(1).sample(chosen, min(options.sample, total))
    survived = 0
    for mutant in chosen:
        if not noticed(mutant, options.patience):
            survived += 1
            print(f"survived: {mutant.module}.py:{mutant.line} {mutant.change}", flush=True)
    killed = len(chosen) - survived
    print(
        f"{killed} of {len(chosen)} mutants noticed ({100 * killed / max(1, len(chosen)):.1f} %), {total} possible"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
