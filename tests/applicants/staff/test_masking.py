"""The mask by itself: what it hides, and what it leaves alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.blind import TOOLS, Identity, mask, mask_together
from applicants.blind.folding import clean, folded

ADA = Identity(
    names=("Adalind", "Quill", "Adalind Quill"),
    emails=("ada.quill77@example.com",),
    phones=("(202) 555-0142",),
    phrases=("Project Heron",),
    keep=TOOLS,
)


def shown(text: str, identity: Identity = ADA) -> str:
    """The text as a reviewer reads it, hidden parts in brackets."""
    return "".join(f"[{piece.text}]" if piece.hidden else piece.text for piece in mask(text, identity))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Adalind wrote it", "[name removed] wrote it"),
        ("ADALIND’S idea", "[name removed]’S idea"),
        ("adálind and A\u200bdalind", "[name removed] and [name removed]"),
        ("Аdalind with a Cyrillic A", "[name removed] with a Cyrillic A"),
        ("A d a l i n d", "[name removed]"),
        ("team-adalindworks rocks", "team-[name removed] rocks"),
        ("the account aquill", "the account [name removed]"),
        ("mail ada.quill77@example.com now", "mail [email removed] now"),
        ("mail ada.quill77 [at] example [dot] com", "mail [email removed]"),
        ("somebody.else@firm.example", "[email removed]"),
        ("my nick is ada.quill77", "my nick is [name removed]"),
        ("call 202.555.0142", "call [phone removed]"),
        ("call +1 (646) 555-0199 ext. 4", "call [phone removed]"),
        ("see https://adalind.example/cv?x=1.", "see [link removed]"),
        ("see www.work.example and code.dev/me", "see [link removed] and [link removed]"),
        ("follow @adaq_codes", "follow [link removed]"),
        ("GitHub: adaq-codes", "[link removed]"),
        ("12 Maple Tree Lane", "[address removed]"),
        ("Arlington, VA 22201", "[address removed]"),
        ("BSc, Northfield State University", "BSc, [school removed]"),
        ("University of Westmarch at Dunmore", "[school removed]"),
        ("at MIT, then Georgia Tech", "at [school removed], then [school removed]"),
        ("studied at westmarch university", "studied at [school removed]"),
        ("joined Initech in May", "joined [employer removed] in May"),
        ("worked for Hooli and Raviga", "worked for [employer removed]"),
        ("Pied Piper Inc. shipped it", "[employer removed] shipped it"),
        ("moved from Google to Deloitte", "moved from [employer removed] to [employer removed]"),
        ("on project   heron we", "on [detail removed] we"),
    ],
)
def test_what_is_hidden(text: str, words: str) -> None:
    assert shown(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "I wrote Python and SQL at Scale".replace(" at Scale", ""),
        "Operating Systems, Data Analytics and Machine Learning",
        "Amazon S3, Google Cloud, Microsoft Azure and Oracle Database",
        "Node.js, Socket.io, ASP.NET and next.js",
        "p95 fell from 4.1 s to 0.6 s in 2019; 400 1000 rows; 3,000,000 people",
        "A quill is a pen; she quills nothing",
        "We will mark it; may the best plan win",
        "Worked with React and PostgreSQL; an engineer of few words",
        "In college I learned this; a local university helped",
        "At the county office, at night, at 9 AM",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert shown(text) == text


def test_names_that_are_words_are_hidden_only_as_names() -> None:
    will = Identity(names=("Will", "Mark"))
    assert (
        shown("Will said we will mark it. MARK agreed.", will)
        == "[name removed] said we will mark it. [name removed] agreed."
    )


def test_what_is_learned_in_one_text_is_hidden_in_the_other() -> None:
    story, resume = (
        "At the time Zebrafish was small. I post as coder99.",
        "Zebrafish Labs LLC\ngithub.com/coder99",
    )
    masked = mask_together([story, resume], ADA)
    words = ["".join(piece.text for piece in pieces) for pieces in masked]
    assert words == [
        "At the time employer removed was small. I post as link removed.",
        "employer removed\nlink removed",
    ]


def test_employers_stand_beside_dates_in_a_resume() -> None:
    resume = "Acme Rockets | Senior Software Engineer | 2019 – 2023\n- Cut errors by half\nDeveloper, Blue Barn, Jan 2015 to Dec 2018"
    assert shown(resume) == (
        "[employer removed] | Senior Software Engineer | 2019 – 2023\n- Cut errors by half\n"
        "Developer, [employer removed], Jan 2015 to Dec 2018"
    )


def test_the_whole_section_on_education_goes() -> None:
    resume = "Education\nBSc Mathematics\nMinor: Dance\nSkills\nPython"
    assert shown(resume) == "Education\n[school and degree removed]\nSkills\nPython"


def test_education_on_one_line_goes_too() -> None:
    assert shown("Education: evening classes in Dunmore\nSkills: SQL") == (
        "Education: [school and degree removed]\nSkills: SQL"
    )


def test_nothing_to_hide_is_one_piece() -> None:
    assert [piece.text for piece in mask("Plain words.", Identity())] == ["Plain words."]
    assert mask("", Identity()) == []


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=4, max_size=12).filter(
    lambda name: len(name.casefold()) == len(name)
)


@settings(max_examples=200, deadline=None)
@given(
    NAMES, st.text(max_size=60), st.text(max_size=60), st.sampled_from([str, str.upper, str.lower, str.title])
)
def test_no_name_survives_whatever_surrounds_it(name: str, before: str, after: str, style: object) -> None:
    """A name that stands as a word of its own is never shown, however it is written."""
    written = style(name)  # type: ignore[operator]
    pieces = mask(f"{before} {written} {after}", Identity(names=(name,)))
    left = folded("".join(piece.text for piece in pieces if not piece.hidden))
    outside = folded(clean(f"{before} {after}"))
    if folded(clean(name)) not in outside:
        assert folded(clean(name)) not in left
