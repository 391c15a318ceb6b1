"""Notification classes of placements: which act tells whom."""

from . import interviews, match, offers, override, pairs, pins, placements, preference, rounds  # noqa: F401
