"""The tags that pages are built from; each draws one component of ``templates/components``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from techforce.ui.charts import Chart, table_id
from techforce.ui.forms import form_problems
from techforce.ui.icons import ICONS
from techforce.ui.moments import eastern_words, to_eastern
from techforce.ui.responses import has_errors

register = template.Library()

TAG_KINDS = frozenset({"neutral", "info", "success", "warning", "danger", "match"})
NOTICE_KINDS = {"info": "info", "success": "check", "warning": "alert", "danger": "alert", "neutral": "info"}
MOST_BARS = 24


@register.simple_tag(name="icon")
def icon_tag(name: str) -> SafeString:
    """``{% icon "check" %}``: a drawing that repeats the word beside it, hidden from screen readers."""
    if name not in ICONS:
        raise ValueError(f"There is no icon named {name!r}; the names are in techforce/ui/icons.py")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name
    )


@register.simple_tag(name="tag")
def status_tag(kind: str, words: object, icon: str = "") -> SafeString:
    """``{% tag "info" "Submitted" icon="check" %}``: a status in words; colour only repeats it."""
    if kind not in TAG_KINDS:
        raise ValueError(f"There is no tag kind {kind!r}; use one of {sorted(TAG_KINDS)}")
    modifier = "" if kind == "neutral" else f" tag--{kind}"
    drawing = format_html("{} ", icon_tag(icon)) if icon else SafeString("")
    return format_html('<span class="tag{}">{}{}</span>', modifier, drawing, words)


@register.simple_block_tag(name="notice", end_name="endnotice")
def notice_block(content: str, kind: str = "info", icon: str = "", role: str = "") -> SafeString:
    """``{% notice "warning" %}…{% endnotice %}``: one thing to know before going on."""
    if kind not in NOTICE_KINDS:
        raise ValueError(f"There is no notice kind {kind!r}; use one of {sorted(NOTICE_KINDS)}")
    modifier = "" if kind == "info" else f" notice--{kind}"
    live = format_html(' role="{}"', role) if role else SafeString("")
    return format_html(
        '<div class="notice{}"{}>{}<div class="notice__body">{}</div></div>',
        modifier,
        live,
        icon_tag(icon or NOTICE_KINDS[kind]),
        content,
    )


@register.simple_tag(name="seats")
def seat_meter(filled: int, matched: int, open_: int, words: bool = True) -> SafeString:
    """``{% seats filled matched open %}``: one bar a seat (full, half, dash) and the same in words.

    Above two dozen seats the bars are drawn in proportion, because nobody counts more than that.
    """
    total = filled + matched + open_
    shown = [filled, matched, open_]
    if total > MOST_BARS:
        shown = [round(count * MOST_BARS / total) for count in shown]
    bars = "<i></i>" * shown[0] + '<i class="half"></i>' * shown[1] + '<i class="open"></i>' * shown[2]
    drawing = format_html('<span class="seats" aria-hidden="true">{}</span>', mark_safe(bars))  # noqa: S308
    if not words:
        return drawing
    parts = [f"{filled} filled"] + ([f"{matched} being matched"] if matched else []) + [f"{open_} open"]
    return format_html('<span class="seatmeter">{} <span>{}</span></span>', drawing, ", ".join(parts))


@register.simple_tag(name="open_seats")
def open_seats(project: Any) -> SafeString:
    """``{% open_seats project %}``: the meter of one project with "4 of 6 open"; needs filled, matched and total."""
    left = project.total - project.filled - project.matched
    return format_html(
        "{} <span>{} of {} open</span>",
        seat_meter(project.filled, project.matched, left, False),
        left,
        project.total,
    )


@register.simple_tag(name="ribbon")
def progress_ribbon(steps: int | Sequence[object], current: int) -> SafeString:
    """``{% ribbon steps current %}``: how far along, as bars; ``current`` counts from 1. The words stand beside it."""
    total = steps if isinstance(steps, int) else len(steps)
    marks = (("done" if n < current else "now" if n == current else "",) for n in range(1, total + 1))
    return format_html(
        '<div class="ribbon" aria-hidden="true">{}</div>', format_html_join("", '<i class="{}"></i>', marks)
    )


@register.simple_tag(name="field")
def form_field(bound: Any, wide: bool = False) -> SafeString:
    """``{% field form.x %}``: label, hint, error and control of one field, always in this order."""
    if bound == "" or bound is None:
        raise ValueError("{% field %} was given no field; check its name against the form")
    if bound.is_hidden:
        return SafeString(bound)
    context = {"field": bound, "wide": wide}
    return SafeString(bound.form.renderer.render(bound.template_name, context))


@register.simple_tag(name="errors")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None, title: str = "") -> str:
    """``{% errors form other %}``: what is wrong on this page, each problem linked to its control; takes focus."""
    problems: list[tuple[str, str]] = []
    for form in forms:
        for single in _single_forms(form):
            problems += form_problems(single)
        if isinstance(form, BaseFormSet) and form.is_bound:
            problems += [("", str(message)) for message in form.non_form_errors()]
    if not problems:
        return ""
    unique = list(dict.fromkeys(problems))
    return render_to_string("components/errors.html", {"problems": unique, "title": title})


def _single_forms(form: BaseForm | BaseFormSet[Any] | None) -> Iterable[BaseForm]:
    if isinstance(form, BaseFormSet):
        return tuple(form.forms)
    return (form,) if isinstance(form, BaseForm) else ()


@register.simple_tag(name="title_prefix", takes_context=True)
def title_prefix(context: Context) -> str:
    """ "Error: " in front of the page title when a form of this page was refused."""
    form = context.get("form")
    bound = form if isinstance(form, BaseForm | BaseFormSet) else None
    return "Error: " if context.get("form_errors") or has_errors(bound) else ""


@register.simple_tag(name="eastern")
def eastern_time(moment: dt.datetime | dt.date | None, style: str = "full") -> SafeString:
    """``{% eastern moment %}``: Washington's time in plain words. Styles: full, date, time, short."""
    if moment is None or moment == "":
        return SafeString("")
    if isinstance(moment, dt.datetime):
        local = to_eastern(moment)
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), eastern_words(local, style))
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), eastern_words(moment, "date"))


