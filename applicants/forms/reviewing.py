"""The rubric as a form, and the small forms around a review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from techforce.ui.forms import UIForm

from ..models import Competency, Conflict, Review, ReviewRating
from ..rules.review import RATING_WORDS, Problem, Scores

RATINGS = list(enumerate(RATING_WORDS, 1))
# Who speaks for a partner is known to the system; a reviewer who recognizes somebody has another word for it.
RECUSAL_TIES = [tie for tie in Conflict.Reason.choices if tie[0] != Conflict.Reason.PARTNER]
DECISIONS = [("yes", "Meets the standard"), ("no", "Does not meet the standard")]


@dataclass(frozen=True)
class Criterion:
    """One competency as the page draws it: its place, and its two fields."""

    place: int
    competency: Competency
    rating: BoundField
    note: BoundField

    @property
    def chosen(self) -> str:
        """The rating that is set, as the form holds it; empty for none."""
        value = self.rating.value()
        return "" if value is None else str(value)

    @property
    def scale(self) -> list[tuple[int, str, bool]]:
        """(rating, word, chosen) for each step of the scale."""
        return [(value, word, self.chosen == str(value)) for value, word in RATINGS]

    @property
    def anchors(self) -> list[tuple[int, str, str]]:
        """(rating, word, what it means for this competency)."""
        return [
            (value, word, text) for (value, word), text in zip(RATINGS, self.competency.anchors, strict=True)
        ]


class ReviewForm(UIForm):
    """Every field may be empty while saving; what locking needs is asked by the standard, not by the form."""

    meets = forms.ChoiceField(
        label="Does this work meet the standard?", choices=DECISIONS, required=False, widget=forms.RadioSelect
    )
    competency_not_met = forms.TypedChoiceField(
        label="Competency not met", coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(
        label="Why is it not met?",
        help_text="One to four sentences. The candidate is told the competency, not your words.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    turn = forms.IntegerField(
        widget=forms.HiddenInput, required=False, initial=0, min_value=0, max_value=999_999_999
    )

    def __init__(self, competencies: Sequence[Competency], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competencies = competencies
        for row in competencies:
            self.fields[f"rating_{row.pk}"] = forms.TypedChoiceField(
                label=row.name,
                choices=RATINGS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{row.pk}"] = forms.CharField(
                label="What did you see?",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields([name for name in self.fields if name.startswith(("rating_", "note_"))])
        choices = [("", "Select"), *((row.pk, row.name) for row in competencies)]
        self.fields["competency_not_met"].choices = choices  # type: ignore[attr-defined]

    def criteria(self) -> list[Criterion]:
        """The competencies in rubric order with their fields."""
        return [
            Criterion(place, row, self[f"rating_{row.pk}"], self[f"note_{row.pk}"])
            for place, row in enumerate(self.competencies, 1)
        ]

    @property
    def rated(self) -> int:
        """How many competencies have a rating."""
        return sum(1 for one in self.criteria() if one.chosen)

    def scores(self) -> Scores:
        """What was entered, of a form that is valid."""
        data = self.cleaned_data
        decision = data["meets"]
        return Scores(
            ratings={
                row.pk: (data[f"rating_{row.pk}"], data[f"note_{row.pk}"].strip())
                for row in self.competencies
            },
            meets={"yes": True, "no": False}.get(decision),
            competency_not_met=data["competency_not_met"],
            reason=data["reason"].strip(),
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put what keeps the review from being locked beside its fields."""
        for problem in problems:
            self.add_error(problem.field, problem.words)


def stored_scores(review: Review, ratings: Iterable[ReviewRating]) -> Mapping[str, Any]:
    """A stored review as the form's initial values."""
    values: dict[str, Any] = {
        "meets": {True: "yes", False: "no"}.get(review.meets, ""),  # type: ignore[arg-type]
        "competency_not_met": review.competency_not_met_id,
        "reason": review.reason,
        "lock_version": review.lock_version,
    }
    for row in ratings:
        values[f"rating_{row.competency_id}"] = row.rating
        values[f"note_{row.competency_id}"] = row.note
    return values


class RecusalForm(UIForm):
    """How the reviewer knows the person: one button for each class."""

    reason_class = forms.ChoiceField(label="How do you know this person?", choices=RECUSAL_TIES)


class ReturnForm(UIForm):
    """What the reviewer has to put right."""

    reason = forms.CharField(
        label="What has to be put right?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
