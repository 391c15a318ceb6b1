"""Pages that exist only here: one for each layout, the public pages with sample facts, and the gallery."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from techforce.access.declaring import public
from techforce.ui import charts, seatmap, views
from techforce.ui.gallery import SampleForm
from techforce.ui.moments import EASTERN
from techforce.ui.responses import form_response

CLOSES = dt.datetime(2027, 2, 27, 23, 59, tzinfo=EASTERN)

STAFF = """{% extends "layouts/staff.html" %}{% load ui %}{% block title %}Queue{% endblock %}
{% block sub %}<h1>Queue</h1><div class="sub__end">{% tag "info" "12 open" %}</div>{% endblock %}
{% block content %}<div class="work"><div class="work__side"><section class="panel" aria-labelledby="s"><h2 id="s">Filter</h2>
<a href="{% url_with status="open" %}">Open</a></section></div><div class="stack">{% notice "warning" %}Two are late.{% endnotice %}</div></div>
{% endblock %}"""
CANDIDATE = """{% extends "layouts/candidate.html" %}{% load ui %}{% block title %}Your work{% endblock %}
{% block hero %}<p class="band__top"><span>Step 3 of 6</span> <span class="saved" id="save-status" role="status">{% icon "check" %} Saved</span></p>
{% ribbon 6 3 %}<h1>Your work</h1><p class="lead">Reviewers see this without your name.</p>{% endblock %}
{% block aside_start %}<nav class="flow__nav" aria-label="Application steps"><ol class="steps"><li class="steps__item" aria-current="step"><span>Your work</span></li></ol></nav>{% endblock %}
{% block content %}{% errors form %}<form class="form" method="post" enctype="multipart/form-data" novalidate data-autosave>{% csrf_token %}
{% for field in form %}{% field field %}{% endfor %}<div class="actions"><button type="submit" class="btn btn--xl">Save and continue</button></div></form>{% endblock %}
{% block aside_end %}<aside class="flow__side" aria-label="About this application"><div class="side-card"><h2>Your draft</h2><p>We keep it.</p></div></aside>{% endblock %}"""
SIMPLE = """{% extends "layouts/simple.html" %}{% block title %}Sign in{% endblock %}{% block heading %}Sign in{% endblock %}
{% block lead %}<p>We send you a code.</p>{% endblock %}{% block content %}<form class="form" method="post" novalidate>
<div class="field"><label class="field__label" for="e">Email</label><input class="input" id="e" name="e" type="email"></div></form>{% endblock %}"""
RANK = """{% extends "layouts/candidate.html" %}{% load ui static %}{% block title %}Rank{% endblock %}{% block hero %}<h1>Rank</h1>{% endblock %}
{% block content %}<form method="post">{% csrf_token %}{% include "components/rank.html" with rows=rows only %}</form>{% endblock %}
{% block scripts %}{{ block.super }}<script src="{% static 'js/sort.js' %}" defer></script>{% endblock %}"""
RUBRIC = """{% extends "layouts/staff.html" %}{% load ui static %}{% block title %}Review{% endblock %}{% block sub %}<h1>TF-4821</h1>{% endblock %}
{% block content %}<form class="rubric" method="post" data-shortcuts><button type="button" class="btn btn--sm btn--line" data-shortcuts-toggle hidden>Shortcuts</button>
{% for n in numbers %}<fieldset class="crit" id="c{{ n }}"><legend><span>{{ n }}</span><span>Criterion</span></legend><div class="scale">{% for v in numbers %}<label for="c{{ n }}_{{ v }}"><b>{{ v }}</b>Level<input type="radio" id="c{{ n }}_{{ v }}" name="c{{ n }}" value="{{ v }}"></label>{% endfor %}</div>
<label for="c{{ n }}_note">Note</label><textarea class="textarea" id="c{{ n }}_note" name="c{{ n }}_note"></textarea></fieldset>{% endfor %}
<div class="finish"><button type="submit" class="btn" data-shortcut="lock" name="go" value="lock">Lock</button></div></form>{% endblock %}
{% block scripts %}{{ block.super }}<script src="{% static 'js/shortcuts.js' %}" defer></script>{% endblock %}"""


AUTOSAVE = """{% extends "layouts/candidate.html" %}{% load ui %}{% block title %}Draft{% endblock %}
{% block hero %}<h1>Draft</h1>{% include "components/saved.html" with saved_at=None only %}{% endblock %}
{% block content %}<form class="form" method="post" novalidate data-autosave hx-post="{{ request.path }}?autosave=1" hx-trigger="input delay:100ms, change"
 hx-target="#save-status" hx-swap="outerHTML" hx-sync="this:queue last">{% csrf_token %}<div class="field"><label class="field__label" for="t">Story</label>
