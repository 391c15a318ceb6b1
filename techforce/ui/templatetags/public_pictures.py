"""Words and pictures that only the public pages use."""

from django import template
from django.utils.safestring import SafeString

from techforce.ui.seatmap import track_glyph

register = template.Library()

NUMBERS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


@register.simple_tag(name="track_picture")
def track_picture(slug: str) -> SafeString:
    """``{% track_picture track.slug %}``: the track's drawing."""
    return track_glyph(slug)


@register.filter(name="thousands")
def thousands(number: int) -> str:
    """``{{ 1204|thousands }}``: "1,204"."""
    return f"{number:,}"


@register.filter(name="ways_in")
def ways_in(count: int) -> str:
    """The heading over the tracks: "Six ways in"."""
    word = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{word} {'way' if count == 1 else 'ways'} in"


@register.filter(name="open_line")
def open_line(count: int) -> str:
    """The closing line for a number of open seats."""
    if count == 1:
        return "One seat is still open. It is yours to ask for."
    return f"{count:,} seats are still open. One is yours to ask for."
