"""Samples for the gallery: every component in every state, with sample people, numbers and projects."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from techforce.ui import charts, seatmap
from techforce.ui.forms import UIForm
from techforce.ui.icons import ICONS
from techforce.ui.moments import EASTERN
from techforce.ui.pagination import Page
from techforce.ui.widgets import (
    Choices,
    ChoiceWithHint,
    DatePartsField,
    ManyChoices,
    Scale,
    WordCountTextarea,
)

YEARS = (("0", "Under 1 year"), ("1", "1 to 3 years"), ("4", "4 to 7 years"), ("8", "8 or more"))
TRACKS = (
    ("software", ChoiceWithHint("Software engineering", "Web and mobile services, APIs, cloud platforms")),
    ("data", ChoiceWithHint("Data science", "Pipelines, statistics, measurement")),
    ("security", ChoiceWithHint("Cybersecurity", "Defense, response, zero trust")),
)
SCALE = (("1", "Not shown"), ("2", "Limited"), ("3", "Meets"), ("4", "Strong"), ("5", "Exceptional"))
GRADES = (("", "Select"), ("12", "GS-12"), ("13", "GS-13"))
STORY = "County clerks were re-typing 400 benefit renewals a week from scanned forms."


class SampleForm(UIForm):
    """One field of every kind."""

    name = forms.CharField(label="Full name", help_text="As it is on your ID.", max_length=80)
    email = forms.EmailField(label="Email", error_messages={"required": "Enter your email address"})
    phone = forms.CharField(label="Phone", required=False)
    story = forms.CharField(
        label="What did you build or fix, and who used it?",
        help_text="Say what was broken, what you did yourself, and what changed.",
        widget=WordCountTextarea(min_words=150, max_words=250),
    )
    years = forms.ChoiceField(
        label="How long have you worked in technology?",
        choices=YEARS,
        widget=Choices(inline=True),
        error_messages={"required": "Choose how long you have worked in technology"},
    )
    tracks = forms.MultipleChoiceField(
        label="Which tracks should we consider?",
        help_text="Choose one or two.",
        choices=TRACKS,
        widget=ManyChoices,
    )
    grade = forms.ChoiceField(label="Lowest grade you would accept", choices=GRADES)
    start = DatePartsField(
        label="What is the earliest date you could start?",
        help_text="For example: April 6, 2027",
        what="the date you could start",
    )
    resume = forms.FileField(label="Resume", help_text="PDF or Word, up to 5 MB.", required=False)
    agree = forms.BooleanField(
        label="What I have written is true", help_text="We check it before an offer.", label_suffix=""
    )

    def clean_story(self) -> str:
        """Ask for the missing words, as the real form does."""
        story = str(self.cleaned_data["story"])
        words = len(story.split())
        if words < 150:
            raise forms.ValidationError(f"Write at least 150 words. Your story is {words} words now")
        return story


def gallery_context() -> dict[str, Any]:
    """Everything the gallery page shows."""
    wrong = {"name": "Ada Quill", "email": "", "story": STORY, "tracks": ["software"], "start_month": "4"}
    wrong |= {"start_day": "6", "start_year": "", "grade": "13"}
    resume = SimpleUploadedFile("resume.pdf", b"%PDF-1.7", content_type="application/pdf")
    moment = dt.datetime(2027, 3, 3, 10, 0, tzinfo=EASTERN)
    return {
        "icons": sorted(ICONS),
        "tags": [
            ("neutral", "Draft", "file"),
            ("info", "Submitted", "clock"),
            ("success", "Eligible", "check"),
            ("warning", "Needs information", "alert"),
            ("danger", "6 days late", "alert"),
            ("match", "Matched", "check"),
        ],
        "notices": ["info", "success", "warning", "danger", "neutral"],
        "plain_form": SampleForm(prefix="plain"),
        "wrong_form": SampleForm(wrong, {"resume": resume}),
        "dense_form": SampleForm({**wrong, "name": "", "grade": ""}, prefix="dense"),
        "scale": Scale(choices=SCALE).render("scale", "4", {"id": "g-scale-of"}),
        "ranked": [
            {
                "key": "1",
                "title": "Decide disability claims in days",
                "detail": "Department of Veterans Affairs",
            },
            {"key": "2", "title": "Find payment fraud", "detail": "Department of the Treasury"},
        ],
        "form_errors": False,
        "moment": moment,
        "pairs": [("Track", "Software"), ("Grade", "GS-13"), ("Left out", None)],
        "page": Page([], "next", "previous"),
        "seatmap": seatmap.seat_map(638, 214, 149),
        "small_seatmap": seatmap.seat_map(9, 4, 7),
        "glyphs": [(name, seatmap.track_glyph(name)) for name in seatmap.GLYPHS],
        "charts": sample_charts(),
        "steps": [
            "About you",
            "Eligibility",
            "Your work",
            "Track and skills",
            "Where and when",
            "Check and send",
        ],
    }


def sample_charts() -> list[tuple[str, charts.Chart]]:
    """(finding, chart) for each kind of chart."""
    stages = [
        ("Applied", 8214),
        ("Eligible", 6102),
        ("Reviewed", 3390),
        ("Interviewed", 1204),
        ("Placed", 638),
    ]
    exits = [
        [("Not eligible", 2112)],
        [("Withdrew", 740), ("Not advanced", 1972)],
        [("Not advanced", 2186)],
        [("Talent pool", 352), ("In process", 214)],
    ]
    counts = [8, 20, 38, 54, 72, 90, 96, 76, 58, 43, 30, 20, 13, 8, 5, 3, 2, 1, 1]
    seats = [("Veterans Affairs", 58, 18, 12), ("Treasury", 52, 16, 9), ("Agriculture", 4, 0, 3)]
    tiles = {
        "DC": 118,
        "VA": 60,
        "MD": 54,
        "CA": 48,
        "TX": 33,
        "NY": 32,
        "WA": 29,
        "CO": 24,
        "IL": 22,
        "ME": 4,
    }
    return [
        (
            "One in five eligible people is interviewed",
            charts.pipeline(
                stages, exits, title="Pipeline", desc="8,214 applied and 638 were placed.", uid="g-pipe"
            ),
        ),
        (
            "Half start within 46 days",
            charts.histogram(
                counts,
                start=15,
                width_of_bin=5,
                marks=[(46, "Median 46 days", ""), (80, "Goal 80 days", "goal")],
                title="Days to first day",
                desc="Half of the people placed started within 46 days.",
                uid="g-days",
            ),
        ),
        (
            "Veterans Affairs has the most open seats",
            charts.unit_rows(
                seats, title="Seats by agency", desc="Filled, matching and open seats.", uid="g-agencies"
            ),
        ),
        (
            "Most work in the capital region",
            charts.state_tiles(
                tiles, (1, 5, 20, 50), title="Where people work", desc="By state.", uid="g-map"
            ),
        ),
        (
            "One in thirteen applicants is placed",
            charts.bars(stages, title="Odds", desc="From application to first day.", uid="g-bars"),
        ),
    ]
