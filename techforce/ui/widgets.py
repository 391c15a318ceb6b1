"""Controls that Django does not have: a date in three parts, choices with hints, a text area that counts words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS

EMPTY_PARTS = ("", None)


class DateParts(forms.Widget):
    """A date asked for as month, day and year, which is easier to fill in than any calendar.

    The value on its way in is ``YYYY-MM-DD``; what is missing stays empty between the dashes, so that the field can
    say which part it needs and the page can show what was typed.
    """

    template_name = "forms/widgets/date_parts.html"
    use_fieldset = True
    PARTS = ("month", "day", "year")
    AUTOCOMPLETE = {"bday": {"month": "bday-month", "day": "bday-day", "year": "bday-year"}}

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        super().__init__(attrs)
        self.autocomplete = autocomplete
        self.wrong_part = ""
        self.error_id = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """Join the three posted parts; None if nothing was posted at all."""
        month, day, year = (
            str(data.get(f"{name}_{part}", "")).strip().replace("-", "/") for part in self.PARTS
        )
        if not (month or day or year):
            return None
        return f"{year}-{month.zfill(2) if month else ''}-{day.zfill(2) if day else ''}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True only if none of the three parts was in the form."""
        return all(f"{name}_{part}" not in data for part in self.PARTS)

    def id_for_label(self, id_: str | None) -> str:
        """No single control carries the label: the legend does."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the three parts as they were typed."""
        context = super().get_context(name, value, attrs)
        year, month, day = split_date(value)
        codes = self.AUTOCOMPLETE.get(self.autocomplete, {})
        parts = {"month": month.lstrip("0"), "day": day.lstrip("0") or day, "year": year}
        context["widget"]["parts"] = {
            part: {
                "id": f"{context['widget']['attrs'].get('id', name)}_{part}",
                "name": f"{name}_{part}",
                "value": text,
                "wrong": self.wrong_part == part,
                "autocomplete": codes.get(part, ""),
            }
            for part, text in parts.items()
        }
        context["widget"]["months"] = [(str(number), label) for number, label in MONTHS.items()]
        context["widget"]["error_id"] = self.error_id
        return context


def split_date(value: Any) -> tuple[str, str, str]:
    """(year, month, day) as text from a date, from ``YYYY-MM-DD`` with holes, or from nothing."""
    if value in EMPTY_PARTS:
        return "", "", ""
    if isinstance(value, dt.date):
        return f"{value.year:04d}", f"{value.month:02d}", f"{value.day:02d}"
    pieces = [*str(value).split("-"), "", "", ""]
    return pieces[0], pieces[1], pieces[2]


class DatePartsField(forms.DateField):
    """A date in three parts whose errors name the part that is wrong. ``what`` completes "Enter a year for …"."""

    widget = DateParts
    default_error_messages = {
        "month": "Choose a month for %(what)s",
        "day": "Enter a day for %(what)s",
        "year": "Enter a year for %(what)s",
        "day_range": "Enter a day between 1 and 31 for %(what)s",
        "year_range": "Enter a year with four digits for %(what)s",
        "no_such_day": "%(month)s %(year)s has no day %(day)s. Check %(what)s",
    }

    def __init__(self, *, what: str = "this date", **kwargs: Any) -> None:
        self.what = what
        messages = {"required": f"Enter {what}", **(kwargs.pop("error_messages", None) or {})}
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Turn the joined parts into a date; raise ValidationError whose code is the part to put right."""
        if value in EMPTY_PARTS or isinstance(value, dt.date):
            return value or None
        year, month, day = split_date(value)
        for part, text in (("month", month), ("day", day), ("year", year)):
            if not text:
                raise self._wrong(part, part)
        if not (month.isdecimal() and 1 <= int(month) <= 12):
            raise self._wrong("month", "month")
        if not (day.isdecimal() and 1 <= int(day) <= 31):
            raise self._wrong("day", "day_range")
        if not (year.isdecimal() and len(year) == 4 and int(year) >= 1):
            raise self._wrong("year", "year_range")
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError as error:
            names = {"month": MONTHS[int(month)], "year": int(year), "day": int(day)}
            raise self._wrong("day", "no_such_day", **names) from error

    def _wrong(self, part: str, message: str, **params: Any) -> ValidationError:
        text = self.error_messages[message]
        return ValidationError(text, code=part, params={"what": self.what, **params})


class ChoiceWithHint(str):
    """A choice's label with a second line that explains it: ``("software", ChoiceWithHint("Software", "APIs"))``."""

    __slots__ = ("hint", "label")
    label: str
    hint: str

    def __new__(cls, label: str, hint: str = "") -> "ChoiceWithHint":
        """Compare and store as the plain label; the hint rides along."""
        made = super().__new__(cls, label)
        made.label, made.hint = label, hint
        return made


