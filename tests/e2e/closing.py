"""Move the closing time of every track: `closed` a minute ago, `open` for a month. Run inside a started system."""

import sys
from datetime import timedelta

import django


def main(wanted: str) -> None:
    """Set the time. The calendar is not asked: a window is what its dates say, from that second on."""
    django.setup()
    from django.utils import timezone

    from techforce.programme.models import Track

    now = timezone.now()
    closes = now - timedelta(minutes=1) if wanted == "closed" else now + timedelta(days=30)
    Track.objects.update(closes_at=closes)


if __name__ == "__main__":
    main(sys.argv[1])
