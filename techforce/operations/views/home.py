"""The page after signing in."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.holding import permissions_of, roles_of
from techforce.access.permissions import Permission
from techforce.operations.home import start_url


@requires(Permission.SIGNED_IN)
def home(request: SignedInRequest) -> HttpResponse:
    """Send everybody to where their work starts; who has no such page reads what their roles are for."""
    url = start_url(permissions_of(request.user))
    if url:
        return HttpResponseRedirect(url)
    return render(request, "operations/home.html", {"roles": roles_of(request.user)})


@requires(Permission.SIGNED_IN)
def roles(request: SignedInRequest) -> HttpResponse:
    """What the signed-in person may do, role by role."""
    return render(request, "operations/home.html", {"roles": roles_of(request.user)})


@requires(Permission.SIGNED_IN)
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about one's own account, in one place."""
    return render(request, "operations/account.html", {"roles": roles_of(request.user)})
