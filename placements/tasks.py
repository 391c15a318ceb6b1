"""Celery entry points: what happens because a date has come."""
