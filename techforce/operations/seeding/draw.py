"""Draw names, stories and dates from one seeded source, so that the same seed gives the same programme."""

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from applicants.rules.naming import ALPHABET

T = TypeVar("T")
WORDS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "demo_words.json").read_text(encoding="utf-8")
)
SHORTEST_STORY = 155


class Draw:
    """A `Random` that knows our words."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._codes: set[str] = set()

    def one(self, items: list[T]) -> T:
        """Any of the items."""
        return self.random.choice(items)

    def some(self, items: list[T], count: int) -> list[T]:
        """`count` different items, or all of them when there are fewer."""
        return self.random.sample(items, min(count, len(items)))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def key(self) -> uuid.UUID:
        """A row's id."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def code(self) -> str:
        """A blind code that no other row of this run has."""
        return self._unique(lambda: f"A-{self._letters(7)}")

    def receipt(self) -> str:
        """A receipt number that no other row of this run has."""
        return self._unique(lambda: f"TF-{self._letters(4)}-{self._letters(4)}-{self._letters(2)}")

    def name(self) -> tuple[str, str]:
        """A given and a family name."""
        return self.one(WORDS["given"]), self.one(WORDS["family"])

    def story(self, track: str) -> str:
        """A work story of a track, long enough for the form."""
        parts = [self.one(WORDS["problems"][track]), self.one(WORDS["looked"]), self.one(WORDS["did"])]
        parts += [*self.some(WORDS["measured"], 2), self.one(WORDS["hard"]), self.one(WORDS["left"])]
        spare = [sentence for sentence in WORDS["did"] if sentence not in parts]
        while sum(len(part.split()) for part in parts) < SHORTEST_STORY:
            parts.insert(3, spare.pop())
        return f"{parts[0]} {parts[1]}\n\n{' '.join(parts[2:-2])}\n\n{parts[-2]} {parts[-1]}"

    def between(self, start: datetime, end: datetime) -> datetime:
        """A moment of that span, any."""
        return start + (end - start) * self.random.random()

    def after(self, moment: datetime, least: float, most: float) -> datetime:
        """A moment some days later."""
        return moment + timedelta(days=self.random.uniform(least, most))

    def _letters(self, count: int) -> str:
        return "".join(self.random.choices(ALPHABET, k=count))

    def _unique(self, make: Any) -> str:
        while (text := make()) in self._codes:
            continue
        self._codes.add(text)
        return str(text)
