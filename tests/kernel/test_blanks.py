"""A reader sees letters, numbers, punctuation and symbols, but no blank and no mark alone."""

import unicodedata

import pytest

from app.kernel.blanks import BLANKS, shows


@pytest.mark.parametrize("character", ["a", "7", "é", "語", "!", "£"])
def test_a_character_with_ink_shows(character: str) -> None:
    assert shows(character, unicodedata.category(character))


@pytest.mark.parametrize("character", [*sorted(BLANKS), " ", "\u200b", "\u0301", "\n"])
def test_a_blank_or_a_mark_alone_shows_nothing(character: str) -> None:
    assert not shows(character, unicodedata.category(character))
