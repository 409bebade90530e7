"""The day before, the day itself and the day after: the periods of the SEND Regulations up to a mediation's end.

Expected dates come from the rules and a printed calendar. The calculator and the oracle must both give them.
The other deadlines: test_boundaries_orders.py and test_boundaries_tribunal.py.
"""

from typing import Any

import pytest

from tests.law.domain.both import AN_OLD_NOTICE, Law, both
from tests.law.domain.calculator import calculate

# --- contact-adviser: regulation 33 has no rule 12 --------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-01-11", "2026-03-11"),
        ("2026-01-12", "2026-03-12"),
        ("2026-01-13", "2026-03-13"),
        ("2025-12-27", "2026-02-27"),
        ("2025-12-28", "2026-02-28"),  # a Saturday, and it stays
        ("2025-12-31", "2026-02-28"),
        ("2026-01-01", "2026-03-01"),
        ("2023-12-29", "2024-02-29"),
        ("2023-12-31", "2024-02-29"),
        ("2024-02-29", "2024-04-29"),
        ("2026-05-31", "2026-07-31"),
        ("2026-06-01", "2026-08-01"),  # August is not protected here,
        ("2026-06-30", "2026-08-30"),
        ("2025-10-25", "2025-12-25"),  # nor is Christmas Day
        ("2026-02-03", "2026-04-03"),  # nor Good Friday
    ],
)
def test_the_contact_period_never_moves(law: Law, sent: str, due: str) -> None:
    assert law.day("contact-adviser", notice_sent_on=sent) == due
    assert law.day("contact-adviser", notice_sent_on=sent, certificate_issued_on=due) == due


GATED = {"lodge-appeal", "contact-adviser", "apply-for-leave"}
"""What a bare notice sets in motion where a certificate is needed."""


@both
@pytest.mark.parametrize(
    ("kind", "sections", "codes"),
    [
        ("plan_content", ["I"], {"lodge-appeal"}),
        ("plan_content", ["F", "I"], GATED),
        ("plan_content", ["B"], GATED),
        ("plan_content", None, GATED),
        # Health and social care sections are recommendations: beside the placement they ask for no certificate.
        ("plan_content", ["I", "G"], {"lodge-appeal"}),
        ("plan_content", ["I", "C", "D", "G", "H1", "H2"], {"lodge-appeal"}),
        ("plan_content", ["I", "B", "G"], GATED),
        ("refusal_to_amend", ["I"], {"lodge-appeal"}),  # a reading of this service
        ("refusal_to_amend", ["I", "H1"], {"lodge-appeal"}),
        ("refusal_to_amend", ["I", "F"], GATED),
        ("refusal_to_amend", None, GATED),
        ("refusal_to_reassess", ["I"], GATED),  # these two are about no section
        ("cease_to_maintain", ["I"], GATED),
        ("plan_content", ["C"], set()),
        ("plan_content", ["D"], set()),
        ("plan_content", ["G"], set()),
        ("plan_content", ["H1"], set()),
        ("plan_content", ["H2"], set()),
        ("plan_content", ["C", "D", "G", "H1", "H2"], set()),
        ("plan_content", ["B", "C", "D", "G", "H1", "H2"], GATED),
        ("refusal_to_amend", ["G"], GATED),
        ("refusal_to_assess", None, GATED),
        ("refusal_to_issue_plan", None, GATED),
        ("refusal_to_reassess", None, GATED),
        ("cease_to_maintain", None, GATED),
    ],
)
def test_who_needs_a_certificate_and_who_has_no_appeal(
    law: Law, kind: str, sections: list[str] | None, codes: set[str]
) -> None:
    facts: dict[str, Any] = {"notice_sent_on": "2026-02-13", "decision_kind": kind}
    if sections:
        facts["sections"] = sections
    assert {answer.code for answer in law.answers(**facts)} == codes


@pytest.mark.parametrize("sections", [["I"], ["G"], ["D", "H1"]])
def test_what_is_left_out_is_explained(sections: list[str]) -> None:
    answer = calculate(notice_sent_on="2026-02-13", decision_kind="plan_content", sections=sections)
    assert answer["notes"], "a deadline that does not apply is left out with a note"


# --- working days of the SEND Regulations -------------------------------------------------------------------------