@register.simple_tag(name="facts")
def fact_rows(pairs: Mapping[str, object] | Iterable[Sequence[object]]) -> SafeString:
    """``{% facts pairs %}``: label and value rows; a pair without a value is left out."""
    rows = pairs.items() if isinstance(pairs, Mapping) else pairs
    known = [(label, value) for label, value in rows if value is not None and value != ""]
    if not known:
        return SafeString("")
    return format_html(
        '<dl class="dl">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", known)
    )


@register.inclusion_tag("components/pager.html", name="pager", takes_context=True)
def pager_links(context: Context, page: Any, label: str = "Pages") -> dict[str, Any]:
    """``{% pager page %}``: previous and next of a page by key; draws nothing when everything fits."""
    return {
        "label": label,
        "previous_url": _with(context, {"after": page.previous_token}) if page.previous_token else "",
        "next_url": _with(context, {"after": page.next_token}) if page.next_token else "",
    }


@register.inclusion_tag("components/chart.html", name="chart")
def chart_box(chart: Chart, numbers: bool = True) -> dict[str, Any]:
    """``{% chart chart %}``: the drawing in a box that scrolls on small screens, and its numbers in a table."""
    return {"chart": chart, "numbers": numbers, "table": table_id(chart)}


@register.simple_tag(name="url_with", takes_context=True)
def url_with(context: Context, **changes: object) -> str:
    """``{% url_with status="open" %}``: this page's address with some parameters changed; None or "" removes one."""
    return _with(context, changes)


def _with(context: Context, changes: Mapping[str, object]) -> str:
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    kept = dict(query.lists()) if query is not None else {}
    if "after" not in changes:
        kept.pop("after", None)  # another filter is another list: begin at its first page
    for name, value in changes.items():
        if value is None or value == "":
            kept.pop(name, None)
        else:
            kept[name] = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
    path = request.path if request is not None else ""
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path or "?"


@register.filter(name="counted")
def counted(number: int, words: str) -> str:
    """``{{ 3|counted:"seat,seats" }}``: "3 seats", "1 seat", "1,204 seats"."""
    one, _, many = words.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@register.filter(name="share")
def share(part: int, whole: int) -> str:
    """``{{ 3|share:8 }}``: "38%"; nothing when there is no whole."""
    return f"{round(100 * part / whole)}%" if whole else ""
