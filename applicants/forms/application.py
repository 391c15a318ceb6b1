"""The forms of the steps: contact, eligibility, tracks and skills, work, terms."""

import uuid
from typing import Any, cast

from django import forms
from django.conf import settings

from techforce.programme.models import DutyStation, Grade, Skill, Track
from techforce.programme.vocabulary import Clearance
from techforce.ui.forms import UIForm
from techforce.ui.moments import eastern_words, to_eastern
from techforce.ui.widgets import Choices, ChoiceWithHint, DatePartsField, ManyChoices, WordCountTextarea

from ..models.application import Citizenship, Experience
from ..rules.completeness import MOST_SKILLS, STORY_FROM, STORY_TO
from ..rules.eligibility import rule
from .employers import EmployersField
from .fields import PlainTextField, SkillLevelsField, YesNoField
from .places import STATES
from .step import StepForm

Chosen = forms.TypedChoiceField


class ContactForm(StepForm):
    step = "contact"

    given_name = PlainTextField(
        label="Given name", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    family_name = PlainTextField(
        label="Family name", max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    phone = PlainTextField(
        label="Phone",
        help_text="With area code. We call only when email fails.",
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    city = PlainTextField(
        label="City you live in", max_length=80, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    state_code = forms.ChoiceField(
        label="State or territory",
        choices=[("", "Select"), *STATES],
        widget=forms.Select({"autocomplete": "address-level1"}),
    )
    employers = EmployersField(
        label="Where have you worked in the last years?",
        required=False,
    )

    def prepare(self) -> None:
        years = settings.CONFLICT_YEARS
        self.fields["employers"].label = f"Where have you worked in the last {years} years?"
        self.fields["employers"].help_text = (
            "Nobody who worked there too, or speaks for it, reviews you, and its name is hidden from reviewers. "
            "Leave the last year empty for where you work now, and everything if you had no employer."
        )


class EligibilityQuestions(UIForm):
    """What the published rules ask."""

    citizenship = forms.ChoiceField(
        label=rule("citizenship").question, choices=Citizenship.choices, widget=Choices()
    )
    is_adult = YesNoField(label=rule("adult").question)
    can_work_full_time = YesNoField(label=rule("full_time").question)
    conduct_agreed = YesNoField(label=rule("conduct").question)


class EligibilityForm(StepForm, EligibilityQuestions):
    step = "eligibility"


class SelfCheckForm(EligibilityQuestions):
    """The same questions for somebody without an account: nothing is kept."""


class TracksForm(StepForm):
    step = "tracks"

    first_track = forms.TypedChoiceField(
        label="Which track do you want most?",
        help_text="Two reviewers read your work for each track that you choose.",
        empty_value=None,
        widget=Choices(),
    )
    second_track = forms.TypedChoiceField(
        label="Which other track should we consider?",
        help_text="A second track does not count against the first.",
        empty_value=None,
        required=False,
    )
    skills = SkillLevelsField(
        label="Which skills do you bring?",
        help_text=f"Choose a level for up to {MOST_SKILLS} skills, the strongest ones. Leave the others as they are.",
    )

    def prepare(self) -> None:
        tracks = list(Track.objects.filter(cohort_id=self.application.cohort_id).order_by("order", "name"))
        kept = {self.initial["first_track"], self.initial["second_track"]}
        offered = [track for track in tracks if track.window_is_open or track.pk in kept]
        choices = [(str(track.pk), ChoiceWithHint(track.name, _track_hint(track))) for track in offered]
        first, second = cast(Chosen, self.fields["first_track"]), cast(Chosen, self.fields["second_track"])
        first.choices = choices
        second.choices = [("", "None"), *((key, label.label) for key, label in choices)]
        first.coerce = second.coerce = uuid.UUID
        cast(SkillLevelsField, self.fields["skills"]).offer(Skill.objects.order_by("group", "name"))
        self.initial["second_track"] = self.initial["second_track"] or ""


def _track_hint(track: Track) -> str:
    closing = f"Open until {eastern_words(to_eastern(track.closes_at))}" if track.window_is_open else "Closed"
    return f"{track.summary.rstrip('.')}. {closing}." if track.summary else f"{closing}."


class WorkForm(StepForm):
    step = "work"

    experience = forms.ChoiceField(
        label="How long have you worked in technology?",
        choices=Experience.choices,
        widget=Choices(inline=True),
    )
    work_story = PlainTextField(
        label="What did you build or fix, and who used it?",
        help_text=(
            "Say what was broken, what you did yourself, and what changed. "
            f"Between {STORY_FROM} and {STORY_TO} words. Leave out names of people, schools and employers: "
            "reviewers do not see them."
        ),
        max_length=8000,
        widget=WordCountTextarea(min_words=STORY_FROM, max_words=STORY_TO, rows=12),
    )


class TermsForm(StepForm):
    step = "terms"

    minimum_grade = forms.TypedChoiceField(
        label="What is the lowest grade that you would accept?",
        help_text="Agencies never see this before the match. Nobody can place you below it.",
        coerce=int,
        empty_value=None,
    )
    places = forms.TypedMultipleChoiceField(
        label="Where could you work?",
        help_text="Choose every place that you would accept. Nobody can place you elsewhere.",
        coerce=int,
        widget=ManyChoices(),
    )
    start_from = DatePartsField(
        label="What is the earliest date you could start?", what="the earliest date you could start"
    )
    start_by = DatePartsField(
        label="What is the latest date you could start?", what="the latest date you could start"
    )
    clearance_held = forms.TypedChoiceField(
        label="Which clearance or investigation do you hold now?",
        choices=Clearance.choices,
        coerce=int,
        widget=Choices(inline=True),
    )
    clearance_willing = forms.TypedChoiceField(
        label="How far would you go through an investigation?",
        help_text="A higher level opens more work and takes longer.",
        choices=Clearance.choices,
        coerce=int,
        empty_value=None,
        widget=Choices(inline=True),
    )
    travel_ok = YesNoField(label="Can you travel for work a few days a month?")
    on_site_ok = YesNoField(label="Can you work on site, at least part of the week?")

    def prepare(self) -> None:
        grades = [(grade.pk, _grade_label(grade)) for grade in Grade.objects.order_by("rank")]
        cast(Chosen, self.fields["minimum_grade"]).choices = [("", "Select"), *grades]
        stations = list(DutyStation.objects.order_by("order", "city"))
        self._remote = {station.pk for station in stations if station.is_remote}
        cast(Chosen, self.fields["places"]).choices = [(station.pk, str(station)) for station in stations]

    def clean_places(self) -> list[int]:
        return sorted(self.cleaned_data["places"])

    def clean_clearance_held(self) -> int:
        return self.cleaned_data["clearance_held"] or 0

    def judged(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {**cleaned, "remote_chosen": bool(self._remote & set(cleaned.get("places") or []))}


def _grade_label(grade: Grade) -> str:
    if grade.pay_from and grade.pay_to:
        return f"{grade.code} (${grade.pay_from:,} to ${grade.pay_to:,} a year)"
    return grade.code


STEP_FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (ContactForm, EligibilityForm, TracksForm, WorkForm, TermsForm)
}
