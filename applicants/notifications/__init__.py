"""Notification classes of applicants: which act tells whom."""

from . import candidate, reviewer

__all__ = ["candidate", "reviewer"]
