"""Times as the programme speaks of them: Washington's clock, plain words, no 24-hour time."""

import datetime as dt
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def to_eastern(moment: dt.datetime) -> dt.datetime:
    """The same moment on Washington's clock; a naive time is refused, because nobody knows what it means."""
    if moment.tzinfo is None:
        raise ValueError("A time without a zone can't be shown; make it aware first")
    return moment.astimezone(EASTERN)


def eastern_words(moment: dt.datetime | dt.date, style: str = "full") -> str:
    """Words for a moment on Washington's clock.

    full: "March 3, 2027, 10:00 AM Eastern"; short: "March 3, 10:00 AM"; date: "March 3, 2027"; time: "10:00 AM Eastern".
    """
    day = f"{moment:%B} {moment.day}"
    if style == "date" or not isinstance(moment, dt.datetime):
        return f"{day}, {moment.year}"
    clock = f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
    if style == "time":
        return f"{clock} Eastern"
    if style == "short":
        return f"{day}, {clock}"
    if style == "full":
        return f"{day}, {moment.year}, {clock} Eastern"
    raise ValueError(f"There is no time style {style!r}; use full, date, time or short")
