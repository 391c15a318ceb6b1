"""The roles of a team: how many of each kind, how many at least, and what each has to be able to do."""

from django.db import models

from techforce.programme.models import Skill
from techforce.programme.vocabulary import SkillLevel

from .requisition import Requisition

MOST_ROLES = 8


class RequisitionRole(models.Model):
    """Seats of one kind inside a requisition. A requisition without roles is plain: all its seats are alike.

    A `minimum` above zero anywhere makes it a team that opens only when every role reaches its minimum.
    """

    requisition = models.ForeignKey(Requisition, models.CASCADE, related_name="roles")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["requisition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["requisition", "number"], name="agencies_role_number"),
            models.UniqueConstraint(fields=["requisition", "name"], name="agencies_role_named_once"),
            models.CheckConstraint(name="agencies_role_has_seats", condition=models.Q(seats__gte=1)),
            models.CheckConstraint(
                name="agencies_role_minimum_within_seats",
                condition=models.Q(minimum__lte=models.F("seats")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleSkill(models.Model):
    """A skill that the people in one role have to bring, on top of what the requisition requires of everybody."""

    role = models.ForeignKey(RequisitionRole, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel.choices, default=SkillLevel.WORKING)

    class Meta:
        ordering = ["skill__name"]
        constraints = [models.UniqueConstraint(fields=["role", "skill"], name="agencies_role_skill_once")]

    def __str__(self) -> str:
        return f"skill {self.skill_id} at {self.level}"
