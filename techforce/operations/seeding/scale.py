"""How much demo data there is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of people and seats. `resumes` is how many submitted applications carry a real file."""

    name: str
    interested: int
    submitted: int
    reviewers: int
    requisitions: int
    seats: int
    resumes: int
    certified_share: float


SCALES = {
    "small": Scale("small", 400, 240, 12, 24, 80, 40, 0.30),
    "full": Scale("full", 35_000, 21_400, 240, 186, 1_000, 200, 0.07),
}
