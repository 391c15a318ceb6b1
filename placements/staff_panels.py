"""What placements shows staff on the page of an application: from which agencies the person is kept."""

from django.urls import reverse

from applicants.models import Application
from applicants.staff_panels import staff_panels
from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.contributions import LinkPanel

from .models import Exclusion


@staff_panels.register
def exclusions(user: User, application: Application) -> LinkPanel | None:
    """For HR and program managers."""
    if not may(user, Permission.PLACEMENT_MANAGE):
        return None
    many = Exclusion.objects.filter(candidate=application.candidate_id, state="standing").count()
    link = reverse("placements:exclusions", args=[application.pk])
    text = {0: "Kept from no agency.", 1: "Kept from 1 agency."}.get(many, f"Kept from {many} agencies.")
    return LinkPanel("Agencies to keep apart", text, link, "See or add one")
