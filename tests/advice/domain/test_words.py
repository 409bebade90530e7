"""What a family is asked for, and what a service reports, in words that are published."""

from app.advice.domain.words import MEANS, ConsentCovers, LevelOfHelp


def test_each_purpose_of_a_consent_says_what_it_opens() -> None:
    opens = {
        ConsentCovers.CONTACT: "may contact the person",
        ConsentCovers.CASE_DATES: "the state of the case and its deadlines",
        ConsentCovers.DECISION: "the kind of decision",
        ConsentCovers.MEDIATION: "the day of a mediation session",
        ConsentCovers.TELL_AUTHORITY: "the authority can see",
    }
    assert MEANS.keys() == opens.keys() == {*ConsentCovers}
    assert [purpose for purpose, words in opens.items() if words not in MEANS[purpose]] == []


def test_the_levels_of_help_are_numbered_from_one_to_four() -> None:
    assert [(level.name, level.value) for level in LevelOfHelp] == [
        ("INFORMATION", 1), ("GUIDANCE", 2), ("CASEWORK", 3), ("INTENSIVE", 4),
    ]  # fmt: skip