THREE_WORKING_DAYS = [
    ("2026-03-09", "2026-03-12"),  # Monday to Sunday of an ordinary week
    ("2026-03-10", "2026-03-13"),
    ("2026-03-11", "2026-03-16"),
    ("2026-03-12", "2026-03-17"),
    ("2026-03-13", "2026-03-18"),
    ("2026-03-14", "2026-03-18"),
    ("2026-03-15", "2026-03-18"),
    ("2026-04-01", "2026-04-08"),  # over Easter
    ("2026-04-03", "2026-04-09"),  # told on Good Friday itself
    ("2026-07-31", "2026-08-05"),  # August counts
    ("2026-08-26", "2026-09-01"),
    ("2026-08-27", "2026-09-02"),  # but its bank holiday does not
    ("2025-12-23", "2025-12-30"),
    ("2025-12-24", "2025-12-31"),  # the days between the feasts count
    ("2025-12-25", "2025-12-31"),
    ("2025-12-31", "2026-01-06"),
    ("2026-01-01", "2026-01-06"),
    ("2020-12-24", "2020-12-31"),  # Boxing Day 2020 was kept on Monday the 28th
    ("2021-12-24", "2021-12-31"),  # Christmas 2021 on Monday the 27th and Tuesday the 28th
    ("2021-12-30", "2022-01-05"),  # New Year's Day 2022 on Monday 3 January
    ("2022-12-23", "2022-12-30"),  # Boxing Day 2022 on the Monday, Christmas Day on Tuesday the 27th
    ("2022-12-30", "2023-01-05"),
    ("2020-04-30", "2020-05-05"),  # no May holiday on Monday 4 May 2020
    ("2020-05-06", "2020-05-12"),  # it was Friday the 8th
    ("2022-05-26", "2022-05-31"),  # no spring holiday on Monday 30 May 2022
    ("2022-06-01", "2022-06-08"),  # it was Thursday 2 June, and the Jubilee Friday the 3rd
    ("2022-09-15", "2022-09-21"),  # the Queen's funeral
    ("2023-05-04", "2023-05-10"),  # the Coronation
    ("2024-02-28", "2024-03-04"),  # over a leap day
]


@both
@pytest.mark.parametrize(("told", "due"), THREE_WORKING_DAYS)
def test_the_adviser_has_three_working_days(law: Law, told: str, due: str) -> None:
    for fact, ground in [
        ("mediation_declined_on", "declined"),
        ("mediation_concluded_on", "took_part"),
        ("cannot_arrange_reported_on", "not_arranged"),
    ]:
        given = law.answers(notice_sent_on=AN_OLD_NOTICE, **{fact: told})
        assert [(a.due_on, a.ground) for a in given if a.code == "issue-certificate"] == [(due, ground)]


@both
@pytest.mark.parametrize(
    ("moves", "due"),
    [
        ("2026-03-09", "2026-03-20"),  # a week's notice: by the fifteenth working day
        ("2026-03-19", "2026-03-20"),
        ("2026-03-20", "2026-03-20"),  # fourteen whole working days and the day itself
        ("2026-03-21", "2026-03-21"),  # fifteen working days' notice: on the day, a Saturday or not
        ("2026-03-23", "2026-03-23"),
        ("2026-04-01", "2026-04-01"),
        ("2026-02-20", "2026-03-20"),  # learned of after the move
    ],
)
def test_fifteen_working_days_notice_moves_the_plan_with_the_family(law: Law, moves: str, due: str) -> None:
    facts = {"notice_sent_on": AN_OLD_NOTICE, "move_known_on": "2026-03-02"}
    assert law.day("transfer-plan", **facts, moves_on=moves) == due
    assert law.days("transfer-plan", notice_sent_on=AN_OLD_NOTICE, moves_on=moves) == []


def test_a_transfer_says_what_it_supposes_only_where_it_must() -> None:
    def transfer(**facts: str) -> dict[str, Any]:
        given = calculate(notice_sent_on=AN_OLD_NOTICE, move_known_on="2026-03-02", **facts)["deadlines"]
        (one,) = [one for one in given if one["code"] == "transfer-plan"]
        return dict(one)

    assert transfer()["applies_if"], "short notice is only supposed"
    assert transfer(moves_on="2026-03-09")["applies_if"] is None
    assert transfer(moves_on="2026-04-01")["applies_if"] is None
    assert transfer(moves_on="2026-04-01")["rule"] == "plan-transfers-on-the-move"


