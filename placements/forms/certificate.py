"""Forms around certificates."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Requisition
from applicants.models import Application
from placements.queries.browsing import PeopleWanted
from techforce.programme.models import DutyStation, Skill
from techforce.programme.vocabulary import SkillLevel
from techforce.ui.forms import UIForm
from techforce.ui.widgets import DatePartsField


class PeopleField(forms.ModelMultipleChoiceField):
    """People by code: a certificate is issued without looking at names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Application) -> str:
        return f"{obj.code}, certified in another track too" if obj.state == "certified" else obj.code


class IssueForm(UIForm):
    """Who goes onto the certificate, under which authority, and until when it holds."""

    applications = PeopleField(
        label="People for this certificate",
        queryset=Application.objects.none(),
        help_text="Everybody here passed the panel of this track. Whoever you take off waits for the next certificate.",
    )
    left_off_reason = forms.CharField(
        label="Why somebody is left off",
        required=False,
        max_length=500,
        help_text="Needed when you take somebody off. It stays on the record; the person is not named in it.",
    )
    authority = forms.CharField(
        label="Hiring authority",
        max_length=120,
        error_messages={"required": "Enter the hiring authority"},
        help_text="As it is to stand on the certificate, for example “5 U.S.C. 3304, direct hire”.",
    )
    expires_on = DatePartsField(
        label="Last day of the certificate",
        what="the last day",
        help_text="People on it can be chosen until the end of this day.",
    )

    def __init__(self, *args: Any, waiting: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = waiting  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("applications", [row.pk for row in waiting])


class PeopleFilterForm(UIForm):
    """Narrow a list of people by skills, place and words in their work; nothing is required."""

    q = forms.CharField(
        label="Words in the evidence",
        required=False,
        max_length=200,
        help_text="Searches work story and résumé as you may read them. “In quotes” finds a phrase.",
    )
    skill = forms.ModelChoiceField(
        label="Skill",
        queryset=Skill.objects.all(),
        required=False,
        empty_label="Any skill",
        to_field_name="key",
    )
    level = forms.TypedChoiceField(
        label="At least", choices=SkillLevel.choices, coerce=int, empty_value="1", required=False
    )
    skill2 = forms.ModelChoiceField(
        label="And skill",
        queryset=Skill.objects.all(),
        required=False,
        empty_label="Any skill",
        to_field_name="key",
    )
    level2 = forms.TypedChoiceField(
        label="At least", choices=SkillLevel.choices, coerce=int, empty_value="1", required=False
    )
    place = forms.ModelChoiceField(
        label="Place they accept",
        queryset=DutyStation.objects.all(),
        required=False,
        empty_label="Any place",
        to_field_name="key",
    )
    requisition = forms.ModelChoiceField(
        label="Show fit to",
        queryset=Requisition.objects.none(),
        required=False,
        empty_label="No requisition",
        to_field_name="number",
    )

    def __init__(self, *args: Any, requisitions: QuerySet[Requisition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requisition"].queryset = requisitions  # type: ignore[attr-defined]

    @property
    def wanted(self) -> PeopleWanted:
        """What was asked for; everybody where nothing was, or where it can't be read."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        pairs = ((data.get("skill"), data.get("level")), (data.get("skill2"), data.get("level2")))
        skills = tuple((skill, int(level or 1)) for skill, level in pairs if skill is not None)
        return PeopleWanted(skills, data.get("place"), data.get("q", "").strip())

    @property
    def fit_to(self) -> Requisition | None:
        """The requisition to show fit to, if one was chosen."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return data.get("requisition")
