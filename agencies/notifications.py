"""Notification classes of agencies: which act tells whom."""
