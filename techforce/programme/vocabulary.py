"""Ordered levels that applicants, agencies and the match share."""

from django.db import models


class Clearance(models.IntegerChoices):
    """Background investigation or clearance, lowest first."""

    NONE = 0, "None"
    PUBLIC_TRUST = 1, "Public Trust"
    SECRET = 2, "Secret"
    TOP_SECRET = 3, "Top Secret"


class SkillLevel(models.IntegerChoices):
    """How well somebody can do a thing, lowest first."""

    LEARNING = 1, "Learning"
    WORKING = 2, "Working"
    STRONG = 3, "Strong"
    EXPERT = 4, "Expert"