@both
def test_each_fact_gives_a_certificate_date_of_its_own(law: Law) -> None:
    given = law.answers(
        notice_sent_on="2026-01-12",
        mediation_declined_on="2026-03-09",
        mediation_concluded_on="2026-03-10",
        cannot_arrange_reported_on="2026-03-11",
    )
    assert {(a.ground, a.due_on) for a in given if a.code == "issue-certificate"} == {
        ("declined", "2026-03-12"),
        ("took_part", "2026-03-13"),
        ("not_arranged", "2026-03-16"),
    }


@both
@pytest.mark.parametrize(("told", "due"), THREE_WORKING_DAYS)
def test_the_authority_has_three_working_days_to_tell_the_commissioning_body(law: Law, told: str, due: str) -> None:
    facts = {"notice_sent_on": AN_OLD_NOTICE, "health_issues_raised_on": told}
    assert law.day("notify-commissioning-body", **facts) == due


@both
@pytest.mark.parametrize(
    ("session", "due"),
    [
        ("2026-03-16", "2026-03-09"),  # Monday to Friday of an ordinary week
        ("2026-03-17", "2026-03-10"),
        ("2026-03-18", "2026-03-11"),
        ("2026-03-19", "2026-03-12"),
        ("2026-03-20", "2026-03-13"),
        ("2026-04-02", "2026-03-26"),
        ("2026-04-07", "2026-03-27"),  # Easter lies between
        ("2026-04-09", "2026-03-31"),
        ("2026-08-03", "2026-07-27"),
        ("2026-08-14", "2026-08-07"),  # August counts
        ("2026-09-01", "2026-08-24"),
        ("2026-01-02", "2025-12-23"),  # so do the days between the feasts: 31, 30, 29, 24 and 23 December
        ("2022-06-06", "2022-05-26"),  # over the Jubilee: 1 June, 31, 30, 27 and 26 May
        ("2024-03-04", "2024-02-26"),
    ],
)
def test_five_working_days_lie_between_the_invitation_and_the_session(law: Law, session: str, due: str) -> None:
    assert law.day("notify-session", notice_sent_on=AN_OLD_NOTICE, session_on=session) == due


@both
@pytest.mark.parametrize(
    ("known", "due"),
    [
        ("2026-03-02", "2026-03-20"),  # a Monday: itself and fourteen more
        ("2026-03-03", "2026-03-23"),
        ("2026-03-06", "2026-03-26"),
        ("2026-03-07", "2026-03-27"),  # a Saturday begins nothing
        ("2026-03-08", "2026-03-27"),
        ("2026-03-09", "2026-03-27"),
        ("2026-03-23", "2026-04-14"),  # over Easter
        ("2026-08-10", "2026-08-28"),  # August counts
        ("2026-08-11", "2026-09-01"),
        ("2025-12-22", "2026-01-14"),  # so do the days between the feasts
    ],
)
def test_a_plan_is_transferred_within_fifteen_working_days_the_first_counted(law: Law, known: str, due: str) -> None:
    assert law.day("transfer-plan", notice_sent_on=AN_OLD_NOTICE, move_known_on=known) == due


# --- plain days and weeks ---------------------------------------------------------------------------------------

THIRTY_DAYS = [
    ("2025-12-04", "2026-01-03"),
    ("2025-12-05", "2026-01-04"),
    ("2025-12-06", "2026-01-05"),
    ("2025-11-25", "2025-12-25"),  # Christmas Day is a day like another
    ("2026-01-29", "2026-02-28"),
    ("2026-01-30", "2026-03-01"),
    ("2026-01-31", "2026-03-02"),
    ("2024-01-30", "2024-02-29"),
    ("2024-01-31", "2024-03-01"),
    ("2026-07-01", "2026-07-31"),
    ("2026-07-02", "2026-08-01"),
    ("2026-08-01", "2026-08-31"),
    ("2026-08-02", "2026-09-01"),
]


@both
@pytest.mark.parametrize(("start", "due"), THIRTY_DAYS)
def test_thirty_days_to_arrange_are_thirty_plain_days(law: Law, start: str, due: str) -> None:
    assert law.day("arrange-mediation", notice_sent_on=AN_OLD_NOTICE, mediation_requested_on=start) == due
    facts = {"notice_sent_on": AN_OLD_NOTICE, "commissioning_body_notified_on": start}
    assert law.day("commissioning-body-arrange-mediation", **facts) == due


