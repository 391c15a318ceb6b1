"""The form of a requisition, in sections, and the small forms of the acts around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q

from agencies.actions.requisition import SkillNeed
from agencies.models import Agency, Requisition
from agencies.models.requisition import UnrankedPolicy
from techforce.accounts.models import User
from techforce.programme.models import DutyStation, Grade, Skill, Track
from techforce.programme.vocabulary import Clearance, SkillLevel
from techforce.ui.forms import UIForm
from techforce.ui.widgets import Choices, ChoiceWithHint, DatePartsField

CLEARANCES = [
    (Clearance.NONE, ChoiceWithHint("None", "Only the checks that every federal employee has")),
    (Clearance.PUBLIC_TRUST, ChoiceWithHint("Public Trust", "Sensitive records or systems")),
    (Clearance.SECRET, ChoiceWithHint("Secret", "Takes months for somebody who does not hold it")),
    (Clearance.TOP_SECRET, ChoiceWithHint("Top Secret", "Takes longer still, and few people hold it")),
]
POLICIES = [
    (
        UnrankedPolicy.EXCLUDED,
        ChoiceWithHint(
            "Nobody we did not rank", "A seat stays open rather than going to somebody not on your list."
        ),
    ),
    (
        UnrankedPolicy.CERTIFICATE_ORDER,
        ChoiceWithHint(
            "Anybody qualified, after our list",
            "When your list runs out, people on the certificate follow in its order.",
        ),
    ),
]


@dataclass(frozen=True)
class Section:
    """A part of the form with its own heading."""

    key: str
    title: str
    lead: str
    fields: tuple[str, ...]


SECTIONS = (
    Section(
        "work",
        "The work",
        "Candidates read this before they rank. Say what is broken, for whom, and what will be different.",
        ("title", "project", "outcome"),
    ),
    Section(
        "seats",
        "Seats and skills",
        "A required skill rules people out. A useful one only shows how well somebody fits.",
        ("track", "seat_count"),
    ),
    Section(
        "terms",
        "Terms",
        "Hard limits: nobody is matched against them.",
        ("grade", "duty_station", "remote_ok", "travel_required", "clearance", "start_from", "start_by"),
    ),
    Section(
        "people",
        "People",
        "The supervisor is named to people who are matched; the contact answers OPM’s questions.",
        ("supervisor_name", "supervisor_email", "contact_name", "contact_email"),
    ),
    Section(
        "policy",
        "People you did not rank",
        "You choose this openly before ranking starts. Candidates see it.",
        ("unranked_policy",),
    ),
)


class RequisitionForm(UIForm):
    """A requisition as its writers type it. Only title and track are needed to save a draft."""

    title = forms.CharField(
        label="Title",
        help_text="What the team will do, in a few words: “Decide disability claims in days, not months”.",
        max_length=120,
        error_messages={"required": "Give the request a title"},
    )
    project = forms.CharField(
        label="The project",
        help_text="The problem, the system and the team that is there.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    outcome = forms.CharField(
        label="What will be different",
        help_text="What you will be able to measure at the end.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    track = forms.ModelChoiceField(label="Track", queryset=Track.objects.none(), empty_label="Select")
    seat_count = forms.IntegerField(
        label="Seats",
        help_text="One for each person, all on the same terms.",
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    grade = forms.ModelChoiceField(
        label="Grade", queryset=Grade.objects.all(), required=False, empty_label="Select"
    )
    duty_station = forms.ModelChoiceField(
        label="Duty station", queryset=DutyStation.objects.all(), required=False, empty_label="Select"
    )
    remote_ok = forms.BooleanField(label="Working remotely is possible as well", required=False)
    travel_required = forms.BooleanField(label="The work needs travel", required=False)
    clearance = forms.TypedChoiceField(
        label="Background", choices=CLEARANCES, coerce=int, widget=Choices, initial=Clearance.NONE
    )
    start_from = DatePartsField(label="Earliest start", what="the earliest start", required=False)
    start_by = DatePartsField(label="Latest start", what="the latest start", required=False)
    supervisor_name = forms.CharField(label="Supervisor", max_length=120, required=False)
    supervisor_email = forms.EmailField(label="Supervisor’s email", required=False)
    contact_name = forms.CharField(label="Contact", max_length=120, required=False)
    contact_email = forms.EmailField(label="Contact’s email", required=False)
    unranked_policy = forms.ChoiceField(
        label="Who may be placed with you?", choices=POLICIES, widget=Choices, initial=UnrankedPolicy.EXCLUDED
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, keep_track: Any = None, **kwargs: Any) -> None:
        """`keep_track`: a track that stays choosable although its cohort has moved on."""
        super().__init__(*args, **kwargs)
        running = Q(cohort__state__in=["announced", "running", "placing"])
        ended = Q(state__in=["filled", "exhausted"])
        tracks = Track.objects.filter((running & ~ended) | Q(pk=keep_track)).select_related("cohort")
        field = self.fields["track"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = tracks.order_by("-cohort__state_since", "order", "name")
        field.label_from_instance = lambda track: f"{track.name}, {track.cohort.name}"  # type: ignore[method-assign]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("start_from"), cleaned.get("start_by")
        if first and last and last < first:
            self.add_error("start_by", "The latest start has to be on or after the earliest start")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Cleaned fields of the requisition itself."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("lock_version", "agency")
        }


class NewRequisitionForm(RequisitionForm):
    """The same, and for which agency."""

    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Select")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        agencies = Agency.objects.of_member(user, "coordinator").filter(is_participating=True).distinct()
        field.queryset = agencies
        found = list(agencies[:2])
        if len(found) == 1:
            field.initial, field.empty_label = found[0], None


class SkillForm(UIForm):
    """One skill of the need; an empty row is no skill."""

    skill = forms.ChoiceField(label="Skill", required=False)
    level = forms.TypedChoiceField(
        label="Level", choices=SkillLevel.choices, coerce=int, initial=SkillLevel.WORKING, required=False
    )
    required = forms.TypedChoiceField(
        label="Need",
        choices=[("1", "Required"), ("0", "Useful")],
        coerce=lambda value: value == "1",
        initial="1",
        required=False,
        empty_value=True,
    )

    def __init__(self, *args: Any, skills: Iterable[Skill] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = groupby(skills, key=lambda skill: skill.group)
        choices = [(group, [(str(skill.pk), skill.name) for skill in found]) for group, found in groups]
        self.fields["skill"].choices = [("", "No skill"), *choices]  # type: ignore[attr-defined]


class BaseSkillFormSet(forms.BaseFormSet):
    """All skills of one need; the list of skills is read once for all rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.all_skills = list(Skill.objects.all())
        super().__init__(*args, form_kwargs={"skills": self.all_skills}, **kwargs)

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            chosen = form.cleaned_data.get("skill") if form.is_valid() else None
            if chosen and chosen in seen:
                form.add_error("skill", "This skill is named twice")
            seen.add(chosen or "")

    def needs(self) -> list[SkillNeed]:
        """The skills that were chosen."""
        by_key = {str(skill.pk): skill for skill in self.all_skills}
        rows = [form.cleaned_data for form in self.forms]
        return [
            SkillNeed(by_key[row["skill"]], row["level"] or SkillLevel.WORKING, row["required"])
            for row in rows
            if row.get("skill")
        ]


