"""Tells the review which reviewers speak for a partner, or did so lately: they do not read its people."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from applicants.ties import register_source
from partners.models import PartnerContact


@register_source
def partners_of(reviewers: Collection[int]) -> list[tuple[int, str]]:
    """(reviewer, name of the partner) for contacts of now and of the years that count."""
    since = timezone.now() - timedelta(days=365 * settings.CONFLICT_YEARS)
    contacts = PartnerContact.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), user__in=reviewers)
    return list(contacts.order_by("pk").values_list("user", "partner__name"))
