"""What fit is made of, and the weights that hold where a track has none of its own."""

from dataclasses import dataclass
from typing import NamedTuple

from placements.matching.model import SCORE_MAX
from placements.matching.scoring import PARTS

LABELS = {
    "certificate": "Certificate",
    "useful": "Useful skills",
    "depth": "Depth",
    "start": "Start",
}
MEANINGS = {
    "certificate": "The published score from the blind review, as it stands on the certificate.",
    "useful": "The share of the skills listed as useful that the person has at the level asked for.",
    "depth": "How far the person is above the levels that the must-have skills ask for, two levels each at most.",
    "start": "Full when the person is ready on the first day the work can start, falling to nothing at the last.",
}


class Weights(NamedTuple):
    """Weights of one version, in hundredths; version 0 is the standard of the programme."""

    version: int
    certificate: int
    useful: int
    depth: int
    start: int

    def as_policy(self) -> dict[str, int]:
        """The weights as the engine's snapshot names them."""
        return {name: getattr(self, name) for name in PARTS}


STANDARD = Weights(0, 60, 20, 10, 10)


@dataclass(frozen=True)
class FitPart:
    """One part of a fit: points out of 1,000, and its weight in hundredths."""

    key: str
    points: int
    weight: int

    @property
    def label(self) -> str:
        return LABELS[self.key]

    @property
    def product(self) -> int:
        """Points times weight: the parts add up, divided by 100 and rounded down, to the score."""
        return self.points * self.weight


@dataclass(frozen=True)
class Fit:
    """The fit of one person to one requisition, 0 to 1,000, with everything it is made of."""

    score: int
    parts: tuple[FitPart, ...]
    version: int

    @property
    def out_of(self) -> int:
        return SCORE_MAX

    @property
    def total(self) -> int:
        return sum(part.product for part in self.parts)


def fit_of(score: int, points: tuple[int, ...], weights: Weights) -> Fit:
    """The fit as the engine counted it: its score, and its points for each part beside their weights."""
    parts = tuple(
        FitPart(name, value, getattr(weights, name)) for name, value in zip(PARTS, points, strict=True)
    )
    return Fit(score, parts, weights.version)
