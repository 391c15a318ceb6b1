"""Sentences for the engine's codes, and the facts of a requisition as candidates weigh them."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.models import Requisition
from agencies.shape import team_words
from placements.explanations import for_agency, for_candidate
from placements.queries.match_result import ordinal
from techforce.programme.models import Grade
from techforce.ui.moments import eastern_words
from techforce.ui.templatetags.ui import fact_rows

register = template.Library()
register.filter("ordinal", ordinal)


@register.simple_tag(name="rule_sentences")
def rule_sentences(codes: Iterable[str]) -> str:
    """``{% rule_sentences row.broken %}``: which hard rules rule a requisition out, for the candidate."""
    return " ".join(for_candidate(list(codes)))


@register.simple_tag(name="rule_sentences_agency")
def rule_sentences_agency(codes: Iterable[str]) -> str:
    """``{% rule_sentences_agency row.broken %}``: the same about a person, for the agency."""
    return " ".join(for_agency(list(codes)))


@register.simple_tag(name="requisition_facts")
def requisition_facts(requisition: Requisition) -> SafeString:
    """``{% requisition_facts requisition %}``: what has to be known before ranking; needs `open_seats` annotated."""
    place = str(requisition.duty_station or "")
    if requisition.remote_ok and place:
        place = f"{place}, or remote"
    start = ""
    if requisition.start_from and requisition.start_by:
        start = f"{eastern_words(requisition.start_from, 'date')} to {eastern_words(requisition.start_by, 'date')}"
    seats = requisition.open_seats  # type: ignore[attr-defined]
    return fact_rows(
        (
            ("Agency", requisition.agency.name),
            ("Place", place),
            ("Grade and pay", pay_words(requisition.grade)),
            ("Clearance", requisition.get_clearance_display()),
            ("Travel", "Required" if requisition.travel_required else "None"),
            ("Start", start),
            ("Supervisor", requisition.supervisor_name),
            ("Funded", f"Yes, {seats} open {'seat' if seats == 1 else 'seats'}" if seats else "No open seat"),
            ("Mission critical", "Yes" if getattr(requisition, "is_critical", False) else ""),
            ("Team", team_words(requisition.roles.all())),
            ("Requisition", requisition.number),
        )
    )


def pay_words(grade: Grade | None) -> str:
    """The grade with its pay; pay that is not announced is not invented."""
    if grade is None:
        return ""
    if grade.pay_from and grade.pay_to:
        return f"{grade.code}, ${grade.pay_from:,} to ${grade.pay_to:,} a year"
    return f"{grade.code}, pay not announced"


@register.simple_tag(name="part")
def part(have: int, of: int) -> SafeString:
    """``{% part 3 4 %}``: how much of a part is met, as a bar; the words stand below it."""
    share = 100 * have // of if of else 0
    return format_html(
        '<svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rest" x="0" y="11" width="100" height="2"/><rect x="0" y="0" width="{}" height="24"/></svg>',
        share,
    )


@register.simple_tag(name="rank_part")
def rank_part(rank: int, of: int) -> SafeString:
    """``{% rank_part 3 12 %}``: a place on a list as a bar; first is full."""
    return part(of - rank + 1, of)


@register.simple_tag(name="sift")
def sift(count: int, of: int) -> SafeString:
    """``{% sift 47 412 %}``: how many are left of the first number, as a bar; the number stands below it."""
    share = 100 * count / of if of else 0
    return format_html(
        '<svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true"><rect width="{0}" height="22"/>'
        '<rect class="rest" x="{0}" y="9.5" width="{1}" height="3"/></svg>',
        f"{share:.1f}",
        f"{100 - share:.1f}",
    )


@register.simple_tag(name="change")
def change(difference: int) -> str:
    """``{% change row.change %}``: a difference with its sign, and a dash for none."""
    return f"{difference:+,}".replace("-", "\u2212") if difference else "–"
