"""From application to placement through the pages, with a live worker: the whole product once, as people use it."""

import re
import signal
from collections import Counter
from datetime import datetime

import pytest

from techforce.ui.moments import EASTERN
from tests.e2e.conftest import Arrive
from tests.e2e.letters import letters_to
from tests.e2e.people import agency, candidate, hr, manager, reviewer, staff
from tests.e2e.people.agency import Need
from tests.e2e.people.candidate import Person
from tests.e2e.visitor import PHONE, Visitor
from tests.factories.resumes import docx, paragraph, pdf
from tests.support.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NORA = Person(
    "Zephyrine",
    "Quandtmoor",
    "zephyrine.quandtmoor@post.example",
    "218-555-0171",
    "Wexcombe University",
    {
        "name": "zephyrine-quandtmoor.pdf",
        "mimeType": "application/pdf",
        "buffer": pdf(
            "Zephyrine Quandtmoor, zephyrine.quandtmoor@post.example. Wexcombe University. Ran the crew Dovetail. Python."
        ),
    },
)
OLAF = Person(
    "Thaddeusz",
    "Brindleholt",
    "thaddeusz.brindleholt@post.example",
    "218-555-0188",
    "Narrowgate College",
    {
        "name": "brindleholt.docx",
        "mimeType": WORD,
        "buffer": docx(
            paragraph("Thaddeusz Brindleholt, Narrowgate College. Kept two Java services running.")
        ),
    },
)
CLAIMS = Need("Decide disability claims in days", "Files arrive as scans and wait in five systems.")
VISITS = Need("Find every lost appointment", "Appointments vanish between two calendars.")
CLOCK = re.compile(r"Counted .* Eastern")  # when public numbers were counted moves on by itself
CANDIDATE_NOTICES = [
    "application_received",
    "application_screening",
    "application_eligible",
    "application_qualified",
    "application_certified",
    "entry_available",
    "ranking_window_set",
    "entry_matched",
    "offer_sent",
    "offer_accepted",
    "placement_cleared",
    "placement_active",
]


FUNNEL = (
    ("Applied", "2"),
    ("Eligible", "2"),
    ("Qualified", "2"),
    ("Certified", "2"),
    ("Matched", "1"),
    ("Accepted", "1"),
    ("Placed", "1"),
)


def test_from_application_to_first_day(stack: Stack, arrive: Arrive) -> None:
    """Ten steps. Nora is at a phone, Olaf and everybody on the staff at a desk."""
    read_public_pages(arrive)
    nora, olaf = arrive(size=PHONE), arrive()
    codes = [apply(stack, nora, NORA), apply(stack, olaf, OLAF)]
    holly = arrive()
    staff.sign_in(holly, "Holly Reyes")
    screen(stack, holly, codes)
    review_blind(arrive, codes)
    certify(holly, nora, olaf)
    pat, cora = arrive(), arrive()
    staff.sign_in(pat, "Pat Moss")
    staff.sign_in(cora, "Cora Diaz")
    request_engineers(arrive, cora, pat)
    rank(nora, olaf, cora, codes)
    number = match(stack, pat)
    publish_at_the_minute(arrive, {"nora": nora, "olaf": olaf, "cora": cora}, number)
    read_results(nora, olaf, cora)
    start_work(stack, arrive, holly, nora, cora, codes)
    everybody_was_told_once(stack)
    withdraw(stack, olaf, codes[1])
    the_record_holds(stack, pat)


def read_public_pages(arrive: Arrive) -> None:
    """Step 1: without an account and without scripts, then at a phone with them."""
    for visitor in (arrive(script=False), arrive(size=PHONE)):
        visitor.go("/")
        assert visitor.heading == "Take a seat."
        for path, words in (
            ("/tracks/", "Software engineering"),
            ("/agencies/", "Veterans Affairs"),
            ("/partners/", "NobleReach"),
            ("/how-it-works/", "review"),
            ("/work/", "No project is published yet"),
            ("/privacy/", "Privacy"),
            ("/about/", "Tech Force"),
            ("/accessibility/", "Accessib"),
        ):
            visitor.go(path)
            visitor.sees(re.compile(words, re.I))
        visitor.go("/tracks/")
        visitor.follow("Software engineering", within="main")
        assert visitor.heading == "Software engineering"


