"""Notification classes of placements: which act tells whom."""

from . import match, offers, override, placements, rounds  # noqa: F401
