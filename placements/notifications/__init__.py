"""Notification classes of placements: which act tells whom."""

from . import match, offers, rounds  # noqa: F401