def _with_hint(option: dict[str, Any], label: object) -> dict[str, Any]:
    """Split a hinted label into the two lines that the template draws."""
    if isinstance(label, ChoiceWithHint):
        option["label"], option["hint"] = label.label, label.hint
    return option


class Choices(forms.RadioSelect):
    """One of several, as rows that are easy to hit. ``inline`` puts short ones side by side.

    Choice labels may be ``ChoiceWithHint``: the hint then stands under the label inside the same target.
    """

    template_name = "forms/widgets/choices.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, inline: bool = False
    ) -> None:
        super().__init__(attrs, choices)
        self.inline = inline

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Pass the hint on to the template."""
        return _with_hint(super().create_option(name, value, label, *args, **kwargs), label)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Tell the template whether the rows stand side by side."""
        context = super().get_context(name, value, attrs)
        context["widget"]["inline"] = self.inline
        return context


class ManyChoices(forms.CheckboxSelectMultiple):
    """Any of several, as rows that are easy to hit. ``inline`` puts short ones side by side."""

    template_name = "forms/widgets/choices.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, inline: bool = False
    ) -> None:
        super().__init__(attrs, choices)
        self.inline = inline

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Pass the hint on to the template."""
        return _with_hint(super().create_option(name, value, label, *args, **kwargs), label)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Tell the template whether the rows stand side by side."""
        context = super().get_context(name, value, attrs)
        context["widget"]["inline"] = self.inline
        return context


class Scale(forms.RadioSelect):
    """An anchored scale: growing bars, the number, and what it means. Choices are (value, meaning)."""

    template_name = "forms/widgets/scale.html"


class WordCountTextarea(forms.Textarea):
    """A text area that says how many words there are and how many are needed; script only keeps it current."""

    template_name = "forms/widgets/word_count.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, min_words: int = 0, max_words: int = 0, rows: int = 9
    ) -> None:
        super().__init__({"rows": rows, **(attrs or {})})
        self.min_words = min_words
        self.max_words = max_words

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Count on the server, so that the number is right without script."""
        context = super().get_context(name, value, attrs)
        words = count_words(str(value or ""))
        context["widget"]["count"] = {
            "words": words,
            "min": self.min_words,
            "max": self.max_words,
            "text": count_text(words, self.min_words, self.max_words),
            "wrong": bool(words)
            and (words < self.min_words or (bool(self.max_words) and words > self.max_words)),
        }
        return context


def count_words(text: str) -> int:
    """Words as people count them: runs of characters between white space. ``count.js`` counts the same way."""
    return len(text.split())


def count_text(words: int, min_words: int, max_words: int) -> str:
    """The sentence after the number: what is still needed, or by how much it is too long."""
    noun = "word" if words == 1 else "words"
    if words < min_words:
        return f"{noun}, {min_words - words} more needed"
    if max_words and words > max_words:
        return f"{noun}, {words - max_words} too many"
    if max_words:
        return f"{noun}, {max_words - words} left"
    return noun
