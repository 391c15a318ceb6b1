"""Check eligibility: start the check, ask the candidate, decide with the rule named, and hide what the mask missed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from techforce.access.holding import may, role_with
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow.errors import NotAllowed, Refused
from techforce.workflow.kernel import apply, lock

from ..models import Application, EligibilityDecision, HiddenPhrase
from ..rules.eligibility import RULES, check_answers
from ..rules.eligibility import rule as published_rule
from .panel import open_panels

LONGEST_PHRASE = 120
MOST_SHOWN = 40


def screen_application(application: Application) -> None:
    """submitted → screening, by the system: a track's window closed, or it takes people as they come."""
    apply(application, "screen", by=None)


def ask_candidate(application: Application, *, by: User, reasons: list[str], due_at: datetime) -> None:
    """screening → action_needed, by HR: one letter with every reason and one due date.

    Raises Refused without a reason or with a date that has passed.
    """
    lines = [" ".join(reason.split()) for reason in reasons if reason.strip()]
    if not lines:
        raise Refused("Say what you need from the candidate.")
    if due_at <= timezone.now():
        raise Refused("The date by which you need the answer must be in the future.")
    letter = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]
    apply(application, "ask", by=by, reason=letter, changes={"action_due_at": due_at, "action_answer": ""})


def return_unanswered(application: Application) -> None:
    """action_needed → screening, by the system, when the due date passed without an answer.

    It lapses nobody: a person decides on what is there, because no rule rejects anybody by itself.
    """
    apply(application, "answer", by=None, reason="The date passed without an answer.")


@transaction.atomic
def decide_eligibility(
    application: Application, *, by: User, eligible: bool, rule: str = "", note: str = ""
) -> EligibilityDecision | None:
    """screening → eligible and straight on into review, or → ineligible with the rule that is not met, by HR.

    Panels open in the same act, so nobody waits between two states. `note` is for the record and goes into no letter.
    Raises WrongState when somebody was quicker, Refused for an unknown rule or a track whose standard is not frozen.
    """
    if not eligible and rule not in {one.key for one in RULES}:
        raise Refused("Name the published rule that is not met.")
    row = lock(application)
    decision = None
    if row.state == "screening":
        _explain_against_answers(row, eligible, rule, note)
        decision = EligibilityDecision.objects.create(
            application=row,
            eligible=eligible,
            rule="" if eligible else rule,
            note=note.strip(),
            decided_by=by,
        )
    if eligible:
        apply(application, "find_eligible", by=by)
        open_panels(application)
    else:
        apply(application, "find_ineligible", by=by, reason=published_rule(rule).sentence, rule=rule)
    return decision


def _explain_against_answers(application: Application, eligible: bool, rule: str, note: str) -> None:
    """Deciding otherwise than the answers say needs a word for the record."""
    if note.strip():
        return
    findings = {finding.rule.key: finding.met for finding in check_answers(sent_answers(application))}
    if eligible and False in findings.values():
        raise Refused("By the answers a rule is not met. Say in the note why it is met all the same.")
    if not eligible and findings.get(rule):
        raise Refused("By the answers this rule is met. Say in the note why it is not.")


def sent_answers(application: Application) -> dict[str, Any]:
    """The eligibility answers as they were last sent."""
    version = application.versions.order_by("-number").first()
    return dict(version.answers.get("eligibility") or {}) if version else {}


@transaction.atomic
def hide_phrase(application: Application, *, by: User, phrase: str) -> HiddenPhrase:
    """Hide a word or phrase of this application from reviewers, by HR. Again changes nothing. Raises Refused."""
    _allow(by)
    text = " ".join(phrase.split())
    if len(text) < 2:
        raise Refused("Enter the word or phrase that reviewers must not read.")
    if len(text) > LONGEST_PHRASE:
        raise Refused("Hide a short phrase at a time: 120 characters at most.")
    row, is_new = HiddenPhrase.objects.get_or_create(
        application=application, phrase=text, defaults={"added_by": by}
    )
    if is_new:
        record("hide_phrase", row, by=by, role=_role(by), application=str(application.pk))
    return row


@transaction.atomic
def hide_phrases(application: Application, *, by: User, phrases: list[str]) -> None:
    """Hide several words or phrases, all or none. Raises NotAllowed, and Refused that names the one it is about."""
    for phrase in phrases:
        try:
            hide_phrase(application, by=by, phrase=phrase)
        except NotAllowed:
            raise
        except Refused as refusal:
            shown = phrase if len(phrase) <= MOST_SHOWN else f"{phrase[:MOST_SHOWN]}…"
            raise Refused(f"“{shown}”: {refusal} Nothing was hidden.") from refusal


@transaction.atomic
def show_phrase(row: HiddenPhrase, *, by: User) -> None:
    """Stop hiding a phrase, by HR."""
    _allow(by)
    record("show_phrase", row, by=by, role=_role(by), application=str(row.application_id))
    row.delete()


def _allow(by: User) -> None:
    if not may(by, Permission.APPLICATION_SCREEN):
        raise NotAllowed("You do not have the right to do this.")


def _role(by: User) -> str:
    return role_with(by, Permission.APPLICATION_SCREEN)
