"""Replace what gives a person away by fixed words. It hides too much rather than too little."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import patterns
from .folding import clean, folded
from .resume import placed_names
from .words import COMMON, FIRM_ENDINGS, JOB_WORDS, NOBODYS_SCHOOL, NOT_FIRMS, SCHOOL_ENDINGS, WORDS_TOO

# The words never tell how long or what the hidden thing was.
LABELS = {
    "name": "name removed",
    "email": "email removed",
    "phone": "phone removed",
    "link": "link removed",
    "place": "address removed",
    "school": "school removed",
    "education": "school and degree removed",
    "employer": "employer removed",
    "hand": "detail removed",
}
# Where two things overlap, the first of these names the whole.
PRIORITY = ("education", "email", "link", "phone", "name", "place", "school", "employer", "hand")
LETTER = r"[^\W\d_]"
ENDINGS = frozenset(word.lower() for ending in (*FIRM_ENDINGS, *SCHOOL_ENDINGS) for word in ending.split())
DULL = COMMON | ENDINGS | JOB_WORDS | NOT_FIRMS
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Identity:
    """What is known about the person. `phrases` were added by hand; `keep` are words that are never an employer."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    keep: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that may be read, or the fixed words in place of one that may not."""

    text: str
    hidden: bool = False


def mask(text: str, identity: Identity) -> list[Piece]:
    """The text in pieces, with everything hidden that names or leads to the person."""
    return mask_together([text], identity)[0]


def mask_together(texts: Sequence[str], identity: Identity) -> list[list[Piece]]:
    """Each text in pieces. What gives the person away in one of them is hidden in all of them."""
    shown = [clean(text) for text in texts]
    flat = [folded(text) for text in shown]
    found = [list(_found(*pair, identity)) for pair in zip(shown, flat, strict=True)]
    telling: dict[str, str] = {}
    for text, spans in zip(flat, found, strict=True):
        telling.update(_telling_words(text, spans, identity.keep))
    patterns_of_words = _patterns_of(telling)
    masked = []
    for one, low, spans in zip(shown, flat, found, strict=True):
        again = _again(one, low, patterns_of_words)
        masked.append(list(_pieces(one, _merged([*spans, *again]))))
    return masked


def _found(shown: str, flat: str, identity: Identity) -> Iterator[Span]:
    yield from _known(shown, flat, identity)
    yield from _contacts(shown)
    yield from _places_of_work(shown, identity.keep)


def _known(shown: str, flat: str, identity: Identity) -> Iterator[Span]:
    """The person's own names and numbers, however they are written."""
    parts = name_parts(identity.names)
    for part in parts:
        strict = part in WORDS_TOO or len(part) < 3
        for match in _word(part).finditer(flat):
            if not strict or shown[match.start()].isupper():
                yield match.start(), match.end(), "name"
    for pattern in _joined(parts):
        for match in pattern.finditer(flat):
            # "Will Mark" is a name and "we will mark it" is none.
            if shown[match.start()].isupper() or not WORDS_TOO.issuperset(match[0].split()):
                yield match.start(), match.end(), "name"
    for email in identity.emails:
        local = folded(clean(email)).partition("@")[0]
        yield from _literal(flat, folded(clean(email)), "email")
        if len(local) >= 4:
            yield from _literal(flat, local, "name")
    for phone in identity.phones:
        digits = re.sub(r"\D", "", phone)[-10:]
        if len(digits) >= 7:
            for match in re.finditer(r"[\W_]{0,3}".join(digits), flat):
                yield match.start(), match.end(), "phone"
    for phrase in identity.phrases:
        yield from _literal(flat, " ".join(folded(clean(phrase)).split()), "hand")


def name_parts(names: Iterable[str]) -> list[str]:
    """The single words of a person's names, folded; initials are left out."""
    words = (part for name in names for part in re.split(r"[\W_]+", folded(clean(name))))
    return list(dict.fromkeys(word for word in words if len(word) >= 2))


def _word(part: str) -> re.Pattern[str]:
    # A long name is found inside a longer word too: "quillfeatherworks" gives Quillfeather away.
    if len(part) >= 6 and part not in WORDS_TOO:
        return re.compile(rf"{LETTER}*{re.escape(part)}{LETTER}*")
    return re.compile(rf"(?<!{LETTER}){re.escape(part)}(?!{LETTER})")


