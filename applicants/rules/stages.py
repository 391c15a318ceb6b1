"""By when the next thing happens, and what the ledger's acts are called for the person concerned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from techforce.programme.models import Track

HAPPENED: dict[str, str] = {
    "start": "You started your application",
    "submit": "We received your application",
    "reopen": "You reopened your application to change it",
    "restore": "The window closed, so what you had sent before counts",
    "screen": "The eligibility check began",
    "ask": "We asked you for something",
    "answer": "The check went on",
    "find_eligible": "We found that you meet the eligibility rules",
    "find_ineligible": "A published eligibility rule was not met",
    "begin": "Your work went to the reviewers",
    "fail": "The reviewers found that the standard was not met",
    "lapse": "Your application lapsed",
    "qualify": "You qualified",
    "certify": "You were put on the list that agencies choose from",
    "withdraw": "You withdrew",
    "prove_same_person": "You told us that another application is yours too",
    "take_in": "Another application of yours was joined with this one",
    "merge": "Your application was joined with another of yours",
}


OWN_MOVE = ("action_needed", "certified")


def happened(act: str) -> str:
    """An act on the ledger in plain words; empty for what does not concern the candidate."""
    return HAPPENED.get(act, "")


def expected_on(state: str, since: datetime, tracks: Iterable[Track]) -> date | None:
    """The day by which the programme means to act; None where it is the candidate's move, or the end.

    An application that waits for a window to close waits from that day on.
    """
    days = None if state in OWN_MOVE else settings.STAGE_DAYS.get(state)
    chosen = list(tracks)
    if state == "submitted" and chosen and not any(track.rolling_intake for track in chosen):
        since = max(since, *(track.closes_at for track in chosen))
    return timezone.localdate(since) + timedelta(days=days) if days is not None else None
