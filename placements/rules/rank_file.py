"""Read a ranked list from CSV: columns in any order, every line that can't be used named with its cause."""

import csv
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

CODE, RANK = ("code", "candidate", "person"), ("rank", "place", "number")
MOST_LINES = 5000
# A cell that begins with one of these would run as a formula in a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Reject:
    """A line that is left out, and why."""

    line: int
    text: str
    cause: str


@dataclass(frozen=True)
class RankFile:
    """What a file would do: the order it gives, and what it leaves out."""

    order: list[uuid.UUID]
    codes: list[str]
    rejects: list[Reject]


def read_rank_file(text: str, known: Mapping[str, uuid.UUID]) -> RankFile:
    """The order in a CSV text with a header line naming a code and a rank column. `known`: code to entry.

    Raises ValueError with words for the person when the file as a whole can't be read.
    """
    lines = text.lstrip("\ufeff").splitlines()
    if not lines:
        raise ValueError("The file is empty.")
    if len(lines) > MOST_LINES:
        raise ValueError(f"The file has more than {MOST_LINES:,} lines.")
    separator = max(",;\t", key=lines[0].count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ValueError(f"The file is not valid CSV: {error}.") from error
    code_at, rank_at = _columns(rows[0])
    return _judge(rows[1:], code_at, rank_at, known)


def _columns(header: list[str]) -> tuple[int, int]:
    names = [name.strip().lower() for name in header]
    code = next((at for at, name in enumerate(names) if name in CODE), None)
    rank = next((at for at, name in enumerate(names) if name in RANK), None)
    if code is None or rank is None:
        raise ValueError("The first line must name a column “code” and a column “rank”.")
    return code, rank


def _judge(rows: list[list[str]], code_at: int, rank_at: int, known: Mapping[str, uuid.UUID]) -> RankFile:
    taken: dict[str, int] = {}
    ranks: dict[int, str] = {}
    rejects = []
    for line, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        code = row[code_at].strip().upper() if code_at < len(row) else ""
        rank = row[rank_at].strip() if rank_at < len(row) else ""
        cause = _cause(code, rank, known, taken, ranks)
        if cause:
            rejects.append(Reject(line, ",".join(row), cause))
            continue
        taken[code] = int(rank)
        ranks[int(rank)] = code
    codes = sorted(taken, key=lambda code: taken[code])
    return RankFile([known[code] for code in codes], codes, rejects)


def _cause(
    code: str, rank: str, known: Mapping[str, uuid.UUID], taken: Mapping[str, int], ranks: Mapping[int, str]
) -> str:
    """Why a line is left out; empty when it counts."""
    if not code:
        return "no code"
    if code not in known:
        return "nobody with this code can be ranked here"
    if not rank.isascii() or not rank.isdigit() or int(rank) < 1:
        return "the rank is not a whole number from 1"
    if code in taken:
        return f"already ranked {taken[code]} in this file"
    if int(rank) in ranks:
        return f"rank {rank} is already taken by {ranks[int(rank)]}"
    return ""


def reject_file(rejects: list[Reject]) -> str:
    """The left-out lines as CSV, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "cause", "text"])
    for row in rejects:
        safe = f"'{row.text}" if row.text.startswith(FORMULA) else row.text
        writer.writerow([row.line, row.cause, safe])
    return out.getvalue()
