"""Certificate numbers: what is drawn, what is forgiven, and that no slip of the pen passes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certificates.number import ALPHABET, PATTERN, InvalidNumber, new, normalise

NUMBERS = [new() for _ in range(600)]
numbers = st.sampled_from(NUMBERS)
BODY = [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 18, 19, 20, 21]
"""Where the sixteen characters stand between the hyphens."""


@given(numbers)
def test_a_new_number_has_the_published_form(number: str) -> None:
    assert re.search(PATTERN, number)
    assert normalise(number) == number


@given(numbers, st.sampled_from(BODY), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_any_one_mistaken_character_is_noticed(number: str, place: int, other: str) -> None:
    if number[place] != other:
        with pytest.raises(InvalidNumber):
            normalise(number[:place] + other + number[place + 1 :])


def test_every_exchange_of_two_neighbours_is_noticed() -> None:
    # All of them, because MOD 37,36 alone would let a swap pass in about one number in fifty.
    for compact in (number.replace("-", "") for number in NUMBERS):
        for i in range(len(compact) - 1):
            if compact[i] != compact[i + 1]:
                with pytest.raises(InvalidNumber):
                    normalise(compact[:i] + compact[i + 1] + compact[i] + compact[i + 2 :])


@given(numbers, st.data())
def test_case_spaces_and_missing_hyphens_are_forgiven(number: str, data: st.DataObject) -> None:
    separators = [data.draw(st.sampled_from(["", " ", "-", " - "])) for _ in range(4)]
    typed = "".join(group + separator for group, separator in zip(number.split("-"), [*separators, ""], strict=True))
    assert normalise(data.draw(st.sampled_from([typed, typed.lower(), f" {typed} "]))) == number


@pytest.mark.parametrize(
    "around", ["({})", "\u201c{}\u201d", '"{}"', "{}.", "{},", "\u2018{}\u2019;", "\u3010{}\u3011", "#{}"]
)
def test_what_stood_around_it_in_a_sentence_is_forgiven(around: str) -> None:
    assert normalise(around.format(NUMBERS[0])) == NUMBERS[0]


@pytest.mark.parametrize("blank", "\u00ad\u034f\u115f\u2007\u200b\u200e\u2060\u2800\u3164\ufe0f\ufeff\uffa0")
def test_what_is_not_seen_is_forgiven(blank: str) -> None:
    assert normalise(NUMBERS[0].replace("-", f"{blank}-")) == normalise(blank.join(NUMBERS[0])) == NUMBERS[0]


@given(st.text())
def test_no_other_text_is_a_number(text: str) -> None:
    with pytest.raises(InvalidNumber):
        normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "MC-4QY7-F7VQ-XD7R-HRYC\n2",
        "MC-4QY7-F7VQ-XD7R-HRYC-2",
        "XMC-4QY7-F7VQ-XD7R-HRYC",
        "4QY7-F7VQ-XD7R-HRYC",
        "MC–4QY7–F7VQ–XD7R–HRY",
        "MC_4QY7_F7VQ_XD7R_HRYC",
        "MC·4QY7·F7VQ·XD7R·HRYC",
        "MC-4QY7-F7VQ-XD7R-HRY\u1d04",
        "MC-4QY7-F7VQ-XD7R-HRYC" + " " * 200,
        "",
    ],
)
def test_near_misses_are_refused(text: str) -> None:
    with pytest.raises(InvalidNumber):
        normalise(text)


def test_letters_that_upper_case_makes_ascii_are_refused() -> None:
    number = next(number for number in NUMBERS if "S" in number)
    with pytest.raises(InvalidNumber):
        normalise(number.replace("S", "\u017f"))  # the long s, whose capital is S


def test_the_alphabet_has_no_look_alikes() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 30


def test_every_drawn_place_uses_the_whole_alphabet() -> None:
    assert len(set(NUMBERS)) == len(NUMBERS)
    for place in BODY:
        assert {number[place] for number in NUMBERS} == set(ALPHABET)
