"""Tags draw what they say and refuse what they don't know."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from techforce.ui.pagination import Page

MOMENT = dt.datetime(2027, 3, 3, 15, 0, tzinfo=dt.UTC)


def draw(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def test_icon_stands_beside_a_word_and_is_hidden() -> None:
    assert draw('{% icon "check" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>'
    )


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="no icon named 'tick'"):
        draw('{% icon "tick" %}')
    with pytest.raises(ValueError, match="no tag kind 'red'"):
        draw('{% tag "red" "Late" %}')
    with pytest.raises(ValueError, match="no notice kind"):
        draw('{% notice "loud" %}x{% endnotice %}')


def test_words_are_escaped() -> None:
    assert "&lt;b&gt;" in draw('{% tag "info" words %}', words="<b>")
    assert "&lt;b&gt;" in draw("{% facts pairs %}", pairs=[("Name", "<b>")])
    assert "&lt;b&gt;" in draw('{% notice "info" %}{{ words }}{% endnotice %}', words="<b>")


def test_seats_are_bars_and_words() -> None:
    html = draw("{% seats 2 1 3 %}")

    assert html.count("<i></i>") == 2
    assert html.count('<i class="half"></i>') == 1
    assert html.count('<i class="open"></i>') == 3
    assert "2 filled, 1 being matched, 3 open" in html


def test_many_seats_are_drawn_in_proportion() -> None:
    html = draw("{% seats 120 60 60 %}")

    assert (html.count("<i></i>"), html.count('class="half"'), html.count('class="open"')) == (12, 6, 6)
    assert "120 filled, 60 being matched, 60 open" in html


def test_ribbon_marks_done_and_here() -> None:
    html = draw("{% ribbon 4 2 %}")

    assert (html.count('class="done"'), html.count('class="now"'), html.count('class=""')) == (1, 1, 2)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("full", "March 3, 2027, 10:00 AM Eastern"),
        ("date", "March 3, 2027"),
        ("short", "March 3, 10:00 AM"),
        ("time", "10:00 AM Eastern"),
    ],
)
def test_times_are_washingtons(style: str, words: str) -> None:
    assert draw(f'{{% eastern moment "{style}" %}}', moment=MOMENT) == (
        f'<time datetime="2027-03-03T10:00:00-05:00">{words}</time>'
    )


def test_summer_and_midnight() -> None:
    assert "12:30 AM Eastern" in draw("{% eastern m %}", m=dt.datetime(2027, 7, 1, 4, 30, tzinfo=dt.UTC))
    assert draw("{% eastern m %}", m=None) == ""
    assert "July 4, 2027" in draw("{% eastern m %}", m=dt.date(2027, 7, 4))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        draw("{% eastern m %}", m=dt.datetime(2027, 7, 1, 4, 30))


def test_facts_without_a_value_are_left_out() -> None:
    assert draw("{% facts pairs %}", pairs={"Track": "Software", "Grade": None, "Seats": 0}) == (
        '<dl class="dl"><div><dt>Track</dt><dd>Software</dd></div><div><dt>Seats</dt><dd>0</dd></div></dl>'
    )
    assert draw("{% facts pairs %}", pairs=[("Grade", "")]) == ""


def test_url_with_changes_one_parameter_and_forgets_the_place() -> None:
    request = RequestFactory().get("/list/", {"status": "open", "q": "a b", "after": "token"})

    assert draw('{% url_with status="done" %}', request=request) == "/list/?status=done&amp;q=a+b"
    assert draw('{% url_with status="" q=None %}', request=request) == "/list/"


def test_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/list/", {"status": "open"})
    html = draw("{% pager page %}", request=request, page=Page([], "n:x", None))

    assert 'href="/list/?status=open&amp;after=n%3Ax"' in html
    assert "Previous" not in html
    assert "<nav" not in draw("{% pager page %}", request=request, page=Page([], None, None))


def test_counting_words() -> None:
    assert draw('{{ 1|counted:"seat,seats" }} {{ 1204|counted:"person,people" }} {{ 2|counted:"seat" }}') == (
        "1 seat 1,204 people 2 seats"
    )
    assert draw("{{ 3|share:8 }}|{{ 3|share:0 }}") == "38%|"


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="given no field"):
        draw("{% field form.nothing %}", form={})


def test_content_of_a_notice_is_not_escaped_twice() -> None:
    assert "<a href" in draw('{% notice "info" %}<a href="/">x</a>{% endnotice %}', x=SafeString(""))
