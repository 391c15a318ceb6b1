"""Email about the account itself, such as sign-in codes: kept sealed until a worker has sent it, then gone.

Sending in the background also keeps the clock from telling whether an address has an account.
"""

from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from techforce.jobs.actions import enqueue
from techforce.jobs.registry import job

from .boxes import open_text, seal_text
from .models import Letter

# Codes work for ten minutes; a letter that comes later would only confuse.
STALE = timedelta(minutes=15)


class LetterNotSent(Exception):
    """The mail server refused or did not answer. Carries the kind of failure, never an address."""


def post(to: str, subject: str, body: str) -> Letter:
    """Keep a letter and queue its sending, in the caller's transaction."""
    letter = Letter.objects.create(recipient=seal_text(to), subject=subject, body=seal_text(body))
    enqueue("accounts.send_letter", letter=letter.pk)
    return letter


@job("accounts.send_letter", label="Send an account email")
def send_letter(letter: str) -> None:
    """Send one letter and forget it. A second run finds nothing to do. Raises LetterNotSent."""
    row = Letter.objects.select_for_update().filter(pk=letter).first()
    if row is None:
        return
    if timezone.now() - row.created_at < STALE:
        try:
            compose(row).send()
        except (SMTPException, OSError) as error:
            raise LetterNotSent(type(error).__name__) from None
    row.delete()


def compose(row: Letter) -> EmailMultiAlternatives:
    """The email of one letter: text, and the same words as HTML."""
    body = open_text(row.body)
    mail = EmailMultiAlternatives(
        subject=row.subject,
        body=body,
        to=[open_text(row.recipient)],
        headers={"Message-ID": f"<{row.id}@techforce>", "Auto-Submitted": "auto-generated"},
    )
    html = render_to_string("account/email/letter.html", {"subject": row.subject, "body": body})
    mail.attach_alternative(html, "text/html")
    return mail
