"""The weights of fit: set by the programme manager, read by everybody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from placements.actions.fit import set_fit_weights
from placements.forms.fit import FitWeightsForm
from placements.matching.scoring import PARTS
from placements.queries.fit import public_weights, versions_of, weights_of
from placements.queries.public import SHORT
from placements.queries.remembering import remembered
from placements.rules.fit import LABELS, MEANINGS
from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.programme.models import Track
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused

from .public import page


@requires(Permission.COHORT_RUN, "GET", "POST")
def weights(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """Programme managers: the weights of one track and every version there was; a new one until ranking opens."""
    track = get_object_or_404(Track.objects.select_related("cohort"), pk=pk)
    held = weights_of(track)
    form = FitWeightsForm(request.POST if request.method == "POST" else None, initial=held.as_policy())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_fit_weights(
                track, by=request.user, weights={name: data[name] for name in PARTS}, reason=data["reason"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The weights are published.")
            return redirect("placements:fit_weights", pk=track.pk)
    context = {"track": track, "form": form, "held": held, "versions": versions_of(track)}
    return form_response(request, "placements/fit/weights.html", context, form)


@page
def published(request: HttpRequest) -> HttpResponse:
    """How fit is counted, with the weights of every track and why they are what they are."""
    found = remembered("public:fit", SHORT, public_weights)
    parts = [(LABELS[name], MEANINGS[name]) for name in PARTS]
    return render(request, "public/fit.html", {"parts": parts, "tracks": found})
