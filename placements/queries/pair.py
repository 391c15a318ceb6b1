"""What somebody reads of their links, and what the match reads of all of them."""

import uuid
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from applicants.models import Application
from placements.models import Pair
from techforce.programme.models import Cohort

Row = dict[str, Any]


@dataclass(frozen=True)
class PairDesk:
    """One application's links. `received`: requests that wait for it; `ended`: the newest that it asked or was linked in."""

    linked: Pair | None
    partner: Application | None
    asked: Pair | None
    received: list[Pair]
    ended: Pair | None

    @property
    def is_free(self) -> bool:
        """Whether the person can ask somebody."""
        return self.linked is None and self.asked is None

    @property
    def waits(self) -> bool:
        """Whether the person has something to answer that they can answer."""
        return self.linked is None and bool(self.received)


def pair_desk(application: Application) -> PairDesk:
    """The links of one application. Two queries."""
    related = ("asker__candidate__user", "asked__candidate__user", "asker__cohort")
    found = list(Pair.objects.of(application).open().select_related(*related).order_by("asked_at"))
    linked = next((pair for pair in found if pair.state == "linked"), None)
    proposed = [pair for pair in found if pair.state == "proposed"]
    done = Pair.objects.of(application).filter(state__in=["declined", "expired", "dissolved"])
    mine = done.exclude(state__in=["declined", "expired"], asked=application)
    return PairDesk(
        linked=linked,
        partner=linked.other(application) if linked else None,
        asked=next((pair for pair in proposed if pair.asker_id == application.pk), None),
        received=[pair for pair in proposed if pair.asked_id == application.pk],
        ended=mine.order_by("-state_since").first(),
    )


def couple_rows(cohort: Cohort, people: Container[uuid.UUID]) -> list[Row]:
    """Linked pairs of which both take part, as the engine reads them. One query.

    Their joint choices are left to the engine: pairs of their choices in one place. When none can hold both, each runs
    alone. Who stands first of the two settles equal joint choices, so it must not be who asked.
    """
    rows = Pair.objects.filter(state="linked", asker__cohort=cohort).order_by("pk")
    return [
        {"id": str(pk), "candidates": sorted(map(str, sides)), "apart": "if_needed", "options": None}
        for pk, *sides in rows.values_list("pk", "asker_id", "asked_id")
        if all(side in people for side in sides)
    ]
