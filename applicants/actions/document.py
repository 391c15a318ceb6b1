"""Keep, replace and remove a résumé that passed the checks."""

import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from techforce.accounts.models import User
from techforce.audit.actions import record
from techforce.workflow import kernel
from techforce.workflow.errors import NotAllowed, Refused, WrongState

from ..models import Application, Document
from ..models.document import storage_name
from ..resume.checking import Resume

log = logging.getLogger(__name__)


class NotKept(Refused):
    """The disk did not take the file."""

    status = 503


def store_resume(application: Application, resume: Resume, *, by: User) -> Document:
    """Keep this file as the draft's résumé in place of the one before. The person themselves.

    Nothing stays on the disk when the row cannot be written. Raises NotAllowed, WrongState, NotKept.
    """
    document = Document(
        application=application,
        original_name=resume.name,
        kind=resume.kind,
        size=len(resume.data),
        pages=resume.pages,
        digest=resume.digest,
        text=resume.text,
    )
    storage = document.file.storage
    name = storage_name(document, "")
    try:
        document.file.name = storage.save(name, ContentFile(resume.data))
        with transaction.atomic():
            _own_draft(application, by)
            _retire(application)
            document.save(force_insert=True)
            record("upload_resume", application, by=by, role="candidate", document=str(document.pk))
    except OSError as error:
        storage.delete(name)
        log.error("a résumé could not be written: errno %s", error.errno)
        raise NotKept(
            "We could not keep your file just now. Nothing was changed. Try again in a minute."
        ) from None
    except BaseException:
        storage.delete(name)
        raise
    return document


@transaction.atomic
def remove_resume(application: Application, *, by: User) -> bool:
    """Remove the draft's résumé; whether there was one. The person themselves. Raises NotAllowed, WrongState."""
    _own_draft(application, by)
    removed = _retire(application)
    if removed:
        record("remove_resume", application, by=by, role="candidate")
    return removed


def _retire(application: Application) -> bool:
    """What was sent once is part of a frozen version and stays on file; anything else is gone for good."""
    current = application.documents.filter(removed_at=None).first()
    if current is None:
        return False
    if application.versions.filter(answers__resume__document=str(current.pk)).exists():
        current.removed_at = timezone.now()
        current.save(update_fields=["removed_at"])
    else:
        storage, name = current.file.storage, str(current.file.name)
        current.delete()
        transaction.on_commit(lambda: storage.delete(name))
    return True


def _own_draft(application: Application, by: User) -> None:
    locked = kernel.lock(application)
    if locked.candidate.user_id != by.pk:
        raise NotAllowed("Only the person who applies can do this.")
    if locked.state != "draft":
        raise WrongState("Your application has been sent. Reopen it first to change your résumé.")
