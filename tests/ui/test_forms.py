"""Every form is drawn alike: label, hint, error, control, and a summary that leads to what is wrong."""

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from techforce.ui.forms import UIForm, form_problems
from techforce.ui.widgets import (
    Choices,
    ChoiceWithHint,
    DateParts,
    DatePartsField,
    ManyChoices,
    WordCountTextarea,
    count_text,
)


class Sheet(UIForm):
    name = forms.CharField(label="Full name", help_text="As on your ID.")
    email = forms.EmailField(label="Email address", required=False)
    years = forms.ChoiceField(
        label="Years", choices=[("1", "One"), ("2", "Two")], widget=Choices(inline=True)
    )
    tracks = forms.MultipleChoiceField(
        label="Which tracks?",
        choices=[("sw", ChoiceWithHint("Software", "APIs")), ("ds", "Data")],
        widget=ManyChoices,
    )
    start = DatePartsField(label="Start date", what="the date you could start")
    story = forms.CharField(label="Story", widget=WordCountTextarea(min_words=3, max_words=5))
    agree = forms.BooleanField(label="It is true", help_text="We check.")
    resume = forms.FileField(label="Résumé")
    token = forms.CharField(widget=forms.HiddenInput)


class Borrowed(forms.Form):
    """A form that knows nothing of ours, as a library's forms do."""

    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    size = forms.ChoiceField(choices=[("a", "A")])
    day = forms.DateField(widget=DateParts)


def refused(**data: Any) -> Sheet:
    form = Sheet(data)
    assert not form.is_valid()
    return form


def field(form: forms.Form, name: str) -> str:
    return form[name].as_field_group()


def test_parts_of_a_field_stand_in_one_order() -> None:
    html = field(refused(), "name")

    places = [html.index(part) for part in ("<label", "field__hint", "field__error", "<input")]
    assert places == sorted(places)
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="input"' in html


def test_optional_is_said_in_words() -> None:
    assert "(optional)" in field(Sheet(), "email")
    assert "(optional)" not in field(Sheet(), "name")


def test_groups_are_fieldsets_and_their_boxes_are_not_marked_invalid() -> None:
    html = field(refused(), "years")

    assert html.startswith(
        '<fieldset class="field field--wide field--error" aria-describedby="id_years_error">'
    )
    assert '<legend class="field__label">Years</legend>' in html
    assert "aria-invalid" not in html
    assert html.count('<label class="choice"') == 2


def test_choices_carry_hints() -> None:
    html = field(Sheet({"tracks": ["sw"]}), "tracks")

    assert "<span>Software</span> <small>APIs</small>" in html
    assert re.search(r'value="sw"[^>]*checked', html)
    assert "<span>Data</span></label>" in html


def test_a_single_box_has_its_label_behind_it() -> None:
    html = field(Sheet(), "agree")

    assert html.index("<input") < html.index("It is true")
    assert 'aria-describedby="id_agree_helptext"' in html
    assert 'id="id_agree_helptext"' in html


def test_word_count_is_right_without_script() -> None:
    html = field(Sheet({"story": "one two"}), "story")

    assert 'aria-describedby="id_story_count"' in html
    assert "<strong>2</strong> <span>words, 1 more needed</span>" in html


@pytest.mark.parametrize(
    ("words", "text"),
    [(0, "words, 3 more needed"), (1, "word, 2 more needed"), (4, "words, 1 left"), (7, "words, 2 too many")],
)
def test_count_says_what_to_do(words: int, text: str) -> None:
    assert count_text(words, 3, 5) == text


def test_missing_answers_are_asked_for_by_name() -> None:
    assert form_problems(refused()) == [
        ("id_name", "Enter full name"),
        ("id_years_0", "Choose years"),
        ("id_tracks_0", "Answer the question: Which tracks?"),
        ("id_start_month", "Enter the date you could start"),
        ("id_story", "Enter story"),
        ("id_agree", "Check the box: It is true"),
        ("id_resume", "Choose a file: résumé"),
        ("", "Enter token"),
    ]


@pytest.mark.parametrize(
    ("month", "day", "year", "target", "message"),
    [
        ("", "6", "2027", "month", "Choose a month for the date you could start"),
        ("4", "", "2027", "day", "Enter a day for the date you could start"),
        ("4", "6", "", "year", "Enter a year for the date you could start"),
        ("4", "6", "27", "year", "Enter a year with four digits for the date you could start"),
        ("4", "x", "2027", "day", "Enter a day between 1 and 31 for the date you could start"),
        ("4", "32", "2027", "day", "Enter a day between 1 and 31 for the date you could start"),
        ("13", "6", "2027", "month", "Choose a month for the date you could start"),
        ("2", "30", "2027", "day", "February 2027 has no day 30. Check the date you could start"),
        ("4", "6", "20-7", "year", "Enter a year with four digits for the date you could start"),
    ],
)
def test_a_wrong_date_names_its_part(month: str, day: str, year: str, target: str, message: str) -> None:
    form = refused(start_month=month, start_day=day, start_year=year)

    assert (f"id_start_{target}", message) in form_problems(form)
    html = field(form, "start")
    assert len(re.findall('aria-invalid="true"', html)) == 1
    assert re.search(f'id="id_start_{target}"[^>]*aria-invalid="true"', html)


def test_a_date_keeps_what_was_typed() -> None:
    html = field(refused(start_month="4", start_day="06", start_year=""), "start")

    assert '<option value="4" selected>April</option>' in html
    assert re.search('name="start_day"[^>]*value="6"', html)


def test_a_date_is_read_and_shown_again() -> None:
    value = DateParts().value_from_datadict({"d_month": "4", "d_day": "6", "d_year": "2027"}, {}, "d")

    assert DatePartsField().clean(value) == dt.date(2027, 4, 6)
    assert 'value="2027"' in DateParts().render("d", dt.date(2027, 4, 6), {"id": "d"}, renderer=None)
    assert DatePartsField(required=False).clean(None) is None
    with pytest.raises(ValidationError):
        DatePartsField().clean(None)


def test_forms_of_libraries_are_drawn_like_ours() -> None:
    form = Borrowed()

    assert '<label class="choice"' in field(form, "kind")
    assert 'class="select"' in field(form, "size")
    assert "field__label" in field(form, "size")
    assert 'class="row"' in field(form, "day")


def test_a_forms_text_is_escaped() -> None:
    html = str(refused(name="<b>", years="<i>"))

    assert "<b>" not in html.replace("<b>2</b>", "").replace("<b>0</b>", "")
    assert "&lt;i&gt; is not one of the available choices" in html


def test_the_whole_form_draws_its_own_summary_first() -> None:
    html = str(refused())

    assert html.index('id="error-summary"') < html.index('id="id_name"')
    assert 'href="#id_name"' in html
