"""What limits a match besides people and requisitions, as the engine reads it."""

from typing import Any

from placements.queries.caps import caps_of
from techforce.programme.models import Cohort

Row = dict[str, Any]


def cap_rows(cohort: Cohort) -> list[Row]:
    """Limits of agencies, less the people who hold seats there from earlier rounds.

    Lists of several requisitions compare by place: first on one list counts like first on another.
    """
    return [
        {
            "id": use.cap.agency.acronym,
            "seats": use.left,
            "units": [use.cap.agency.acronym],
            "lists": "by_place",
        }
        for use in caps_of(cohort)
    ]
