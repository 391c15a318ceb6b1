"""What the deployment files and the settings say, read as data."""

import ast
import json
import re
import shlex
import string
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


def environment_names(*modules: str) -> set[str]:
    """Return the names that these settings modules read from the environment."""
    names: set[str] = set()
    for module in modules:
        tree = ast.parse((ROOT / "techforce" / "settings" / f"{module}.py").read_text())
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            reads = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "env"
            if (reads or ast.unparse(call.func) == "_needed") and isinstance(call.args[0], ast.Constant):
                names.add(call.args[0].value)
    return names


def required_names() -> set[str]:
    """Return the names without which the production settings refuse to start."""
    source = (ROOT / "techforce/settings/production.py").read_text()
    return set(re.findall(r'_needed\(\s*"([A-Z_]+)"', source))


def compose(values: dict[str, str] | None = None) -> dict[str, Any]:
    """Return docker-compose.yml, its variables filled in from `values`, else from their defaults."""
    given = values or {}

    def fill(match: re.Match[str]) -> str:
        return given.get(match["name"]) or match["default"] or f"<{match['name']}>"

    text = (ROOT / "docker-compose.yml").read_text()
    text = re.sub(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}", fill, text)
    return dict(yaml.safe_load(text))


def compose_variables() -> set[str]:
    """Return the names of the variables that docker-compose.yml expects from outside."""
    return set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


def dockerfile() -> list[tuple[str, str]]:
    """Return the Dockerfile as instructions and their arguments, comments dropped, continued lines joined."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text())
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines if line.strip()]


def image_command() -> list[str]:
    """Return the command that the image runs when nobody names another."""
    return list(json.loads(next(words for name, words in dockerfile() if name == "CMD")))


def option(words: list[str], name: str) -> str:
    """Return the value after option `name` of a command line."""
    return words[words.index(name) + 1]


def initdb_words() -> tuple[str, ...]:
    """Return how the database container lays out its cluster."""
    return tuple(shlex.split(compose()["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]))


def example_names() -> set[str]:
    """Return the names that .env.example explains."""
    allowed = string.ascii_uppercase + "_"
    lines = (ROOT / ".env.example").read_text().splitlines()
    heads = (line.lstrip("# ").split("=", 1)[0] for line in lines if "=" in line)
    return {head for head in heads if head and set(head) <= set(allowed)}
