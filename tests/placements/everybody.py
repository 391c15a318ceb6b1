"""What everybody sees on every page, to hold one moment against another."""

import re
from collections.abc import Callable, Container
from types import SimpleNamespace
from typing import Any

from django.test import Client

from partners.models import Partner, PartnerContact
from techforce.accounts.models import User
from tests.access.table import Row, rows
from tests.factories import people
from tests.support.states import at_state

Seen = dict[tuple[str, str], tuple[int, str]]
# Who may read runs sees them there, and an operator that a job ran; none of these pages is for anybody else.
OF_THOSE_WHO_RUN_IT = ("placements:match", "operations:ledger", "operations:job")
# A form's token, the moment at which the front page counted seats, and a code that is signed with its time.
FORBIDDEN = 403
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|Counted <time[^>]*>[^<]*</time>|<code class="code">[^<]*:[^<]*</code>'
)


def a_partner() -> User:
    """Somebody who speaks for a partner."""
    partner = at_state(Partner(name="Acme", kind="company"), "active")
    contact = people.account("contact@acme.example", "Ines Wood")
    PartnerContact.objects.create(partner=partner, user=contact, name=contact.name, email=contact.email)
    return contact


def what_is_seen(
    market: Any,
    everybody: dict[str, User | None],
    as_: Callable[[User], Client],
    only: Container[str] | None,
    before: Seen,
) -> Seen:
    """Answers of every page that this market can fill, by page and person; of some pages when `only` names them.

    Whom a page refused `before` for want of the right to it is not asked again: no run gives anybody a right.
    """
    ids = _ids(market)
    pages = [row for row in rows() if row.method == "GET" and _can_be_asked(row, ids)]
    assert {row.name for row in pages} >= {"placements:own_result", "placements:board", "public:home"}
    pages = [row for row in pages if only is None or row.name in only]
    clients = {name: as_(user) if user else Client() for name, user in everybody.items()}
    return {
        (row.name, name): _answer(client, row.path(SimpleNamespace(ids=ids | _own_ids(market, name))))
        for row in pages
        for name, client in clients.items()
        if before.get((row.name, name), (0, ""))[0] != FORBIDDEN
    }


def differences(before: Seen, after: Seen) -> list[tuple[str, str]]:
    """Pages that changed, and for whom, without those on which insiders read the run itself."""
    insiders = {"audrey", "otto"}
    return [
        (page, name)
        for (page, name), told in after.items()
        if told != before[page, name]
        and not (page.startswith(OF_THOSE_WHO_RUN_IT) and name.split("@")[0] in insiders)
    ]


def _ids(market: Any) -> dict[str, Any]:
    entry, request = market.one, market.va
    return {
        **dict.fromkeys(("published", "request", "own_draft", "filling"), request.pk),
        **dict.fromkeys(("draft", "waiting", "read"), entry.application.pk),
        "published_number": request.number,
        "certificate": market.certificate.number,
        "code": entry.application.code,
        "entry": entry.pk,
        "track": request.track.pk,
        "track_key": request.track.key,
        "cohort": request.track.cohort.slug,
        "run": 1,
    }


def _own_ids(market: Any, name: str) -> dict[str, Any]:
    """Candidates ask for their own application."""
    return {"draft": getattr(market, name).application.pk} if hasattr(market, name) else {}


def _can_be_asked(row: Row, ids: dict[str, Any]) -> bool:
    return all(value.startswith("'") or value in ids for value in row.ids.values())


def _answer(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, CHANGING.sub("", body.decode(errors="replace"))
