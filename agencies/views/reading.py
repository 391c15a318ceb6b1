"""Lists of requisitions, and the page of one."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from agencies.actions.critical import may_claim, standing_claim
from agencies.actions.funding import OPEN_TO_FUNDING, current_funding
from agencies.actions.publication import publication_gaps
from agencies.actions.requisition import WRITABLE, Incomplete
from agencies.models import Agency, Requisition
from agencies.queries import for_list, history, last_comment, role_counts, seat_counts
from agencies.requisition_panels import requisition_panels
from agencies.rules.completeness import Gap
from agencies.workflow import REQUISITION
from techforce.access.declaring import requires
from techforce.access.holding import may, person
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.ui.pagination import page_by_key
from techforce.workflow.errors import Refused

# Filled and closed ones have ended too, although a seat that reopens or a supplemental round may open them again.
ENDED = [
    state.key for state in REQUISITION.states if state.terminal or state.key in ("filled", "closed_short")
]
VIEWS = {"": "Open", "ended": "Ended", "all": "All"}
TRIAGE_VIEWS = {"": ("To check", ["submitted"]), "publish": ("To publish", ["validated", "suspended"])}
# Where the form asks for the field of a gap.
ANCHORS = {
    "start_from": "id_start_from_month",
    "start_by": "id_start_by_month",
    "reverts_on": "id_reverts_on_month",
    "skills": "id_skills-0-skill",
    "roles": "id_roles-0-seats",
}


@requires(Permission.REQUISITION_READ)
def requisitions(request: HttpRequest) -> HttpResponse:
    """An agency's own requisitions and those of its components, newest first; OPM reads all that were submitted."""
    view = request.GET.get("view", "")
    rows = _of_view(Requisition.objects.visible_to(request.user), view)
    agencies = list(Agency.objects.of_member(request.user).distinct())
    chosen = request.GET.get("agency", "")
    if chosen:
        rows = rows.filter(agency__acronym=chosen)
    page = page_by_key(for_list(rows), ("-created_at", "-id"), request.GET.get("after"), 25)
    context = {
        "page": page,
        "views": VIEWS,
        "view": view if view in VIEWS else "",
        "agencies": agencies if len(agencies) > 1 else [],
        "show_agency": len(agencies) != 1,
        "chosen": chosen,
        "may_write": may(request.user, Permission.REQUISITION_EDIT),
    }
    return render(request, "agencies/requisition/list.html", context)


@requires(Permission.REQUISITION_TRIAGE)
def triage(request: HttpRequest) -> HttpResponse:
    """What waits for OPM, longest waiting first."""
    view = request.GET.get("view", "")
    _, states = TRIAGE_VIEWS.get(view, TRIAGE_VIEWS[""])
    rows = for_list(Requisition.objects.visible_to(request.user).filter(state__in=states))
    page = page_by_key(rows, ("state_since", "id"), request.GET.get("after"), 25)
    views = {key: label for key, (label, _) in TRIAGE_VIEWS.items()}
    context = {"page": page, "views": views, "view": view if view in views else ""}
    return render(request, "agencies/requisition/triage.html", context)


@requires(Permission.REQUISITION_READ)
def requisition(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one requisition, and what this person can do with it now."""
    return show(request, find(request, pk))


def find(request: HttpRequest, pk: UUID) -> Requisition:
    """The requisition if this person may see it; else 404."""
    rows = Requisition.objects.visible_to(request.user).select_related(
        "agency__parent", "track__cohort", "grade", "duty_station"
    )
    return get_object_or_404(rows, pk=pk)


def show(request: HttpRequest, need: Requisition, refusal: Refused | None = None) -> HttpResponse:
    """The page of a requisition; with `refusal`, what was wrong with the act that was just tried."""
    user = person(request)
    funding = current_funding(need)
    acts = _acts(user, need)
    gaps = refusal.gaps if isinstance(refusal, Incomplete) else _gaps(need, funding)
    claim = standing_claim(need)
    context = {
        "requisition": need,
        "skills": need.skills.select_related("skill"),
        "roles": role_counts(need),
        "counts": seat_counts(need),
        "seats": need.seats.all(),
        "funding": funding,
        "ready": all(gap.field == "funding" for gap in gaps),
        "gaps": [(gap, _where(gap, need, acts)) for gap in gaps],
        "acts": acts,
        "history": history(need),
        "comment": last_comment(need, "send_back") if need.state == "returned" else None,
        "panels": requisition_panels.of(user, need),
        "refusal": refusal,
        "claim": claim,
        "may_ask": claim is None and acts["claim"],
    }
    status = refusal.status if refusal else 200
    return render(request, "agencies/requisition/page.html", context, status=status)


def _of_view(rows: QuerySet[Requisition], view: str) -> QuerySet[Requisition]:
    if view == "all":
        return rows
    return rows.filter(state__in=ENDED) if view == "ended" else rows.exclude(state__in=ENDED)


def _acts(user: User, need: Requisition) -> dict[str, bool]:
    """What the page offers this person. Each act asks again when it is done."""
    writes = need.state not in ENDED and Requisition.objects.editable_by(user).filter(pk=need.pk).exists()
    certifies = need.state in OPEN_TO_FUNDING and _certifies(user, need)
    open_moves = {move.name for move in REQUISITION.transitions if need.state in move.sources}
    triages = may(user, Permission.REQUISITION_TRIAGE)
    offered = {
        name: triages and name in open_moves for name in ("send_back", "validate", "publish", "suspend")
    }
    buttons = {
        **offered,
        "close_short": triages and "close_short" in open_moves,
        "edit": writes and need.state in WRITABLE,
        "cancel": writes and "cancel" in open_moves,
        "cancel_as_staff": triages and "cancel" in open_moves,
    }
    ends_seats = need.state not in ENDED and (writes or triages)
    return {
        **buttons,
        "any": any(buttons.values()),
        "certify": certifies,
        "cancel_seat": ends_seats,
        "claim": writes and may_claim(need),
    }


def _certifies(user: User, need: Requisition) -> bool:
    return Agency.objects.of_member(user, "agency_hr").filter(pk=need.agency_id).exists()


def _gaps(need: Requisition, funding: Any) -> list[Gap]:
    """Before publication the page says what is missing, so that nobody has to try in order to know."""
    if need.state not in (*WRITABLE, "submitted", "validated", "suspended"):
        return []
    gaps = publication_gaps(need, funding)
    return [gap for gap in gaps if gap.field != "track"] if need.state in WRITABLE else gaps


def _where(gap: Gap, need: Requisition, acts: dict[str, bool]) -> str:
    """Address of the control that puts the gap right, for somebody who may use it."""
    if gap.field == "funding":
        return reverse("agencies:funding", args=[need.pk]) if acts["certify"] else ""
    if not acts["edit"]:
        return ""
    return (
        f"{reverse('agencies:requisition_edit', args=[need.pk])}#{ANCHORS.get(gap.field, f'id_{gap.field}')}"
    )
