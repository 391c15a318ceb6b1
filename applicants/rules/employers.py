"""When two ways of writing an employer mean the same one, and when a person has to look. Pure.

Two names are the same employer when their keys are equal. The key is the name in lower case without accents; "&" is
"and"; every other sign is a space; a leading "the" and the words for a legal form at the end (Inc, LLC, Corporation and
the like) are left out. Two names may be the same employer when the first four letters of their keys agree and either
the words of one are all among the words of the other, or the words that only one has agree with those that only the
other has in 85 of 100 letters, in order: "University of Ohio" is not "University of Iowa". What may be the same is never decided by a rule: HR does.
"""

import re
import unicodedata
from difflib import SequenceMatcher

LEGAL = frozenset(
    [
        "inc",
        "incorporated",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "pbc",
        "pllc",
        "pc",
    ]
)
BEGINNING = 4
ALIKE = 0.85


def employer_key(name: str) -> str:
    """The name by which two employers are compared; empty for a name without a letter or digit."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.sub(r"[\W_]+", " ", re.sub(r"[.'’]", "", letters)).split()
    kept = words[1:] if words[:1] == ["the"] else list(words)
    while kept and kept[-1] in LEGAL:
        kept.pop()
    return " ".join(kept or words)


def beginning(key: str) -> str:
    """What two keys must share before anybody looks at them more closely."""
    return key.replace(" ", "")[:BEGINNING]


def keys_for(name: str) -> dict[str, str]:
    """What is stored beside a name, so that the same employer is found by an index."""
    key = employer_key(name)
    return {"key": key, "start": beginning(key)}


def possibly_same(key: str, other: str) -> bool:
    """Whether two different keys are so alike that a person should look."""
    if key == other or not key or not other or beginning(key) != beginning(other):
        return False
    words, others = key.split(), other.split()
    one = "".join(word for word in words if word not in others)
    two = "".join(word for word in others if word not in words)
    if not one or not two:
        return True
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE
