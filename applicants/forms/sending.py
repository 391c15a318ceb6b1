"""Forms around an application: consents at sending, an answer, a withdrawal, a résumé."""

from typing import Any

from django import forms
from django.conf import settings

from techforce.ui.forms import UIForm

from .fields import PlainTextField

WITHDRAWAL_REASONS = (
    "I took another job",
    "It takes too long",
    "The work, the places or the pay do not fit",
    "My circumstances have changed",
    "Another reason",
)


class ConsentForm(UIForm):
    """What somebody agrees to when they send. Nothing is agreed to beforehand."""

    true_statement = forms.BooleanField(
        label="What I say in this application is true and complete",
        help_text="A false statement can end an application or an appointment.",
        error_messages={"required": "Confirm that what you say is true"},
    )
    privacy = forms.BooleanField(
        label="I have read the privacy statement",
        error_messages={"required": "Confirm that you have read the privacy statement"},
    )
    later_cohorts = forms.BooleanField(
        label="Consider me for later cohorts", help_text="You can take this back at any time.", required=False
    )
    partner_events = forms.BooleanField(
        label="Tell me about events of partner companies",
        help_text="We write to you; partners never get your address. You can take this back at any time.",
        required=False,
    )

    def kinds(self) -> set[str]:
        """The kinds of consent that are checked."""
        return {name for name, given in self.cleaned_data.items() if given}


class OptionalConsentForm(UIForm):
    """The consents that can be taken back at any time."""

    later_cohorts = forms.BooleanField(label="Consider me for later cohorts", required=False)
    partner_events = forms.BooleanField(label="Tell me about events of partner companies", required=False)


class AnswerForm(UIForm):
    """The answer to a letter that asked for something."""

    answer = PlainTextField(
        label="Your answer",
        help_text="Answer everything that the letter asks, in one text.",
        max_length=8000,
        widget=forms.Textarea({"rows": 9}),
        error_messages={"required": "Write an answer"},
    )


class JoiningForm(UIForm):
    """The code that the person's other account shows."""

    code = forms.CharField(
        label="Code from your other account",
        max_length=300,
        strip=True,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )


class WithdrawalForm(UIForm):
    """A withdrawal, with a reason only if somebody wants to give one; from a list, because the record is for good."""

    reason = forms.ChoiceField(
        label="Why do you withdraw?",
        help_text="It helps us to do better. It changes nothing for you.",
        choices=[("", "I would rather not say"), *((words, words) for words in WITHDRAWAL_REASONS)],
        required=False,
    )


class ResumeForm(UIForm):
    """One file, on a form of its own so that a large upload never holds up the answers."""

    resume = forms.FileField(label="Choose a file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages, megabytes = settings.RESUME_PAGE_CAP, settings.RESUME_MAX_BYTES // 1024 // 1024
        self.fields[
            "resume"
        ].help_text = f"PDF or Word, up to {megabytes} MB. Reviewers read the first {pages} pages, and nothing after them."
        self.fields["resume"].widget = forms.FileInput(
            {"accept": ".pdf,.docx", "data-max-bytes": str(settings.RESUME_MAX_BYTES)}
        )
