"""What a candidate does with their application."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from techforce.access.holding import may
from techforce.access.permissions import Permission
from techforce.accounts.models import User
from techforce.programme.models import Cohort, Track
from techforce.ui.moments import eastern_words, to_eastern
from techforce.workflow import kernel
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from ..answers import all_answers
from ..models import Application, Candidate
from ..rules.completeness import Gap, gaps
from ..rules.naming import blind_code, receipt_number
from ..rules.refusals import Incomplete, StalePage
from ..signals import application_withdrawn
from .consent import give_consents, revoke_consent
from .duplicate import note_duplicates
from .panel import cancel_panels
from .storing import store_answers
from .version import freeze_version


@transaction.atomic
def start_application(user: User, cohort: Cohort, *, by: User) -> Application:
    """Begin a draft in this cohort, or go on with the one that is live. Candidates, for themselves.

    Raises NotAllowed for somebody else and for staff, Refused when no track of the cohort takes applications.
    """
    if user != by:
        raise NotAllowed("An application can only be started by the person who applies.")
    if not may(by, Permission.APPLY):
        raise NotAllowed("People who work on the program cannot apply with the same account.")
    candidate = Candidate.objects.get_or_create(user=user)[0]
    live = Application.objects.live().filter(candidate=candidate, cohort=cohort)
    found = live.first()
    if found is not None:
        return found
    if not Track.objects.open_now().filter(cohort=cohort).exists():
        raise Refused("No track is open for applications at this moment. Nothing was started.")
    draft = Application(candidate=candidate, cohort=cohort, code=blind_code())
    try:
        with transaction.atomic():
            return kernel.begin(draft, by=by)
    except IntegrityError:  # the same person was quicker in another tab
        return live.get()


@transaction.atomic
def save_step(
    application: Application,
    step_key: str,
    cleaned: Mapping[str, Any],
    *,
    by: User,
    lock_version: int | None,
    page: str = "",
    turn: int = 0,
) -> Application:
    """Store answers of one step of a draft; the row comes back as it is now. The person themselves.

    `page` names the open page that saves: its own earlier save does not make it stale. `turn` counts that page's
    saves; one that arrives behind a later one is passed over, and 0 is a page that does not count.
    Raises WrongState when it is no longer a draft, StalePage when another page saved later.
    """
    locked = _own_draft(application, by)
    same_page = page != "" and locked.saved_in == page
    if locked.lock_version != lock_version and not same_page:
        raise StalePage
    if same_page and 0 < turn <= locked.saved_turn:
        return locked
    columns = store_answers(locked, step_key, cleaned)
    if columns is not None:
        locked.lock_version += 1
        locked.saved_in = page[:16]
    if locked.saved_in == page:
        locked.saved_turn = turn
    locked.saved_at = timezone.now()
    locked.save(update_fields=[*(columns or ()), "lock_version", "saved_in", "saved_turn", "saved_at"])
    return locked


@transaction.atomic
def submit_application(
    application: Application, *, by: User, consents: Collection[str] | None = None
) -> Application:
    """Send a draft: freeze a version, give a receipt, tell the candidate. The person themselves.

    Sending what is already sent changes nothing and returns the same receipt. `consents` are the kinds agreed to
    on the page; None leaves the stored ones. Raises Refused when the window is closed, Incomplete, WrongState.
    """
    locked = kernel.lock(application)
    _own(locked, by)
    if locked.state != "draft" and locked.is_open:
        return locked
    if locked.state == "draft":
        _refuse_closed_window(locked)
        if consents is not None:
            give_consents(locked, consents, by=by)
        missing = _everything_missing(locked)
        if missing:
            raise Incomplete(missing)
    version = freeze_version(locked)
    changes = {
        "submitted_at": timezone.now(),
        "receipt_number": locked.receipt_number or receipt_number(),
        "lock_version": locked.lock_version + 1,
    }
    kernel.apply(locked, "submit", by=by, changes=changes, version=version.number, digest=version.digest)
    note_duplicates(locked)
    return locked


@transaction.atomic
def reopen_application(application: Application, *, by: User) -> Application:
    """Make a sent application a draft again while a window of its tracks is open. The person themselves.

    The version that was sent is kept. Raises Refused when the window is closed, WrongState once it is being checked.
    """
    locked = kernel.lock(application)
    _own(locked, by)
    kernel.apply(locked, "reopen", by=by, guards=[_refuse_closed_window])
    revoke_consent(locked, "true_statement", by=by)  # what they say next must be declared true anew
    return locked


@transaction.atomic
def withdraw_application(application: Application, *, by: User, reason: str = "") -> Application:
    """End an open application and free everything that is held for it. The person themselves.

    Reviews are cancelled here; what apps above hold they free on the signal, in this transaction. Raises WrongState.
    """
    locked = kernel.lock(application)
    _own(locked, by)
    kernel.apply(locked, "withdraw", by=by, reason=reason)
    cancel_panels(locked)
    application_withdrawn.send(sender=Application, application=locked, by=by)
    return locked


@transaction.atomic
def answer_request(application: Application, *, by: User, answer: str) -> Application:
    """Answer what HR asked; the check goes on. The person themselves. Raises Refused without words, WrongState."""
    if not answer.strip():
        raise Refused("Write an answer first.")
    locked = kernel.lock(application)
    _own(locked, by)
    kernel.apply(locked, "answer", by=by, changes={"action_answer": answer.strip(), "action_due_at": None})
    return locked


def missing_parts(application: Application) -> list[Gap]:
    """What keeps this draft from being sent, consents aside; linked to steps and fields."""
    found = gaps(all_answers(application), today=timezone.localdate())
    return found + [
        Gap("tracks", field, f"{_closed_words(track)} Choose another track")
        for field, track in zip(("first_track", "second_track"), chosen_tracks(application), strict=False)
        if not track.window_is_open
    ]


def chosen_tracks(application: Application) -> list[Track]:
    """The tracks of the application in the candidate's order."""
    return [choice.track for choice in application.track_choices.select_related("track").order_by("order")]


