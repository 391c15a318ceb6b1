"""What to change for a trial: seats, minimums and withdrawals by requisition, limits, dates, weights and ties."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from agencies.models import Requisition
from placements.changes import FIELDS, MOST_DAYS, MOST_SEATS, MOST_WEIGHT, PARTS, RunChanges, read_changes
from placements.models import MatchRun
from placements.queries.roles import role_names
from placements.snapshot_demand import PLAIN
from techforce.ui.forms import UIForm

NUMBER = {"class": "input--2", "inputmode": "numeric"}
SHOWN = 200
LABELS = {
    "certificate": "Weight of the certificate score",
    "useful": "Weight of useful skills",
    "depth": "Weight of depth",
    "start": "Weight of an early start",
}


@dataclass(frozen=True)
class Line:
    """One role of one requisition in the table: what it has now, and the fields that change it."""

    number: str
    title: str
    role: str
    seats: BoundField
    minimum: BoundField | None
    withdrawn: BoundField | None


def whole(
    label: str, least: int, most: int, start: int | None = None, *, cell: bool = False
) -> forms.IntegerField:
    """A whole number; empty means as it is. In a cell of the table the label is not drawn, only said."""
    widget = forms.NumberInput(attrs={**NUMBER, "aria-label": label} if cell else NUMBER)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, initial=start, widget=widget
    )


class TrialForm(UIForm):
    """Built from the rows of the run that is changed, so that only what is in it can be posted.

    The table holds the first two hundred requisitions whose number begins with `start`.
    """

    days = whole("Move the last day to start, in days", -MOST_DAYS, MOST_DAYS)
    trim = whole("Seats that ordinary requisitions keep, in percent", 0, 100)
    promote = forms.BooleanField(
        label="Give ties to people who have run out of choices",
        required=False,
        help_text="Places more people; ranking truthfully is no longer safe.",
    )
    utility = forms.BooleanField(
        label="Compare with the assignment that places most people",
        required=False,
        help_text="Shows how many people and requisitions would then rather have each other.",
    )

    def __init__(self, data: Any, *, base: MatchRun, start: str = "") -> None:
        super().__init__(data)
        self.start = start
        self.policy, self.requisitions, self.cap_rows = parts_of(base)
        ids = [row["id"] for row in self.requisitions]
        shown = Requisition.objects.filter(pk__in=ids, number__istartswith=start).order_by("number")
        self.named = {str(row.pk): row for row in shown.only("number", "title")[:SHOWN]}
        self.rows = sorted(
            (row for row in self.requisitions if row["id"] in self.named),
            key=lambda row: self.named[row["id"]].number,
        )
        self.roles = role_names(
            role["id"] for row in self.rows for role in row["roles"] if role["id"] != PLAIN
        )
        self._add_fields()

    def _add_fields(self) -> None:
        for at, row in enumerate(self.rows):
            number = self.named[row["id"]].number
            for place, role in enumerate(row["roles"]):
                words = f"{number} {self.roles.get(role['id'], '')}".strip()
                self.fields[f"seats_{at}_{place}"] = whole(
                    f"Seats of {words}", 0, MOST_SEATS, role["seats"], cell=True
                )
                if role["minimum"] or len(row["roles"]) > 1:
                    label = f"Fewest people of {words}"
                    self.fields[f"minimum_{at}_{place}"] = whole(
                        label, 0, MOST_SEATS, role["minimum"], cell=True
                    )
            box = forms.CheckboxInput(attrs={"aria-label": f"Withdraw {number}"})
            self.fields[f"withdrawn_{at}"] = forms.BooleanField(
                label=f"Withdraw {number}", required=False, widget=box
            )
        for at, cap in enumerate(self.cap_rows):
            self.fields[f"cap_{at}"] = whole(f"Limit {cap['id']}", 0, MOST_SEATS, cap["seats"])
        for name in PARTS:
            self.fields[f"weight_{name}"] = whole(LABELS[name], 0, MOST_WEIGHT, self.policy["weights"][name])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = [f"weight_{name}" for name in PARTS]
        if not any(name in self.errors for name in names) and not any(self._weights().values()):
            self.add_error(names[0], "Keep one weight above zero.")
        return cleaned

    def lines(self) -> Iterator[Line]:
        """The rows of the table."""
        for at, row in enumerate(self.rows):
            named = self.named[row["id"]]
            for place, role in enumerate(row["roles"]):
                minimum = f"minimum_{at}_{place}"
                yield Line(
                    named.number if place == 0 else "",
                    named.title if place == 0 else "",
                    self.roles.get(role["id"], ""),
                    self[f"seats_{at}_{place}"],
                    self[minimum] if minimum in self.fields else None,
                    self[f"withdrawn_{at}"] if place == 0 else None,
                )

    def limits(self) -> list[BoundField]:
        """One field for each limit on an agency."""
        return [self[f"cap_{at}"] for at in range(len(self.cap_rows))]

    def weights(self) -> list[BoundField]:
        """The published weights."""
        return [self[f"weight_{name}"] for name in PARTS]

    def changes(self) -> RunChanges:
        """What differs from the run; only of a valid form."""
        found: dict[str, Any] = {name: [] for name in FIELDS if name != "exceptions"}
        for at, row in enumerate(self.rows):
            self._note_row(found, at, row)
        for at, cap in enumerate(self.cap_rows):
            after = self._value(f"cap_{at}", cap["seats"])
            if after != cap["seats"]:
                found["caps"].append({"cap": cap["id"], "before": cap["seats"], "after": after})
        published, weights = self.policy["weights"], self._weights()
        if weights != published:
            found["weights"] = {"before": published, "after": weights}
        found |= {"days": self._value("days", 0), "trim": self._value("trim", 100)}
        found |= {name: self.cleaned_data[name] for name in ("promote", "utility")}
        return read_changes(found)

    def _note_row(self, found: dict[str, Any], at: int, row: dict[str, Any]) -> None:
        named = {"requisition": row["id"], "number": self.named[row["id"]].number}
        if self.cleaned_data[f"withdrawn_{at}"]:
            found["withdrawn"].append(named)
            return
        for place, role in enumerate(row["roles"]):
            for table, field, what in (("seats", "seats", "seats"), ("minimums", "minimum", "minimum")):
                after = self._value(f"{field}_{at}_{place}", role[what])
                if after != role[what]:
                    values: dict[str, Any] = {"role": role["id"], "before": role[what], "after": after}
                    values["name"] = self.roles.get(role["id"], "")
                    found[table].append(named | values)

    def _weights(self) -> dict[str, int]:
        return {name: self._value(f"weight_{name}", self.policy["weights"][name]) for name in PARTS}

    def _value(self, name: str, default: int) -> int:
        value = self.cleaned_data.get(name)
        return default if value is None else int(value)


def parts_of(base: MatchRun) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Policy, requisitions and caps of a run's snapshot; the people in it stay in the database."""
    found: tuple[Any, Any, Any] = MatchRun.objects.values_list(
        "snapshot__policy", "snapshot__requisitions", "snapshot__caps"
    ).get(pk=base.pk)
    return found