def apply(stack: Stack, me: Visitor, person: Person) -> str:
    """Step 2: sign up, fill in every step, send twice, read the receipt; returns the code that hides the name."""
    candidate.sign_up(me, stack, person)
    candidate.begin(me)
    candidate.apply_in_steps(me, person)
    number = candidate.send(me)
    me.page.go_back()
    assert me.page.url.endswith("/status/")  # there is nothing left to send
    me.follow("Receipt and what you sent")
    assert candidate.receipt(me) == number
    found = stack.rows(
        "select a.code, a.receipt_number from applicants_application a join applicants_candidate c on c.id = a.candidate_id"
        " join accounts_user u on u.id = c.user_id where u.email = %s",
        person.email,
    )
    assert [row[1] for row in found] == [number]
    return str(found[0][0])


def screen(stack: Stack, holly: Visitor, codes: list[str]) -> None:
    """Step 3: the worker puts both into the check; HR finds them eligible one by one and records a tie."""
    waits = "select count(*) from applicants_application where state = 'screening'"
    until(lambda: stack.rows(waits) == [(2,)], "both applications to reach the eligibility check")
    hr.declare_tie(holly, codes[0], "Rita Lund")
    hr.find_eligible(holly, hide="Dovetail")
    hr.find_eligible(holly)
    holly.sees("Nothing else waits for the eligibility check.")


def review_blind(arrive: Arrive, codes: list[str]) -> None:
    """Step 4: two read each, a third where they differ; nobody reads a trace of a person, or another's decision first."""
    rita, rosa, remy = (reader(arrive, name) for name in ("Rita Lund", "Rosa Okafor", "Remy Tran"))
    reviewer.take_next(rita)
    read(rita, codes[1], meets=False)
    rita.sees("Nothing waits for you at this moment.")  # the tie keeps the other one from her
    reviewer.take_next(rosa)
    read(rosa, codes[0], meets=True)
    read(rosa, codes[1], meets=True)
    reviewer.take_next(remy)
    read(remy, codes[0], meets=True)
    read(remy, codes[1], meets=True)
    remy.sees("Nothing waits for you at this moment.")
    remy.follow(codes[1])
    assert remy.page.get_by_role("heading", name="Another reviewer’s decision").count() == 2
    assert_blind(remy)


def reader(arrive: Arrive, name: str) -> Visitor:
    me = arrive()
    staff.sign_in(me, name)
    return me


def read(me: Visitor, code: str, *, meets: bool) -> None:
    """Read the application of this code, score it and lock it; the next page is read for traces too."""
    assert me.heading == code
    assert "Another reviewer’s decision" not in me.page.content()
    assert_blind(me)
    reviewer.lock(me, meets=meets)
    assert_blind(me)


def assert_blind(me: Visitor) -> None:
    """No trace of anybody in the source of the page, in its address or in its title."""
    source = f"{me.page.content()} {me.page.url} {me.page.title()}".lower()
    traces = [*NORA.traces, *OLAF.traces, "Dovetail", "zephyrine-quandtmoor.pdf", "brindleholt.docx"]
    assert [trace for trace in traces if trace.lower() in source] == []


def certify(holly: Visitor, nora: Visitor, olaf: Visitor) -> None:
    """Step 5: qualified, on a certificate, available."""
    hr.qualify_everybody(holly)
    holly.sees("2 people are qualified.")
    hr.issue_certificate(holly, "Software engineering")
    holly.sees("is issued. Everybody on it has been told.")
    for me in (nora, olaf):
        candidate.say_available(me)
        me.sees("Agencies can now find you.")


