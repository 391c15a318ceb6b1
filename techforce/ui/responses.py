"""What views share in answering: a page with the errors of its forms, and whether htmx asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse
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
    """Render a page that holds one or more forms: 422 (or the status of the refused act) with errors, otherwise 200.

    The page title of a refused form starts with "Error: ", which is why the answer also goes into the context.
    """
    refused = has_errors(*forms)
    full = {**context, "form_errors": refused}
    if forms and "form" not in full:
        full["form"] = forms[0]
    response = render(request, template, full, status=_refusal_status(forms) if refused else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _refusal_status(forms: Iterable[object]) -> int:
    """The status of the act that was refused; 422 where only the form itself found something."""
    statuses = (getattr(form, "refusal_status", 422) for form in forms)
    return next((status for status in statuses if status != 422), 422)


def is_htmx(request: HttpRequest) -> bool:
    """True if htmx sent this request, whatever middleware is installed."""
    return request.headers.get("HX-Request") == "true"
