"""Find employers and schools by where they stand in a résumé: beside the dates, and under "Education"."""

import re
from collections.abc import Iterator

from .patterns import YEARS
from .words import HEADINGS, JOB_WORDS

SEGMENT = re.compile(r"[^|•·\t–—;,]+")
# Tells a line of facts from a sentence.
LONGEST_FACT = 12
MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\b\.?", re.IGNORECASE)
EDUCATION = re.compile(r"\s*Education\s*[:–-]\s*(?=\S)", re.IGNORECASE)
Line = tuple[int, str]
Found = tuple[int, int, str]


def placed_names(text: str, keep: frozenset[str]) -> Iterator[Found]:
    """(start, end, kind) of what stands where employers and schools stand. `keep`: lower-case words that stay."""
    lines = list(_lines(text))
    for at, (start, line) in enumerate(lines):
        if _is_facts(line) and YEARS.search(line):
            yield from _employers_of(start, line, keep)
            for beside in (at - 1, at + 1):
                if 0 <= beside < len(lines):
                    yield from _name_line(*lines[beside], keep)
    yield from _education(lines)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _is_facts(line: str) -> bool:
    return 0 < len(line.split()) <= LONGEST_FACT + 6 and not line.strip().endswith((".", "!", "?"))


def _employers_of(start: int, line: str, keep: frozenset[str]) -> Iterator[Found]:
    """On a line with dates, everything written like a name that is no job title."""
    dated = YEARS.sub(lambda match: " " * len(match[0]), line)
    dated = MONTH.sub(lambda match: " " * len(match[0]), dated)
    for segment in SEGMENT.finditer(dated):
        # "Software Engineer at Zebra": what stands behind "at" is judged by itself.
        offset = segment.start()
        for part in re.split(r"(\s+at\s+|\s+-\s+|:\s+)", segment[0]):
            if _names_somebody(part, keep):
                begin = start + offset + len(part) - len(part.lstrip())
                yield begin, begin + len(part.strip(" ()")), "employer"
            offset += len(part)


def _name_line(start: int, line: str, keep: frozenset[str]) -> Iterator[Found]:
    """A short line beside the dates that holds nothing but a name."""
    stripped = line.strip()
    if not stripped or len(stripped.split()) > 7 or stripped[0] in "-*•·–" or stripped.endswith((".", ":")):
        return
    yield from _employers_of(start, line, keep)


def _names_somebody(part: str, keep: frozenset[str]) -> bool:
    words = [word.strip("()'\"’.,") for word in part.split()]
    words = [word for word in words if word]
    if not words or not words[0][0].isupper():
        return False
    lower = [word.lower() for word in words]
    if any(word in JOB_WORDS for word in lower) or all(word in HEADINGS or word in keep for word in lower):
        return False
    written_large = sum(1 for word in words if word[0].isupper())
    return written_large * 2 >= len(words) and any(char.isalpha() for char in part)


def _education(lines: list[Line]) -> Iterator[Found]:
    """All lines between the heading "Education" and the next heading."""
    inside = False
    for start, line in lines:
        stripped = line.strip(" :•-–\t")
        words = [word.strip("&,/").lower() for word in stripped.split()]
        words = [word for word in words if word and word != "and"]
        heading = 0 < len(words) <= 4 and all(word in HEADINGS for word in words) and stripped[:1].isupper()
        same_line = EDUCATION.match(line)
        if heading:
            inside = "education" in words
        elif same_line:
            yield start + same_line.end(), start + len(line.rstrip()), "education"
        elif inside and stripped:
            yield start + line.index(stripped), start + line.index(stripped) + len(stripped), "education"
