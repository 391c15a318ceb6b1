"""The e-mail that a running system has sent, read from where it was written."""

import email
import email.policy
import re
from email.message import EmailMessage

from tests.support.stack import Stack, until

BETWEEN_LETTERS = "\n" + "-" * 79 + "\n"  # as Django's file backend writes it
CODE = re.compile(r"^([0-9A-Z]{3,6}-?[0-9A-Z]{3,6})$", re.M)


def letters_to(stack: Stack, address: str) -> list[EmailMessage]:
    """Every letter to this address, oldest first."""
    files = sorted((stack.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
    sources = [part for path in files for part in path.read_text("utf-8", "replace").split(BETWEEN_LETTERS)]
    found = [
        email.message_from_string(part.lstrip(), policy=email.policy.default)
        for part in sources
        if part.strip()
    ]
    return [letter for letter in found if isinstance(letter, EmailMessage) and letter["To"] == address]


def words_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def code_to(stack: Stack, address: str, *, letters_before: int = 0) -> str:
    """The code in the newest letter to this address, once more letters are there than `letters_before`."""

    def newest() -> str:
        every = letters_to(stack, address)
        found = CODE.search(words_of(every[-1])) if len(every) > letters_before else None
        return found[1] if found else ""

    return str(until(newest, f"a code for {address}"))
