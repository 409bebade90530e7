"""What a notice must say, repeated by hand: a paragraph that is left out costs a family its right."""

from dataclasses import replace
from datetime import date

import pytest

from app.kernel.terms import DecisionKind
from app.law.domain.model import COMMENCEMENT, LAST_CHECKED
from app.law.domain.notices import REQUIRED, STILL_RUN, WITH_A_PLAN, required_on
from app.law.domain.rulebook import RULEBOOK

PARTS = """
(a) right_to_mediation         mediation-on-request
(b) certificate_requirement    certificate-before-appeal
(c) adviser_contact            contact-adviser
(d) timescales                 permission-without-certificate
(e) what_to_tell_the_authority authority-arranges
(f) authority_contact          authority-arranges
"""
SENTENCES = {
    "refusal_to_assess": [2, 1, 1, 2, 1, 1],
    "refusal_to_issue_plan": [2, 1, 1, 2, 1, 1],
    "plan_content": [3, 2, 1, 2, 2, 1],
    "refusal_to_reassess": [3, 1, 1, 2, 2, 1],
    "refusal_to_amend": [3, 2, 1, 2, 2, 1],
    "cease_to_maintain": [3, 1, 1, 2, 2, 1],
}
"""How many sentences each paragraph has, by the decision."""


def test_each_paragraph_and_the_rule_that_a_family_loses_without_it() -> None:
    assert [[one.paragraph, one.part, one.rests_on] for one in REQUIRED] == [
        line.split() for line in PARTS.strip().split("\n")
    ]
    read = (COMMENCEMENT, None, "primary", LAST_CHECKED, "https://www.legislation.gov.uk/uksi/2014/1530/regulation/32")
    for one in REQUIRED:
        assert (one.in_force_from, one.in_force_to, one.verified, one.checked_on, one.url) == read


@pytest.mark.parametrize("kind", DecisionKind)
def test_each_paragraph_has_the_sentences_of_its_decision(kind: DecisionKind) -> None:
    assert [len(one.says(kind)) for one in REQUIRED] == SENTENCES[kind]


def test_who_has_a_plan() -> None:
    assert {*DecisionKind} - WITH_A_PLAN == {"refusal_to_assess", "refusal_to_issue_plan"}


def test_a_version_that_ended_is_no_longer_required() -> None:
    ended = replace(REQUIRED[0], in_force_to=date(2027, 3, 31))
    assert [ended.in_force(date(2027, 3, day)) for day in (30, 31)] == [True, True]
    assert not ended.in_force(date(2027, 4, 1))
    assert required_on(COMMENCEMENT) == [*REQUIRED]
    assert required_on(date(2014, 8, 31)) == []


def test_the_time_that_runs_although_a_notice_left_something_out() -> None:
    assert STILL_RUN == ("contact-adviser", "lodge-within-two-months", "explain-late-appeal")
    assert all(RULEBOOK.knows(one) for one in STILL_RUN)