@both
@pytest.mark.parametrize(
    ("sections", "arranger"),
    [
        (["C"], "commissioning-body-arrange-mediation"),
        (["G"], "commissioning-body-arrange-mediation"),
        (["C", "G"], "commissioning-body-arrange-mediation"),
        (["D"], "arrange-mediation"),
        (["H1", "H2"], "arrange-mediation"),
        (["G", "H1"], "arrange-mediation"),
        (["F"], "arrange-mediation"),
        (["F", "G"], "arrange-mediation"),
        (["I"], "arrange-mediation"),
    ],
)
@pytest.mark.parametrize("kind", ["plan_content", None])
def test_health_alone_is_arranged_by_the_commissioning_body(
    law: Law, sections: list[str], arranger: str, kind: str | None
) -> None:
    given = law.answers(
        notice_sent_on="2026-02-13",
        decision_kind=kind,
        sections=sections,
        mediation_requested_on="2026-03-02",
        commissioning_body_notified_on="2026-03-02",
    )
    assert {answer.code for answer in given if "arrange" in answer.code} == {arranger}


@both
@pytest.mark.parametrize("sections", [[], ["G"], ["F"]])
@pytest.mark.parametrize("kind", ["refusal_to_assess", "refusal_to_amend", "cease_to_maintain"])
def test_only_a_plans_content_has_sections(law: Law, kind: str, sections: list[str]) -> None:
    """Of any other decision it is unknown whether the issues are only about health, so both times are given."""
    given = law.answers(
        notice_sent_on="2026-02-13",
        decision_kind=kind,
        sections=sections,
        mediation_requested_on="2026-03-02",
        commissioning_body_notified_on="2026-03-02",
    )
    both_may = {"arrange-mediation", "commissioning-body-arrange-mediation"}
    assert {answer.code for answer in given if "arrange" in answer.code} == both_may


@both
@pytest.mark.parametrize(("sections", "exists"), [(["G"], False), (["D", "H1"], False), (["G", "F"], True)])
def test_where_no_appeal_exists_nothing_follows_one(law: Law, sections: list[str], exists: bool) -> None:
    given = law.answers(
        notice_sent_on="2026-02-13",
        decision_kind="plan_content",
        sections=sections,
        appeal_received_on="2026-04-01",
        unopposed_notified_on="2026-04-20",
        order_made_on="2026-06-01",
        order_kind="amend_plan",
    )
    after = {"la-response", "comply-unopposed", "comply-with-order"}
    assert {answer.code for answer in given} & after == (after if exists else set())


@both
@pytest.mark.parametrize(
    ("made", "due"),
    [
        ("2026-03-08", "2026-03-15"),
        ("2026-03-09", "2026-03-16"),
        ("2025-12-18", "2025-12-25"),
        ("2025-12-25", "2026-01-01"),
        ("2024-02-22", "2024-02-29"),
        ("2024-02-23", "2024-03-01"),
        ("2026-07-31", "2026-08-07"),
    ],
)
def test_an_agreement_is_reported_within_a_week(law: Law, made: str, due: str) -> None:
    facts = {"notice_sent_on": AN_OLD_NOTICE, "agreement_made_on": made}
    assert law.day("report-agreement-to-authority", **facts) == due


def test_the_report_says_when_it_is_owed() -> None:
    given = calculate(notice_sent_on="2026-01-12", agreement_made_on="2026-03-09")["deadlines"]
    (report,) = [one for one in given if one["code"] == "report-agreement-to-authority"]
    assert report["applies_if"], "only owed where the authority was no party to the mediation"


@both
@pytest.mark.parametrize(
    ("transferred", "due"),
    [("2026-03-20", "2026-05-01"), ("2025-11-13", "2025-12-25"), ("2024-01-18", "2024-02-29")],
)
def test_the_new_authority_writes_within_six_weeks(law: Law, transferred: str, due: str) -> None:
    facts = {"notice_sent_on": AN_OLD_NOTICE, "plan_transferred_on": transferred}
    assert law.day("explain-transferred-plan", **facts) == due
