"""What must be true of an offer before somebody answers it. No query, no write."""

from collections.abc import Callable
from datetime import datetime

from placements.models import Offer
from techforce.workflow.errors import Refused


def must_be_in_time(now: datetime) -> Callable[[Offer], None]:
    """A guard that refuses an offer whose clock has run out, even if nobody has marked it yet."""

    def guard(offer: Offer) -> None:
        if offer.expires_at is not None and offer.expires_at <= now:
            raise Refused("This offer has expired. Nothing was changed; OPM can tell you what comes next.")

    return guard
