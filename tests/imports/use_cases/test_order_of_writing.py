"""The order in which cases are written one by one: a case comes after the case that its decision follows from."""

from types import SimpleNamespace
from typing import Any

from app.cases.domain.words import FollowsBecause
from app.cases.families.records import Family, Follows
from app.imports.unit import after_those_followed


def case(name: str, follows: str | None = None) -> Any:
    link: Any = follows and Follows(follows, FollowsBecause.ORDER)  # type: ignore[arg-type] # a name stands for an id
    return SimpleNamespace(case=SimpleNamespace(id=name), family=Family(follows=link or None))


def test_a_case_comes_after_the_case_that_it_follows() -> None:
    cases = [case("third", "second"), case("one"), case("second", "first"), case("first"), case("last", "elsewhere")]
    placed = [one.case.id for one in after_those_followed(cases)]
    assert placed == ["first", "second", "third", "one", "last"]