def _joined(parts: list[str]) -> Iterator[re.Pattern[str]]:
    """Two parts written as one word, or an initial with a part, as handles are; and names with spread letters."""
    for first in parts:
        if len(first) >= 3:
            spread = r"[ .·-]".join(re.escape(char) for char in first)
            yield re.compile(rf"(?<!{LETTER}){spread}(?!{LETTER})")
        for second in parts:
            if first != second:
                yield re.compile(rf"{re.escape(first)}[\W_]{{0,2}}{re.escape(second)}")
                yield re.compile(rf"(?<![^\W_]){first[0]}[._-]?{re.escape(second)}(?!{LETTER})")
                yield re.compile(rf"(?<!{LETTER}){re.escape(second)}[._-]?{first[0]}(?![^\W_])")


def _literal(flat: str, phrase: str, kind: str) -> Iterator[Span]:
    if not phrase:
        return
    spaced = r"\s+".join(re.escape(word) for word in phrase.split())
    for match in re.finditer(rf"(?<![^\W_]){spaced}(?![^\W_])", flat):
        yield match.start(), match.end(), kind


def _contacts(shown: str) -> Iterator[Span]:
    for kind, pattern in (
        ("email", patterns.EMAIL),
        ("link", patterns.LINK),
        ("phone", patterns.PHONE),
        ("place", patterns.PLACE),
        ("link", patterns.HANDLE),
    ):
        for match in pattern.finditer(shown):
            yield match.start(), match.end(), kind


def _places_of_work(shown: str, keep: frozenset[str]) -> Iterator[Span]:
    for match in patterns.SCHOOL.finditer(shown):
        words = re.findall(r"\w+", match[0].lower())
        if not all(word in ENDINGS or word in NOBODYS_SCHOOL for word in words):
            yield match.start(), match.end(), "school"
    for match in patterns.SCHOOL_LOWER.finditer(shown):
        name = match["name"] or match["of"]
        if not all(word in COMMON or word in NOT_FIRMS or len(word) < 4 for word in name.split()):
            yield match.start(), match.end(), "school"
    for match in patterns.FIRM.finditer(shown):
        words = match["run"].lower().split()
        if words[-1] not in NOT_FIRMS and not _harmless(words, keep):
            yield match.start(), match.end(), "employer"
    for match in patterns.KNOWN_FIRM.finditer(shown):
        yield match.start(), match.end(), "employer"
    for match in patterns.LEADS_TO_FIRM.finditer(shown):
        if not _harmless(match["name"].lower().split(), keep):
            yield match.start("name"), match.end("name"), "employer"
    yield from placed_names(shown, keep)


def _harmless(words: list[str], keep: frozenset[str]) -> bool:
    return all(word in keep or word in JOB_WORDS or word in ("and", "of", "the", "&") for word in words)


def _telling_words(flat: str, spans: list[Span], keep: frozenset[str]) -> dict[str, str]:
    """Handles, and the words of a hidden school or employer that are not everybody's, with their kinds."""
    telling = {}
    for start, end, kind in spans:
        if kind in ("school", "employer"):
            words = re.findall(rf"{LETTER}[^\W_]+", flat[start:end])
            telling.update({word: kind for word in words if len(word) >= 4 and word not in DULL | keep})
    for match in (*patterns.PROFILE.finditer(flat), *patterns.HANDLE.finditer(flat)):
        handle = (match.groupdict().get("value") or match[0]).strip("@./")
        if len(handle) >= 3 and handle not in COMMON | keep:
            telling[handle] = "link"
    return telling


def _patterns_of(telling: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    kinds: dict[str, list[str]] = {}
    for word, kind in telling.items():
        kinds.setdefault(kind, []).append(word)
    return [
        (re.compile(rf"(?<!{LETTER})(?:{patterns.any_of(words)})(?!{LETTER})"), kind)
        for kind, words in kinds.items()
    ]


def _again(shown: str, flat: str, patterns_of_words: list[tuple[re.Pattern[str], str]]) -> Iterator[Span]:
    """What was hidden once is hidden wherever its telling words stand again."""
    for pattern, kind in patterns_of_words:
        for match in pattern.finditer(flat):
            if match[0] not in WORDS_TOO or shown[match.start()].isupper():
                yield match.start(), match.end(), kind


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end, kind in sorted(spans):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            first = min(before[2], kind, key=PRIORITY.index)
            merged[-1] = (before[0], max(end, before[1]), first)
        elif end > start:
            merged.append((start, end, kind))
    return merged


def _pieces(shown: str, spans: list[Span]) -> Iterator[Piece]:
    at = 0
    last = ""
    for start, end, kind in spans:
        between = shown[at:start]
        # Two hidden things of one kind side by side are told once: their number would say something.
        if kind == last and not between.strip(" ,\n\t|•·-–"):
            at = end
            continue
        if between:
            yield Piece(between)
        yield Piece(LABELS[kind], hidden=True)
        at, last = end, kind
    if shown[at:]:
        yield Piece(shown[at:])
