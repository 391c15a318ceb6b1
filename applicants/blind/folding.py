"""Bring text into one form in which tricks of spelling do not hide a name. Positions stay the same."""

import re
import unicodedata
from functools import lru_cache

# Zero-width characters, soft hyphens and direction marks: invisible, and able to split a name in two.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Letters of other alphabets that look like Latin ones.
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХ", "aeopcyxijsdqwhlabezhikmnoptyxabekmhopctyx"
)


def clean(text: str) -> str:
    """The text with compatible characters unified and invisible ones taken out; this is what is shown."""
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROL.sub(" ", INVISIBLE.sub("", text))


def folded(text: str) -> str:
    """Lower case without accents, character for character: position n here is position n there."""
    return text.lower() if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char.isascii():
        return char.lower()
    plain = unicodedata.normalize("NFD", char)[0].translate(LOOKALIKES).casefold()
    return plain if len(plain) == 1 else char
