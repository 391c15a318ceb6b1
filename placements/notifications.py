"""Notification classes of placements: which act tells whom."""
