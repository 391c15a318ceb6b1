"""Answers that views share: a page with its form's errors as 422, and a redirect that htmx understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def has_errors(*forms: BaseForm | BaseFormSet[Any] | None) -> bool:
    """True if any bound form (or formset) among these was refused."""
    for form in forms:
        if form is None or not form.is_bound:
            continue
        if isinstance(form, BaseFormSet):
            if form.total_error_count():
                return True
        elif form.errors:
            return True
    return False


def form_response(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *forms: BaseForm | BaseFormSet[Any] | None,
) -> HttpResponse:
    """Render a page that holds one or more forms: 422 if any was refused, otherwise 200.

    The page title of a refused form starts with "Error: ", which is why the answer also goes into the context.
    """
    refused = has_errors(*forms)
    full = {**context, "form_errors": refused}
    if forms and "form" not in full:
        full["form"] = forms[0]
    response = render(request, template, full, status=422 if refused else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def is_htmx(request: HttpRequest) -> bool:
    """True if htmx sent this request, whatever middleware is installed."""
    return request.headers.get("HX-Request") == "true"


def hx_or_redirect(request: HttpRequest, url: str) -> HttpResponseBase:
    """Send the browser to ``url`` after an act: a header for htmx, a plain 302 for everybody else."""
    if not is_htmx(request):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    patch_vary_headers(response, ["HX-Request"])
    return response
