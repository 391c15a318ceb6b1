"""Levels and choices that applicants, agencies and the match share."""

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


class UnrankedPolicy(models.TextChoices):
    """What happens to people whom an agency did not rank. A cohort says what requests start with."""

    EXCLUDED = "excluded", "People we did not rank are not placed with us"
    CERTIFICATE_ORDER = (
        "certificate_order",
        "After our list, anybody on the certificate may be placed with us",
    )


# More interest signals than this for each person and they would say nothing any more.
MOST_SIGNALS = 10
