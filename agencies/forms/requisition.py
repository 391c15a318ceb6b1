"""The form of a requisition, in sections."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from agencies.forms.draft import DraftForm
from agencies.models import Agency
from agencies.models.requisition import UnrankedPolicy
from techforce.accounts.models import User
from techforce.programme.models import DutyStation, Grade, Track
from techforce.programme.vocabulary import Clearance
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


SHAPES = [
    ("single", ChoiceWithHint("A single role", "All seats are alike, and each can be filled by itself.")),
    (
        "team",
        ChoiceWithHint(
            "A team",
            "Seats are shared out to roles. Where a role has a minimum, the team opens only when it is reached.",
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
    pairs: bool = False


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
        ("track", "seat_count", "shape"),
        pairs=True,
    ),
    Section(
        "terms",
        "Terms",
        "Hard limits: nobody is matched against them.",
        ("grade", "duty_station", "remote_ok", "travel_required", "start_from", "start_by", "clearance"),
        pairs=True,
    ),
    Section(
        "people",
        "People",
        "The supervisor is named to people who are matched; the contact answers OPM’s questions.",
        ("supervisor_name", "supervisor_email", "contact_name", "contact_email"),
        pairs=True,
    ),
    Section(
        "policy",
        "People you did not rank",
        "You choose this openly before ranking starts. Candidates see it.",
        ("unranked_policy",),
    ),
)


class RequisitionForm(DraftForm):
    """A requisition as its writers type it. Only title and track are needed to save a draft."""

    later = (
        "shape",
        "project",
        "outcome",
        "grade",
        "duty_station",
        "start_from",
        "start_by",
        "supervisor_name",
        "supervisor_email",
        "contact_name",
        "contact_email",
    )
    title = forms.CharField(
        label="Title",
        help_text="What the team will do, in a few words: “Decide disability claims in days, not months”.",
        max_length=120,
        error_messages={"required": "Give the request a title"},
    )
    project = forms.CharField(
        label="The project",
        help_text="The problem, the system and the team that is there.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    outcome = forms.CharField(
        label="What will be different",
        help_text="What you will be able to measure at the end.",
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
    shape = forms.ChoiceField(
        label="Shape",
        choices=SHAPES,
        widget=Choices,
        initial="single",
        error_messages={"required": "Choose a single role or a team"},
    )
    grade = forms.ModelChoiceField(label="Grade", queryset=Grade.objects.all(), empty_label="Select")
    duty_station = forms.ModelChoiceField(
        label="Duty station", queryset=DutyStation.objects.all(), empty_label="Select"
    )
    remote_ok = forms.BooleanField(label="Working remotely is possible as well", required=False)
    travel_required = forms.BooleanField(label="The work needs travel", required=False)
    clearance = forms.TypedChoiceField(
        label="Background", choices=CLEARANCES, coerce=int, widget=Choices, initial=Clearance.NONE
    )
    start_from = DatePartsField(label="Earliest start", what="the earliest start")
    start_by = DatePartsField(label="Latest start", what="the latest start")
    supervisor_name = forms.CharField(label="Supervisor", max_length=120)
    supervisor_email = forms.EmailField(label="Supervisor’s email")
    contact_name = forms.CharField(label="Contact", max_length=120)
    contact_email = forms.EmailField(label="Contact’s email")
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
        field.label_from_instance = lambda track: f"{track.name}, {track.cohort.name}"  # type: ignore[method-assign, assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("start_from"), cleaned.get("start_by")
        if first and last and last < first:
            self.add_error("start_by", "The latest start has to be on or after the earliest start")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Cleaned fields of the requisition itself."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("lock_version", "agency", "shape")
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
