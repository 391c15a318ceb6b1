"""Messages that could not be delivered."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.notifications import actions
from techforce.notifications.models import Notification
from techforce.ui.pagination import page_by_key


@requires(Permission.OPERATIONS)
def dead_letters(request: SignedInRequest) -> HttpResponse:
    """What was given up, newest first. Neither text nor address: operators decide about nobody."""
    rows = Notification.objects.dead().select_related("recipient").defer("body", "subject")
    page = page_by_key(rows, ("-created_at", "-id"), request.GET.get("after"), size=30)
    return render(request, "operations/dead_letters.html", {"page": page})


@requires(Permission.OPERATIONS, "POST")
def resending(request: SignedInRequest, pk: str) -> HttpResponse:
    """Try a message again."""
    row = get_object_or_404(Notification, pk=pk)
    if actions.resend(row, by=request.user):
        messages.success(request, "It is on its way again.")
    else:
        messages.info(
            request, "Nothing was done: this message is not given up. It was sent, or is on its way."
        )
    return HttpResponseRedirect(reverse("operations:dead_letters"))
