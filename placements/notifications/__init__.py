"""Notification classes of placements: which act tells whom."""

from . import match, offers, placements, rounds  # noqa: F401
