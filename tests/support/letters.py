"""Reading the e-mail of a test."""

import re

from django.core import mail

from .jobs import run_jobs


def code_sent_to(address: str) -> str:
    """The newest code that was e-mailed to this address, after the letters that wait were sent."""
    run_jobs()
    bodies = [str(message.body) for message in mail.outbox if message.to == [address]]
    found = re.search(r"^([0-9A-Z]{3,6}-?[0-9A-Z]{3,6})$", bodies[-1], re.M)
    assert found, bodies[-1]
    return found.group(1)
