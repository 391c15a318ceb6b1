"""The program manager ends a track by hand. It also ends by itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from placements.actions.track_end import exhaust_track, fill_track
from placements.forms.track_end import FILL, TrackEndForm
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.programme.models import Track

from .acting import Words, confirm


@requires(Permission.COHORT_RUN, "GET", "POST")
def track_end(request: SignedInRequest, cohort: str, key: str) -> HttpResponse:
    """Mark a track in matching as filled or exhausted, with a reason."""
    track = get_object_or_404(Track, cohort__slug=cohort, key=key)
    form = TrackEndForm(request.POST if request.method == "POST" else None)

    def act(cleaned: dict[str, Any]) -> None:
        end = fill_track if cleaned["how"] == FILL else exhaust_track
        end(track, by=request.user, reason=cleaned["reason"])

    words = Words(
        f"End {track.name}",
        "It ends by itself when every seat is filled, or when nobody is left to place. End it by hand only if no match "
        "is to follow. A seat that reopens later brings a filled track back.",
        "End the track",
        f"{track.name} has ended. It is on the record.",
        danger=True,
    )
    return confirm(request, form, act, words, reverse("programme:cohort", args=[cohort]))
