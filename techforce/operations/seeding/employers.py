"""Where the invented people work and worked, and one pair of employers that somebody has to look at."""

from typing import TYPE_CHECKING

from applicants.actions.employer import declare_employers
from applicants.models import Employment
from applicants.rules.employers import keys_for
from techforce.copying import copy_in

from .clock import at
from .draw import WORDS
from .world import OPENED_DAYS_AGO, World

if TYPE_CHECKING:
    from .applicants import Applicant

# Written alike, so that HR has to say whether it is one employer.
OF_A_CANDIDATE, OF_A_REVIEWER = "Cedar Falls Water Works", "Cedar Falls Waterworks"
# One employer of the candidates that a reviewer has worked for too: the rule leaves her out.
SHARED = "Harbor Point Community College"


def draw_jobs(world: World, kind: str) -> list[Employment]:
    """One or two employers of an applicant, the present one first; `kind` is how far the person has come."""
    draw, year = world.draw, world.now.year
    names = draw.some(WORDS["employers"], 2 if draw.chance(0.5) else 1)
    if kind == "in_hurdles" and not world.alike_is_given:
        world.alike_is_given = True
        names[0] = OF_A_CANDIDATE
    change = year - draw.random.randint(1, 4)
    spans = [(change, None), (change - draw.random.randint(1, 5), change)]
    return [
        Employment(name=name, from_year=start, to_year=end, **keys_for(name))
        for name, (start, end) in zip(names, spans, strict=False)
    ]


def insert_jobs(people: list["Applicant"]) -> None:
    """Write the employers of people whose candidates have their keys."""
    for person in people:
        for job in person.jobs:
            job.candidate = person.candidate
    copy_in(job for person in people for job in person.jobs)


def frozen_jobs(jobs: list[Employment]) -> list[dict[str, object]]:
    """As a version of an application keeps them."""
    return [{"name": job.name, "from_year": job.from_year, "to_year": job.to_year} for job in jobs]


def declare_for_reviewers(world: World) -> None:
    """What the three reviewers of the cast declared; one of them shares an employer, one perhaps."""
    year = world.now.year
    declared: dict[str, list[tuple[str, int, int | None]]] = {
        "rosa": [(OF_A_REVIEWER, year - 6, None)],
        "remy": [(SHARED, year - 5, year - 1), ("Office of the State Auditor", year - 1, None)],
        "rita": [("Mercy Street Legal Aid", year - 9, None)],
    }
    with at(world.ago(OPENED_DAYS_AGO - 1)):
        for name, jobs in declared.items():
            user = world.cast[name]
            rows = [{"name": job, "from_year": start, "to_year": end} for job, start, end in jobs]
            declare_employers(user, rows, by=user)
