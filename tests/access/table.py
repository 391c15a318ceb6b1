"""Reads the table of rights."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .matrix import TABLE
from .world import World


@dataclass(frozen=True)
class Row:
    """What each member of the cast gets from one page by one method. Who is not named may not: 302 or 403."""

    name: str
    method: str
    ids: dict[str, str]
    cells: dict[str, int]

    def path(self, world: World) -> str:
        """The page's address in this world. An id in quotation marks stands for itself."""
        found: dict[str, Any] = {}
        for key, value in self.ids.items():
            found[key] = value.strip("'") if value.startswith("'") else world.ids[value]
        return reverse(self.name, kwargs=found)

    def status(self, who: str) -> int:
        """302 leads a visitor to the sign-in page; 403 is for people who lack the right."""
        refused = 302 if who == "visitor" else self.cells.get("everyone", 403)
        return self.cells.get(who, self.cells.get("anybody", refused))


def rows() -> list[Row]:
    return [_row(line) for line in TABLE.strip().splitlines() if line and not line.startswith("#")]


def _row(line: str) -> Row:
    name, ids, method, cells = (part.strip() for part in line.split("|"))
    pairs = [cell.split() for cell in cells.split(",")]
    return Row(
        name, method, dict(part.split("=") for part in ids.split()), {who: int(code) for who, code in pairs}
    )
