"""Every line of every table is performed by some act: no table promises what nothing does.

Read from the source: a module of acts that knows the model of the table, by its class or by a field that leads to it,
hands the name of the transition to what it calls.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from techforce.workflow.models import Stateful
from techforce.workflow.replay import stateful_models

ROOT = Path(__file__).parents[2]
APPS = ("techforce", "applicants", "agencies", "partners", "placements")
LINES = [(model, move.name) for model in stateful_models() for move in model.WORKFLOW.transitions]


@cache
def acting() -> list[tuple[Path, frozenset[str], frozenset[str]]]:
    """(module, the names it uses, the words it hands to anything it calls) for each module of acts."""
    return [_read(path) for app in APPS for path in sorted((ROOT / app).rglob("actions/**/*.py"))] + [
        _read(path) for app in APPS for path in sorted((ROOT / app).rglob("actions.py"))
    ]


def _read(path: Path) -> tuple[Path, frozenset[str], frozenset[str]]:
    tree = ast.parse(path.read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return path, frozenset(names), frozenset(_handed(tree))


def _handed(tree: ast.Module) -> Iterator[str]:
    """Words among the arguments of calls, first of a pair that a loop goes through, or one of two to choose from. A word
    in a message or in a condition of a query does not count."""
    for node in ast.walk(tree):
        for part in _given(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _given(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return node.args
    if isinstance(node, ast.Tuple):
        return node.elts[:1]
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else []


@cache
def known_as(model: type[Stateful]) -> frozenset[str]:
    """Its class, its name, and the fields of any model that lead to it."""
    fields = [field for other in apps.get_models() for field in other._meta.get_fields()]
    leading = {field.name for field in fields if field.related_model is model}
    return frozenset({model.__name__, model._meta.model_name or "", *leading})


def performed(model: type[Stateful], name: str) -> bool:
    return any(known_as(model) & names and name in words for _, names, words in acting())


@pytest.mark.parametrize(("model", "name"), LINES, ids=[f"{m.WORKFLOW.noun}-{name}" for m, name in LINES])
def test_some_act_performs_it(model: type[Stateful], name: str) -> None:
    assert performed(model, name)


def test_a_transition_that_nothing_performs_is_found() -> None:
    assert not performed(LINES[0][0], "decorate")