def request_engineers(arrive: Arrive, cora: Visitor, pat: Visitor) -> None:
    """Step 6: two requests; neither goes out without a supervisor, without money, or unchecked."""
    hank = arrive()
    staff.sign_in(hank, "Hank Foley")
    for need in (CLAIMS, VISITS):
        agency.write_request(cora, need)
        if need is CLAIMS:
            agency.submit_without_supervisor(cora)
        agency.submit(cora)
        manager.accept_need(pat, need.title)
        with pat.refused(422):
            manager.publish(pat)
            pat.sees("Nobody has certified the money for these seats.")
        agency.certify_money(hank, need.title)
        manager.publish(pat)
        pat.sees("Published. Candidates can rank it.")
    visitor = arrive()
    visitor.go("/work/")
    visitor.follow(CLAIMS.title)
    visitor.sees(CLAIMS.project)


def rank(nora: Visitor, olaf: Visitor, cora: Visitor, codes: list[str]) -> None:
    """Step 7: Nora by keyboard at a phone, Olaf without scripts, the agency at its desk."""
    nora.go("/ranking/")
    candidate.add_by_keyboard(nora, VISITS.title)
    candidate.add_by_keyboard(nora, CLAIMS.title)
    nora.page.get_by_role("button", name=f"Move {CLAIMS.title} up").focus()
    with nora.page.expect_response("**/ranking/draft/"):
        nora.page.keyboard.press("Alt+ArrowUp")
    assert candidate.listed(nora) == [CLAIMS.title, VISITS.title]
    nora.page.get_by_role("button", name="Certify this order").focus()
    nora.page.keyboard.press("Enter")
    nora.sees("Your list is certified.")

    plain = olaf.without_script()
    candidate.add_to_list(plain, VISITS.title, CLAIMS.title)
    plain.press(f"Move {CLAIMS.title} up")
    plain.press(f"Take {VISITS.title} off the list")
    assert candidate.listed(plain) == [CLAIMS.title]
    plain.press("Certify this order")
    plain.sees("Your list is certified.")
    plain.close()

    agency.rank_people(cora, CLAIMS.title, *codes)
    cora.sees("Your list is certified.")
    assert_blind(cora)
    agency.rank_people(cora, VISITS.title, codes[0])


def match(stack: Stack, pat: Visitor) -> int:
    """Step 8, first half: ranking is closed, a run starts, waits visibly for its worker, and completes by itself."""
    manager.close_ranking(pat)
    pat.sees("The ranking dates are set")
    stack.signal("worker", signal.SIGSTOP)
    try:
        manager.start_run(pat)
        pat.page.get_by_role("progressbar").wait_for()
        pat.sees("Waiting for a worker")
    finally:
        stack.signal("worker", signal.SIGCONT)
    pat.sees("1 person placed, 1 seat open")
    pat.sees("0 blocking pairs")
    number = int(pat.heading.rsplit(" ", 1)[1])
    pat.press("Send for approval")
    pat.sees("Under review")
    return number


def publish_at_the_minute(arrive: Arrive, people: dict[str, Visitor], number: int) -> None:
    """Step 8, second half: a second person sets the minute; until it nothing differs on any page, then everything does."""
    people = {**people, "anybody": arrive()}
    before = {name: seen(me, name) for name, me in people.items()}
    sam = arrive()
    staff.sign_in(sam, "Sam Adler")
    manager.open_run(sam, number)
    minute = manager.approve(sam)
    sam.sees("Approved")
    rounds = 0
    while True:
        now = {name: seen(me, name) for name, me in people.items()}
        if datetime.now(EASTERN) >= minute:
            break
        assert now == before
        rounds += 1
    assert rounds, "nobody had time to look before the minute"
    until(
        lambda: sam.page.reload() and "Published" in sam.page.locator("main").inner_text(),
        "the run to be published at its minute",
    )
    assert (datetime.now(EASTERN) - minute).total_seconds() < 40


def seen(me: Visitor, name: str) -> list[str]:
    """What somebody reads on every page that a result could leak into."""
    pages = {
        "anybody": ["/", "/work/"],
        "cora": ["/requisitions/", "/offers/", "/placements/", "/certificates/", "/messages/"],
    }
    found = []
    for path in pages.get(name, ["/status/", "/result/", "/ranking/", "/messages/"]):
        me.go(path)
        found.append(CLOCK.sub("", me.page.locator("main").inner_text()))
    return found


