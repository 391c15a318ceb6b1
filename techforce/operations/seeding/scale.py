"""How much demo data there is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of people and seats."""

    name: str
    interested: int
    submitted: int
    reviewers: int
    requisitions: int
    seats: int
    certified_share: float


SCALES = {
    "small": Scale("small", 380, 240, 12, 24, 117, 0.32),
    "full": Scale("full", 35_000, 21_400, 240, 186, 1_000, 0.07),
}