SkillFormSet = forms.formset_factory(
    SkillForm, formset=BaseSkillFormSet, extra=2, max_num=12, absolute_max=12, validate_max=True
)


def skill_rows(requisition: Requisition) -> list[dict[str, Any]]:
    """The saved skills as initial rows of the formset."""
    return [
        {"skill": str(row.skill_id), "level": row.level, "required": "1" if row.required else "0"}
        for row in requisition.skills.all()
    ]


class ReasonForm(UIForm):
    """A reason that goes on the record and to the people concerned."""

    reason = forms.CharField(
        label="Reason",
        help_text="It goes on the record and into the notice to the people concerned.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give a reason"},
    )


class ReturnForm(ReasonForm):
    """What the agency has to change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What has to change"
        self.fields["reason"].help_text = "One line for each point. The coordinator gets these words."
        self.fields["reason"].error_messages["required"] = "Say what has to change"


class FundingForm(UIForm):
    """What agency HR states about the money."""

    seat_count = forms.IntegerField(label="Funded seats", min_value=1, max_value=99)
    source = forms.CharField(
        label="Source", help_text="Treasury account symbol or appropriation.", max_length=120
    )
    available_until = DatePartsField(label="Available until", what="the end of the money")
    attest = forms.BooleanField(
        label="This money is committed to these seats",
        error_messages={"required": "Check the box: the money has to be committed to these seats"},
    )
