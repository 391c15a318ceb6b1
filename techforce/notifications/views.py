"""A person's inbox."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import capped_count, page_by_key

from . import actions
from .models import Notification


@requires(Permission.SIGNED_IN)
def inbox(request: SignedInRequest) -> HttpResponse:
    """One's own messages, newest first."""
    own = Notification.objects.visible_to(request.user)
    page = page_by_key(own, ("-created_at", "-id"), request.GET.get("after"), size=20)
    context = {"page": page, "unread": capped_count(own.unread(), 100)}
    return render(request, "notifications/inbox.html", context)


@requires(Permission.SIGNED_IN)
def message(request: SignedInRequest, pk: str) -> HttpResponse:
    """One message as it was sent."""
    row = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    return render(request, "notifications/message.html", {"row": row})


@requires(Permission.SIGNED_IN, "POST")
def reading(request: SignedInRequest, pk: str) -> HttpResponse:
    """Note that a message was read, and go on to what it is about."""
    row = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    actions.mark_read(row)
    if request.POST.get("go") == "link" and row.link:
        return HttpResponseRedirect(row.link)
    return HttpResponseRedirect(reverse("notifications:inbox"))
