"""The form of a requisition, in sections."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from agencies.forms.draft import DraftForm
from agencies.models import Agency, Requisition
from agencies.models.requisition import Reversion
from techforce.accounts.models import User
from techforce.programme.models import Cohort, DutyStation, Grade, Track
from techforce.programme.vocabulary import Clearance, UnrankedPolicy
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

REVERSIONS = [
    (Reversion.STAY, ChoiceWithHint("They stay open", "For a later round, until OPM closes the request.")),
    (
        Reversion.REQUISITION,
        ChoiceWithHint("They go to another request of ours", "As far as its certified money reaches."),
    ),
    (
        Reversion.PROGRAMME,
        ChoiceWithHint("They go back to the program", "The request ends with the seats it has."),
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
    Section(
        "reversion",
        "Seats that stay open",
        "You choose this openly before ranking starts, and it is carried out by itself.",
        ("reversion", "reverts_to", "reverts_on"),
    ),
)


def seat_takers(rows: QuerySet[Requisition]) -> QuerySet[Requisition]:
    """Those of these requisitions that could still take seats."""
    return rows.exclude(state__in=["cancelled", "closed_short"])


def choices_of(need: Requisition) -> dict[str, Any]:
    """What the form of this very requisition can choose from, as arguments for it."""
    others = Requisition.objects.filter(agency=need.agency_id).exclude(pk=need.pk)
    return {"keep_track": need.track_id, "others": seat_takers(others)}


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
        "reverts_to",
        "reverts_on",
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
    reversion = forms.ChoiceField(
        label="What happens to seats that nobody fills?",
        choices=REVERSIONS,
        widget=Choices,
        initial=Reversion.STAY,
        required=False,
    )
    reverts_to = forms.ModelChoiceField(
        label="The other request",
        help_text="Only if they go to another request: one of the same agency, with money for more seats.",
        queryset=Requisition.objects.none(),
        empty_label="Select",
    )
    reverts_on = DatePartsField(
        label="After this day",
        what="the day after which unfilled seats go",
        help_text="Not if they stay open.",
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, keep_track: Any = None, others: Any = None, **kwargs: Any) -> None:
        """`keep_track`: a track that stays choosable although its cohort has moved on. `others`: where seats may go."""
        super().__init__(*args, **kwargs)
        running = Q(cohort__state__in=["announced", "running", "placing"])
        ended = Q(state__in=["filled", "exhausted"])
        tracks = Track.objects.filter((running & ~ended) | Q(pk=keep_track)).select_related("cohort")
        field = self.fields["track"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = tracks.order_by("-cohort__state_since", "order", "name")
        if others is not None:
            other = self.fields["reverts_to"]
            assert isinstance(other, forms.ModelChoiceField)  # noqa: S101  for the type checker
            other.queryset = others.order_by("number")
            other.label_from_instance = lambda need: f"{need.number}: {need.title}"  # type: ignore[method-assign, assignment]
        field.label_from_instance = lambda track: f"{track.name}, {track.cohort.name}"  # type: ignore[method-assign, assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("start_from"), cleaned.get("start_by")
        if first and last and last < first:
            self.add_error("start_by", "The latest start has to be on or after the earliest start")
        cleaned["reversion"] = cleaned.get("reversion") or Reversion.STAY
        if cleaned["reversion"] != Reversion.REQUISITION and "reverts_to" in cleaned:
            cleaned["reverts_to"] = None
        if cleaned["reversion"] == Reversion.STAY and "reverts_on" in cleaned:
            cleaned["reverts_on"] = None
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
        own = Agency.objects.of_member(user, "coordinator")
        super().__init__(*args, others=seat_takers(Requisition.objects.filter(agency__in=own)), **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        agencies = Agency.objects.of_member(user, "coordinator").filter(is_participating=True).distinct()
        field.queryset = agencies
        found = list(agencies[:2])
        if len(found) == 1:
            field.initial, field.empty_label = found[0], None
        self.fields["unranked_policy"].initial = _policy_now()


def _policy_now() -> str:
    """What the newest cohort that takes requests starts them with."""
    open_to = Cohort.objects.filter(state__in=["announced", "running", "placing"]).exclude(unranked_policy="")
    newest = open_to.order_by("-state_since").values_list("unranked_policy", flat=True).first()
    return newest or UnrankedPolicy.EXCLUDED
