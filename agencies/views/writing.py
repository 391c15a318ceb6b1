"""Write a requisition: a new one, changes to a draft, submitting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from agencies.actions.requisition import (
    WRITABLE,
    Incomplete,
    Stale,
    create_requisition,
    may_write,
    save_requisition,
    submit_requisition,
)
from agencies.actions.roles import same_roles
from agencies.forms.requisition import SECTIONS, NewRequisitionForm, RequisitionForm, choices_of
from agencies.forms.sheet import Sheet, blank_sheet, posted_sheet, saved_sheet
from agencies.models import Requisition
from agencies.queries import last_comment
from agencies.shape import roles_of, team_words
from techforce.access.declaring import requires
from techforce.access.holding import person
from techforce.access.permissions import Permission
from techforce.ui.responses import form_response
from techforce.workflow.errors import Refused, WrongState

from .reading import find, show

TEMPLATE = "agencies/requisition/form.html"


@requires(Permission.REQUISITION_EDIT, "GET", "POST")
def requisition_new(request: HttpRequest) -> HttpResponseBase:
    """Start a draft."""
    if request.method != "POST":
        return _form_page(request, blank_sheet(NewRequisitionForm(user=person(request))))
    sheet = posted_sheet(NewRequisitionForm(request.POST, user=person(request)), request.POST)
    if not sheet.is_valid():
        return _form_page(request, sheet)
    try:
        need = create_requisition(
            sheet.form.cleaned_data["agency"],
            by=person(request),
            skills=sheet.skills.needs(),
            roles=sheet.roles_wanted(),
            **sheet.form.values(),
        )
    except Refused as error:
        sheet.form.refuse(error)
        return _form_page(request, sheet)
    return _saved(request, need)


@requires(Permission.REQUISITION_EDIT, "GET", "POST")
def requisition_edit(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Change a draft or a returned requisition."""
    need = writable(request, pk)
    if request.method != "POST":
        if need.state not in WRITABLE:
            raise WrongState("This request is with OPM now and cannot be changed.")
        return _form_page(request, saved_sheet(need), need)
    sheet = posted_sheet(RequisitionForm(request.POST, **choices_of(need)), request.POST)
    if not sheet.is_valid():
        return _form_page(request, sheet, need)
    version = sheet.form.cleaned_data["lock_version"]
    try:
        save_requisition(
            need,
            by=person(request),
            lock_version=-1 if version is None else version,
            values=sheet.form.values(),
            skills=sheet.skills.needs(),
            roles=sheet.roles_wanted(),
        )
    except Stale as error:
        return _stale_page(request, find(request, pk), sheet, error)
    except Refused as error:
        sheet.form.refuse(error)
        return _form_page(request, sheet, need)
    return _saved(request, need)


@requires(Permission.REQUISITION_EDIT, "POST")
def submission(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand a finished draft to OPM."""
    need = writable(request, pk)
    try:
        submit_requisition(need, by=person(request))
    except Incomplete as error:
        return show(request, need, error)
    messages.success(request, "Submitted. OPM checks the request now.")
    return redirect("agencies:requisition", pk)


def writable(request: HttpRequest, pk: UUID) -> Requisition:
    """The requisition if this person writes for its agency: 404 out of sight, 403 in sight without the right."""
    need = find(request, pk)
    if not may_write(need, person(request)):
        raise PermissionDenied
    return need


def _saved(request: HttpRequest, need: Requisition) -> HttpResponseBase:
    """Where to go after saving: on with the form, to the page, or straight to OPM."""
    go = request.POST.get("go", "save")
    if go == "submit":
        try:
            submit_requisition(need, by=person(request))
        except Incomplete as error:
            return _incomplete_page(request, need, error)
        messages.success(request, "Submitted. OPM checks the request now.")
        return redirect("agencies:requisition", need.pk)
    messages.success(request, f"Saved as {need.number}. Only your agency can see it.")
    return redirect("agencies:requisition_edit" if go == "save" else "agencies:requisition", need.pk)


def _incomplete_page(request: HttpRequest, need: Requisition, error: Incomplete) -> HttpResponse:
    """Saved, but not submitted: every gap at its own field."""
    form = RequisitionForm(_data(request, need), **choices_of(need))
    sheet = posted_sheet(form, request.POST)
    sheet.is_valid()
    for gap in error.gaps:
        if gap.field == "skills":
            sheet.skills.forms[0].add_error("skill", gap.message)
        elif gap.field == "roles":
            sheet.roles.forms[0].add_error("seats", gap.message)
        else:
            form.add_error(gap.field, gap.message)
    return _form_page(request, sheet, need, saved_only=True)


def _stale_page(request: HttpRequest, need: Requisition, sheet: Sheet, error: Stale) -> HttpResponse:
    """What was typed is kept; beside it, what is saved now. Saving again is then a decision, not an accident."""
    again = RequisitionForm(_data(request, need), **choices_of(need))
    again.is_valid()
    differing = [
        (again.fields[name].label, _shown(again, name, getattr(need, name)))
        for name, value in sheet.form.values().items()
        if getattr(need, name) != value
    ]
    saved = {row.skill_id: (row.level, row.required) for row in need.skills.all()}
    if saved != {item.skill.pk: (item.level, item.required) for item in sheet.skills.needs()}:
        named = [str(row.skill) for row in need.skills.select_related("skill")]
        differing.append(("Skills", ", ".join(named) or "none"))
    if not same_roles(need, sheet.roles_wanted()):
        differing.append(("Roles", team_words(roles_of(need)) or "none, a single role"))
    context = {"stale": error, "differing": differing, "saved_by": last_comment(need, "edit")}
    response = _form_page(request, Sheet(again, sheet.skills, sheet.roles), need, **context)
    response.status_code = error.status
    return response


def _data(request: HttpRequest, need: Requisition) -> Any:
    data = request.POST.copy()
    data["lock_version"] = str(need.lock_version)
    return data


def _shown(form: RequisitionForm, name: str, value: Any) -> str:
    """A saved value in the words of its control."""
    choices = getattr(form.fields[name], "choices", None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if choices is not None and not hasattr(value, "pk"):
        return str(dict(choices).get(value, value))
    return str(value) if value not in (None, "") else "empty"


def _form_page(
    request: HttpRequest, sheet: Sheet, need: Requisition | None = None, **more: Any
) -> HttpResponse:
    form = sheet.form
    fields = {section.key: [form[name] for name in section.fields] for section in SECTIONS}
    context = {
        "form": form,
        "skills": sheet.skills,
        "roles": sheet.roles,
        "sections": [(section, fields[section.key]) for section in SECTIONS],
        "requisition": need,
        "comment": last_comment(need, "send_back") if need and need.state == "returned" else None,
        **more,
    }
    return form_response(request, TEMPLATE, context, *sheet.parts)
