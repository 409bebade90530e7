"""Sealed names open for their own case and nothing else."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from app.platform.sealing import CannotOpen, Seal
from app.settings import SANDBOX_SEALING_KEY

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
NAMES = {"child_name": "Amina Okonkwo", "born_on": "2014-05-20"}

letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
objects = st.dictionaries(letters, st.none() | st.booleans() | st.integers() | letters | st.lists(letters), max_size=5)


@given(objects, letters)
def test_what_is_sealed_is_opened(payload: dict[str, Any], about: str) -> None:
    seal = Seal([NEW])
    assert seal.open(seal.seal(payload, about), about) == payload


@given(letters, letters)
def test_a_sealed_name_cannot_be_moved_to_another_case(ours: str, theirs: str) -> None:
    if ours != theirs:
        seal = Seal([NEW])
        with pytest.raises(CannotOpen, match="something else"):
            seal.open(seal.seal(NAMES, ours), theirs)


def test_a_payload_cannot_say_what_it_is_about() -> None:
    seal = Seal([NEW])
    with pytest.raises(CannotOpen):
        seal.open(seal.seal({"about": "case-2", "sealed": {}}, "case-1"), "case-2")


def test_the_sealed_bytes_show_nothing_and_never_repeat() -> None:
    seal = Seal([NEW])
    first, second = seal.seal(NAMES, "case-1"), seal.seal(NAMES, "case-1")
    assert b"Amina" not in first
    assert first != second


@given(st.integers(0), st.binary(min_size=1, max_size=1))
def test_altered_bytes_stay_closed(place: int, other: bytes) -> None:
    seal = Seal([NEW])
    token = seal.seal(NAMES, "case-1")
    place %= len(token) - 2  # the padding at the very end carries no bits
    altered = token[:place] + other + token[place + 1 :]
    if altered != token:
        with pytest.raises(CannotOpen) as refused:
            seal.open(altered, "case-1")
        assert "Amina" not in str(refused.value)


def test_another_deployments_key_opens_nothing() -> None:
    token = Seal([OLD]).seal(NAMES, "case-1")
    with pytest.raises(CannotOpen):
        Seal([NEW]).open(token, "case-1")
    with pytest.raises(CannotOpen):
        Seal([NEW]).reseal(token)


def test_a_change_of_keys() -> None:
    token = Seal([OLD]).seal(NAMES, "case-1")
    both = Seal([NEW, OLD])
    assert both.open(token, "case-1") == NAMES
    resealed = both.reseal(token)
    assert Seal([NEW]).open(resealed, "case-1") == NAMES
    with pytest.raises(CannotOpen):
        Seal([OLD]).open(resealed, "case-1")


@pytest.mark.parametrize("keys", [[], ["c2hvcnQ="], ["not-base64-but-secret!"], [NEW, ""]])
def test_a_bad_key_is_refused_by_the_name_of_its_setting(keys: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^SEALING_KEYS") as refused:
        Seal(keys)
    assert not any(key and key in str(refused.value) for key in keys)
    assert refused.value.__context__ is None


def test_the_sandboxs_published_key_is_a_key() -> None:
    seal = Seal([SANDBOX_SEALING_KEY])
    assert seal.open(seal.seal(NAMES, "case-1"), "case-1") == NAMES
