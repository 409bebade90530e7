"""The codes of local authorities: all of England's, each once, and none of the sandbox's among them."""

from app.law.domain.authorities import AUTHORITIES, ENDED, FICTIONAL, why_unknown


def test_there_are_as_many_as_england_has() -> None:
    assert len(AUTHORITIES) == len(set(AUTHORITIES.values())) == 153
    assert all(code.isdigit() and len(code) == 3 for code in (*AUTHORITIES, *ENDED))
    assert not AUTHORITIES.keys() & (ENDED.keys() | FICTIONAL)


def test_a_code_is_known_or_it_is_said_why_not() -> None:
    for code in (*AUTHORITIES, *FICTIONAL):
        assert why_unknown(code) is None
    assert why_unknown("804") == "No local authority in England has this code"
    assert "2021-03-31" in str(why_unknown("928"))


def test_the_codes_of_the_sandbox() -> None:
    assert {"991", "992", "993"} == FICTIONAL
