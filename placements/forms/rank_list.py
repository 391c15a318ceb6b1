"""Forms around rank lists: the order as it was posted, one move within it, and a file."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from placements.rules import ordering
from techforce.ui.forms import UIForm

MOST_BYTES = 500_000


class OrderField(forms.Field):
    """Ids in the order in which they were posted."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[uuid.UUID]:
        """Raises ValidationError for anything that is no id, and for an id that comes twice."""
        try:
            ids = [uuid.UUID(str(item)) for item in value or []]
        except ValueError as error:
            raise ValidationError("This list was altered on the way. Nothing was changed.") from error
        if len(set(ids)) != len(ids):
            raise ValidationError("The same line is on the list twice. Nothing was changed.")
        return ids


class RankForm(UIForm):
    """The whole order with the version it was based on, and at most one move: up, down, remove, add, or numbers."""

    order = OrderField(required=False)
    lock_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    up = forms.UUIDField(required=False)
    down = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)
    add = forms.UUIDField(required=False)
    numbers = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong: dict[uuid.UUID, str] = {}  # what is wrong with a typed number, by line

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "order" in cleaned:
            cleaned["result"] = self._result(cleaned)
        return cleaned

    @property
    def typed(self) -> dict[uuid.UUID, str]:
        """The numbers as they were typed, by line; empty when the order was not given by numbers."""
        data: MultiValueDict[str, str] = self.data  # type: ignore[assignment]
        order = self.cleaned_data.get("order", []) if data.get("numbers") else []
        return {pk: str(data.get(f"place-{pk}", ""))[:20] for pk in order}

    @property
    def touched(self) -> uuid.UUID | None:
        """The line that was moved, to come back to."""
        return next(
            (self.cleaned_data[name] for name in ("up", "down", "add") if self.cleaned_data.get(name)), None
        )

    def _result(self, cleaned: dict[str, Any]) -> list[uuid.UUID]:
        order: Sequence[uuid.UUID] = cleaned["order"]
        if cleaned.get("numbers"):
            return ordering.by_numbers(order, {pk: self._number(pk) for pk in order})
        if cleaned.get("up"):
            return ordering.moved(order, cleaned["up"], -1)
        if cleaned.get("down"):
            return ordering.moved(order, cleaned["down"], 1)
        if cleaned.get("remove"):
            return ordering.removed(order, cleaned["remove"])
        if cleaned.get("add"):
            return ordering.added(order, cleaned["add"])
        return list(order)

    def _number(self, pk: uuid.UUID) -> int | None:
        data: MultiValueDict[str, str] = self.data  # type: ignore[assignment]
        typed = str(data.get(f"place-{pk}", "")).strip()
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
            words = f"“{typed[:20]}” is not a whole number. Type 1, 2, 3 and so on, or leave it empty."
            self.wrong[pk] = words
            self.add_error(None, words)
            return None
        return int(typed)


class RankFileForm(UIForm):
    """A ranked list as a file or as pasted text."""

    file = forms.FileField(
        label="CSV file", required=False, help_text="A column “code” and a column “rank”, in any order."
    )
    text = forms.CharField(
        label="Or paste the lines", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given, pasted = cleaned.get("file"), cleaned.get("text", "")
        if given is None and not pasted.strip():
            raise ValidationError("Choose a file or paste the lines.")
        if given is not None:
            cleaned["text"] = self._read(given)
        return cleaned

    def _read(self, given: Any) -> str:
        if given.size > MOST_BYTES:
            raise ValidationError("The file is larger than 500 KB.")
        try:
            return given.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError("The file is not text in UTF-8. Save it as “CSV UTF-8”.") from error
