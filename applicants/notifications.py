"""Notification classes of applicants: which act tells whom."""