<textarea class="textarea" id="t" name="t"></textarea></div><div class="actions"><button type="submit" class="btn">Send</button></div></form>{% endblock %}"""


def from_text(request: HttpRequest, text: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """Render a template that exists only in a test."""
    return HttpResponse(engines["django"].from_string(text).render(context or {}, request))


@public("GET")
def staff(request: HttpRequest) -> HttpResponse:
    return from_text(request, STAFF)


@public("GET", "POST")
def candidate(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None, request.FILES or None)
    return from_text(request, CANDIDATE, {"form": form})


@public("GET")
def simple(request: HttpRequest) -> HttpResponse:
    return from_text(request, SIMPLE)


@public("GET", "POST")
def rank(request: HttpRequest) -> HttpResponse:
    return from_text(
        request,
        RANK,
        {"rows": [{"key": name, "title": name, "detail": ""} for name in ("Claims", "Fraud", "Floods")]},
    )


@public("GET", "POST")
def autosave(request: HttpRequest) -> HttpResponse:
    if "autosave" in request.GET:
        return render(request, "components/saved.html", {"saved_at": CLOSES})
    return from_text(request, AUTOSAVE)


@public("GET", "POST")
def rubric(request: HttpRequest) -> HttpResponse:
    return from_text(request, RUBRIC, {"numbers": [1, 2, 3]})


@public("GET", "POST")
def refused(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    return form_response(request, "ui/gallery.html", views.gallery_context(), form)


def public_facts() -> dict[str, Any]:
    """Sample facts for every public page; the real ones come from the database."""
    seats = SimpleNamespace(filled=638, matched=214, open=149)
    track = SimpleNamespace(
        slug="software-engineering",
        name="Software engineering",
        summary="Services people use on a phone, at midnight, in a hurry.",
        description="You build and run services.",
        url="/track/",
        skills=["Python", "Accessible front ends"],
        is_open=True,
        opens_at=CLOSES,
        closes_at=CLOSES,
    )
    project = SimpleNamespace(
        title="Decide disability claims in days, not months",
        agency="Department of Veterans Affairs",
        tracks=["Software engineering"],
        place="Washington, DC",
        filled=1,
        matched=1,
        total=6,
        url="/project/",
    )
    bureau = SimpleNamespace(name="Internal Revenue Service", acronym="IRS")
    return {
        "seatmap": seatmap.seat_map(seats.filled, seats.matched, seats.open),
        "seats": seats,
        "updated": CLOSES,
        "facts": [("1,001", "funded seats"), ("18", "agencies"), ("29", "partners")],
        "projects": [project],
        "projects_url": "/projects/",
        "tracks": [track],
        "track": track,
        "funnel": charts.bars([("Applied", 80), ("Placed", 6)], title="Odds", desc="80 to 6.", uid="odds"),
        "window": CLOSES,
        "agencies": [
            SimpleNamespace(
                name="Department of the Treasury", acronym="TREAS", bureaus=[bureau], seats=seats
            ),
            SimpleNamespace(name="Department of State", acronym="STATE", bureaus=[], seats=None),
        ],
        "sectors": [
            ("cloud", [SimpleNamespace(name="Box")]),
            ("semiconductors", [SimpleNamespace(name="AMD")]),
        ],
        "platforms": [SimpleNamespace(name="NobleReach Foundation", role="Talent platform")],
        "governance": [SimpleNamespace(name="Office of Personnel Management", role="programme lead")],
        "contact_email": "help@techforce.example",
    }


PUBLIC = (
    "home",
    "tracks",
    "track",
    "agencies",
    "partners",
    "how_it_works",
    "privacy",
    "accessibility",
    "about",
)
EMPTY_NEEDS = {"track": {"track": SimpleNamespace(slug="x", name="X", summary="")}}


def public_page(name: str, *, empty: bool = False) -> Any:
    """A public page with all its facts, or with none of them."""

    @public("GET")
    def view(request: HttpRequest) -> HttpResponse:
        facts = EMPTY_NEEDS.get(name, {}) if empty else public_facts()
        return render(request, f"public/{name}.html", facts)

    return view


def error_page(code: str) -> Any:
    """One of the error pages."""

    @public("GET")
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"{code}.html")

    return view


ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")
LAYOUTS = ("staff", "candidate", "simple", "rank", "rubric", "autosave")
ui = (
    [
        path("theme/", public("POST")(views.theme), name="theme"),
        path("gallery/", public("GET")(views.gallery), name="gallery"),
    ],
    "ui",
)
# Pages that others lead to and that are drawn elsewhere.
LED_TO = ("fit",)
public_urls = (
    [path(f"public/{name}/", public_page(name), name=name) for name in PUBLIC]
    + [path(f"public/{name}/", public_page("about"), name=name) for name in LED_TO],
    "public",
)
urlpatterns = [
    path("ui/", include(ui)),
    path("", include(public_urls)),
    *(path(f"empty/{name}/", public_page(name, empty=True)) for name in PUBLIC),
    *(path(f"error/{code}/", error_page(code)) for code in ERRORS),
    path("staff/", staff, name="staff"),
    path("candidate/", candidate, name="candidate"),
    path("simple/", simple, name="simple"),
    path("rank/", rank, name="rank"),
    path("rubric/", rubric, name="rubric"),
    path("autosave/", autosave, name="autosave"),
    path("refused/", refused, name="refused"),
    path("sign-in/", simple, name="account_login"),
    path("sign-out/", simple, name="account_logout"),
]
EVERY_PATH = (
    "/ui/gallery/",
    *(f"/public/{name}/" for name in PUBLIC),
    *(f"/empty/{name}/" for name in PUBLIC),
    *(f"/error/{code}/" for code in ERRORS),
    *(f"/{name}/" for name in LAYOUTS),
)