def _everything_missing(application: Application) -> list[Gap]:
    given = set(application.consents.filter(revoked_at=None).values_list("kind", flat=True))
    consent_gaps = [
        Gap("review", kind, words)
        for kind, words in (
            ("true_statement", "Confirm that what you say is true"),
            ("privacy", "Confirm that you have read the privacy statement"),
        )
        if kind not in given
    ]
    return missing_parts(application) + consent_gaps


def _refuse_closed_window(application: Application) -> None:
    tracks = chosen_tracks(application)
    if tracks and not any(track.window_is_open for track in tracks):
        words = " ".join(_closed_words(track) for track in tracks)
        raise Refused(f"{words} Nothing was sent, and nothing that you wrote is lost.")


def _closed_words(track: Track) -> str:
    if timezone.now() < track.opens_at:
        return f"{track.name} opens on {eastern_words(to_eastern(track.opens_at))}."
    if timezone.now() >= track.closes_at:
        return f"{track.name} closed on {eastern_words(to_eastern(track.closes_at))}."
    return f"{track.name} is not open for applications."


def _own_draft(application: Application, by: User) -> Application:
    # The person is held as well: a save that waited must see what the one before it wrote about them.
    rows = Application.objects.select_related("candidate")
    locked = rows.select_for_update(of=("self", "candidate"), no_key=True).get(pk=application.pk)
    _own(locked, by)
    if locked.state != "draft":
        raise WrongState(
            f"This application is no longer a draft: it is now “{locked.state_info.public}”. Nothing was changed."
        )
    return locked


def _own(application: Application, by: User) -> None:
    if application.candidate.user_id != by.pk:
        raise NotAllowed("Only the person who applies can do this.")
