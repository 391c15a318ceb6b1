"""Anybody checks a published match: its page, and the file to check it with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition

from placements.models import MatchBundle, MatchRun
from placements.queries.verification import commitments, public_bundle, published_runs, verification
from techforce.access.declaring import SignedInRequest, public, requires
from techforce.access.permissions import Permission
from techforce.ui.pagination import page_by_key

from .public import page

NOT_FOUND = "There is no published match of this number."


@page
def verifications(request: HttpRequest) -> HttpResponse:
    """Every published match, newest first."""
    found = page_by_key(published_runs(), ("-number",), request.GET.get("after"), 20)
    return render(request, "placements/verification/list.html", {"page": found, "seeds": commitments()})


@page
def verification_page(request: HttpRequest, number: int) -> HttpResponse:
    """What a published match found, its digests, and how to check it. Before its minute there is no such page."""
    found = verification(number)
    if found is None:
        raise Http404(NOT_FOUND)
    return render(request, "placements/verification/page.html", {"found": found, "run": found.run})


@public("GET")
def verification_file(request: HttpRequest, number: int) -> HttpResponse:
    """The bundle of a published match."""
    bundle = public_bundle(number)
    if bundle is None:
        raise Http404(NOT_FOUND)
    return _download(request, bundle, number)


@requires(Permission.MATCH_READ)
def match_bundle(request: SignedInRequest, number: int) -> HttpResponse:
    """The same file for those who decide on a run, before it is published."""
    run = get_object_or_404(MatchRun.objects.visible_to(request.user).only("pk"), number=number)
    bundle = MatchBundle.objects.filter(run=run).first()
    if bundle is None:
        raise Http404("This run has no verification bundle yet.")
    return _download(request, bundle, number)


def _download(request: HttpRequest, bundle: MatchBundle, number: int) -> HttpResponse:
    @condition(etag_func=lambda _: f'"{bundle.digest}"')
    def answer(_: HttpRequest) -> HttpResponse:
        response = HttpResponse(bytes(bundle.content), content_type="application/zip")
        name = f"match-run-{number}.zip"
        response["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response

    return answer(request)
