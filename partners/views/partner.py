"""What a partner's contact sees: the partner's own record, and never a person who applies."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from partners.models import Agreement, Partner, PartnerContact
from techforce.access.declaring import requires
from techforce.access.holding import person
from techforce.access.permissions import Permission


@requires(Permission.PARTNER_READ)
def home(request: HttpRequest) -> HttpResponse:
    """The record of each partner that this person speaks for: standing, agreements, contacts."""
    own = PartnerContact.objects.current().filter(user=person(request)).values("partner_id")
    partners = Partner.objects.filter(pk__in=own).prefetch_related(
        Prefetch("agreements", Agreement.objects.order_by("-signed_on"), to_attr="signed"),
        Prefetch("contacts", PartnerContact.objects.current(), to_attr="speakers"),
    )
    context = {"partners": partners, "today": timezone.localdate()}
    return render(request, "partners/home.html", context)