def read_results(nora: Visitor, olaf: Visitor, cora: Visitor) -> None:
    """Each reads their own result, and the true reason."""
    nora.go("/result/")
    assert nora.heading == "You were matched"
    nora.sees(CLAIMS.title)
    olaf.go("/result/")
    assert olaf.heading == "You were not placed this time"
    assert NORA.family not in olaf.page.content()
    agency.open_request(cora, CLAIMS.title)
    cora.follow("See the result")
    cora.sees("1 seat matched, 0 left open")


def start_work(
    stack: Stack, arrive: Arrive, holly: Visitor, nora: Visitor, cora: Visitor, codes: list[str]
) -> None:
    """Step 9: offer, two confirmations, onboarding by the owners of its steps, day one by both, the seat filled."""
    hr.send_offer(holly, codes[0])
    nora.go("/status/")
    nora.follow("Read the offer")
    candidate.accept(nora)
    assert candidate.finish_own_steps(nora) == 2
    assert hr.finish_steps(holly, f"{NORA.given} {NORA.family}") == 1
    assert hr.finish_steps(cora, f"{NORA.given} {NORA.family}") == 4
    cora.press("Confirm day one")
    nora.go("/status/")
    nora.follow("See what comes before your first day")
    candidate.confirm_day_one(nora)
    assert nora.heading == "You are at work"
    assert stack.rows("select state, count(*) from agencies_seat group by 1 order by 1") == [
        ("filled", 1),
        ("open", 1),
    ]
    agency.open_request(cora, CLAIMS.title, view="Ended")
    cora.sees("Filled")


def everybody_was_told_once(stack: Stack) -> None:
    """Step 10: each step's notice is in the inbox once and went out as a letter once."""
    sent = (
        "select n.kind, n.channel, n.state from notifications_notification n join accounts_user u on u.id = n.recipient_id"
        " where u.email = %s order by n.created_at, n.id"
    )
    until(
        lambda: all(state == "sent" for *_, state in stack.rows(sent, NORA.email)),
        "every letter to have gone out",
    )
    for channel in ("inbox", "email"):
        told = [kind for kind, how, _ in stack.rows(sent, NORA.email) if how == channel]
        assert sorted(told) == sorted(CANDIDATE_NOTICES), channel
    letters = Counter(
        str(letter["Message-ID"]) for letter in letters_to(stack, NORA.email) if letter["Auto-Submitted"]
    )
    assert set(letters.values()) == {1}
    assert len(letters) >= len(CANDIDATE_NOTICES)
    assert stack.rows("select count(*) from notifications_notification where state = 'dead'") == [(0,)]
    twice = "select count(*) from (select 1 from notifications_notification group by event_id, recipient_id, channel having count(*) > 1) d"
    assert stack.rows(twice) == [(0,)]


def withdraw(stack: Stack, olaf: Visitor, code: str) -> None:
    """Who is still in the running may leave, and nothing stays held for them."""
    olaf.go("/status/")
    olaf.follow("Withdraw this application")
    olaf.press("Withdraw my application")
    olaf.sees("Everything that was held for you has been freed.")
    entries = (
        "select e.state from placements_certificateentry e join applicants_application a on a.id = e.application_id"
        " where a.code = %s"
    )
    assert stack.rows(entries, code) == [("withdrawn",)]


def the_record_holds(stack: Stack, pat: Visitor) -> None:
    """Step 10: the ledger verifies, replays to the same states, and the board counts from it."""
    staff.menu(pat, "Board")
    reached = [
        row.inner_text().split()[:2] for row in pat.page.locator("table").first.locator("tbody tr").all()
    ]
    assert reached == [list(stage) for stage in FUNNEL]
    stack.command("manage.py", "verify_ledger")
    stack.command("manage.py", "replay_ledger")
    assert stack.rows("select count(*) from jobs_job where state = 'failed'") == [(0,)]
