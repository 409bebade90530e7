"""The day before, the day itself and the day after: the periods of the tribunal's own rules.

Expected dates come from the rules and a printed calendar. The calculator and the oracle must both give them.
"""

import pytest

from tests.law.domain.both import CLAIM, Law, both

# --- lodge-appeal: rule 20 gives the end, rule 12 says when that is good enough ---------------------------------


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        # Easter 2026: Good Friday is 3 April, Easter Monday the 6th.
        ("2026-02-02", "2026-04-02"),
        ("2026-02-03", "2026-04-07"),
        ("2026-02-04", "2026-04-07"),
        ("2026-02-06", "2026-04-07"),
        ("2026-02-07", "2026-04-07"),
        ("2026-02-08", "2026-04-08"),
        # Four days of December end together on Saturday 28 February 2026; the next two catch up with them.
        ("2025-12-27", "2026-02-27"),
        ("2025-12-28", "2026-03-02"),
        ("2025-12-29", "2026-03-02"),
        ("2025-12-31", "2026-03-02"),
        ("2026-01-01", "2026-03-02"),
        ("2026-01-02", "2026-03-02"),
        ("2026-01-03", "2026-03-03"),
        # A leap year: the 29th exists, the 30th and 31st do not.
        ("2023-12-28", "2024-02-28"),
        ("2023-12-29", "2024-02-29"),
        ("2023-12-30", "2024-02-29"),
        ("2023-12-31", "2024-02-29"),
        ("2024-01-01", "2024-03-01"),
        ("2024-02-29", "2024-04-29"),
        # From a month of 31 days to one of 30.
        ("2026-07-29", "2026-09-29"),
        ("2026-07-30", "2026-09-30"),
        ("2026-07-31", "2026-09-30"),
        ("2026-08-01", "2026-10-01"),
    ],
)
def test_two_months_run_to_the_same_date_or_the_months_last_day(law: Law, sent: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent) == due


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-05-29", "2026-07-29"),
        ("2026-05-31", "2026-07-31"),  # Friday 31 July: the last day before August
        ("2026-06-01", "2026-09-01"),
        ("2026-06-30", "2026-09-01"),  # 31 August 2026 is itself the summer bank holiday
        ("2026-07-01", "2026-09-01"),
        ("2026-07-02", "2026-09-02"),
        ("2024-06-30", "2024-09-02"),  # 1 September 2024 is a Sunday
        ("2025-06-30", "2025-09-01"),
        ("2021-05-31", "2021-08-02"),  # Saturday 31 July: rule 12(2) asks for the next working day, August or not
        ("2021-06-01", "2021-09-01"),
    ],
)
def test_an_end_in_august_moves_to_september(law: Law, sent: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent) == due


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-10-23", "2026-12-23"),
        ("2026-10-24", "2026-12-24"),
        ("2026-10-25", "2027-01-04"),
        ("2026-10-31", "2027-01-04"),
        ("2026-11-01", "2027-01-04"),  # New Year's Day 2027 is a Friday
        ("2026-11-02", "2027-01-04"),
        ("2026-11-04", "2027-01-04"),
        ("2026-11-05", "2027-01-05"),
        ("2025-10-24", "2025-12-24"),
        ("2025-10-25", "2026-01-02"),
        ("2025-11-01", "2026-01-02"),
        ("2025-11-02", "2026-01-02"),
        ("2025-11-03", "2026-01-05"),
        ("2021-11-01", "2022-01-04"),  # 1 January 2022 is a Saturday, kept on Monday 3 January
        ("2021-11-03", "2022-01-04"),
        ("2022-11-01", "2023-01-03"),  # 1 January 2023 is a Sunday, kept on Monday 2 January
        ("2022-11-02", "2023-01-03"),
        ("2022-10-24", "2022-12-28"),  # Saturday 24 December: the next working day lies between the feasts
        ("2023-10-24", "2023-12-27"),  # Sunday 24 December, likewise
        ("2023-10-25", "2024-01-02"),
    ],
)
def test_an_end_from_christmas_to_new_years_day_moves_beyond_it(law: Law, sent: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent) == due


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2020-03-04", "2020-05-04"),  # the May holiday of 2020 was moved away from this Monday,
        ("2020-03-07", "2020-05-07"),
        ("2020-03-08", "2020-05-11"),  # to this Friday
        ("2022-03-30", "2022-05-30"),  # the spring holiday of 2022 was moved away from this Monday,
        ("2022-04-01", "2022-06-01"),
        ("2022-04-02", "2022-06-06"),  # to this Thursday, and the Jubilee had the Friday
        ("2022-04-03", "2022-06-06"),
        ("2022-04-07", "2022-06-07"),
        ("2022-07-18", "2022-09-20"),  # Sunday, then the Queen's funeral
        ("2022-07-19", "2022-09-20"),
        ("2022-07-20", "2022-09-20"),
        ("2023-03-01", "2023-05-02"),  # the usual May holiday,
        ("2023-03-08", "2023-05-09"),  # and the Coronation's
        ("2026-03-25", "2026-05-26"),
    ],
)
def test_bank_holidays_moved_added_and_ordinary(law: Law, sent: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent) == due


@both
@pytest.mark.parametrize(
    ("sent", "issued", "due"),
    [
        ("2026-02-02", "2026-02-02", "2026-04-02"),
        ("2026-02-02", "2026-03-01", "2026-04-02"),
        ("2026-02-02", "2026-03-02", "2026-04-02"),  # both ends fall on one day
        ("2026-02-02", "2026-03-03", "2026-04-07"),  # one day later is Good Friday
        ("2025-12-01", "2026-01-27", "2026-02-27"),
        ("2025-12-01", "2026-01-31", "2026-03-02"),  # one month from the 31st is Saturday the 28th
        ("2023-12-01", "2024-01-31", "2024-02-29"),
        ("2026-05-05", "2026-06-29", "2026-07-29"),
        ("2026-05-05", "2026-07-31", "2026-09-01"),
        ("2026-05-05", "2026-08-01", "2026-09-01"),
        ("2026-05-05", "2026-08-02", "2026-09-02"),
        ("2026-10-01", "2026-11-24", "2026-12-24"),
        ("2026-10-01", "2026-11-25", "2027-01-04"),
        ("2026-01-12", "2026-10-12", "2026-11-12"),  # long out of the contact period: the rule's words still apply
    ],
)
def test_the_certificates_month_counts_when_it_ends_later(law: Law, sent: str, issued: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent, certificate_issued_on=issued) == due


@both
@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("2026-01-27", "2026-03-27T17:00:00+00:00"),  # the Friday before the clocks go on
        ("2026-01-28", "2026-03-30T17:00:00+01:00"),
        ("2026-01-29", "2026-03-30T17:00:00+01:00"),  # the Sunday on which they do: lodged on the Monday
        ("2026-01-30", "2026-03-30T17:00:00+01:00"),
        ("2026-08-23", "2026-10-23T17:00:00+01:00"),  # the Friday before they go back
        ("2026-08-24", "2026-10-26T17:00:00+00:00"),
        ("2026-08-25", "2026-10-26T17:00:00+00:00"),  # the Sunday on which they do
        ("2026-08-26", "2026-10-26T17:00:00+00:00"),
        ("2026-06-15", "2026-09-01T17:00:00+01:00"),
        ("2026-10-25", "2027-01-04T17:00:00+00:00"),
    ],
)
def test_five_oclock_is_five_oclock_in_london(law: Law, sent: str, moment: str) -> None:
    (lodge,) = [answer for answer in law.answers(notice_sent_on=sent) if answer.code == "lodge-appeal"]
    assert lodge.due_at == moment
    assert lodge.due_on == moment[:10]


# --- la-response: rule 12(3)(b) skips days instead of moving an end ---------------------------------------------


@both
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02", "2026-04-15"),  # an ordinary thirty, with Easter in it
        ("2026-06-18", "2026-07-30"),
        ("2026-06-19", "2026-07-31"),
        ("2026-06-21", "2026-07-31"),
        ("2026-06-22", "2026-09-01"),  # the thirtieth day would be 3 August
        ("2026-07-01", "2026-09-10"),
        ("2026-07-30", "2026-10-09"),
        ("2026-07-31", "2026-10-12"),
        ("2026-08-01", "2026-10-12"),  # received in August: the first day that counts is 1 September
        ("2026-08-31", "2026-10-12"),
        ("2026-09-01", "2026-10-13"),
        ("2026-11-11", "2026-12-23"),
        ("2026-11-12", "2026-12-24"),
        ("2026-11-13", "2027-01-04"),
        ("2026-12-23", "2027-02-11"),
        ("2026-12-24", "2027-02-12"),
        ("2026-12-25", "2027-02-12"),
        ("2027-01-01", "2027-02-12"),
        ("2027-01-04", "2027-02-15"),
    ],
)
def test_the_response_skips_august_and_christmas(law: Law, received: str, due: str) -> None:
    assert law.day("la-response", notice_sent_on="2026-02-13", appeal_received_on=received) == due


@both
@pytest.mark.parametrize(
    ("sent", "claim", "due"),
    [
        ("2020-07-20", "appeal", "2020-10-07"),
        ("2020-07-21", "appeal", "2020-10-07"),
        ("2020-07-20", CLAIM, "2020-10-07"),
        ("2020-07-21", CLAIM, "2020-09-09"),  # August counts for claims since the 2020 amendment
    ],
)
def test_the_response_to_a_claim_follows_the_notices_version(law: Law, sent: str, claim: str, due: str) -> None:
    assert law.day("la-response", notice_sent_on=sent, claim=claim, appeal_received_on="2020-07-28") == due


@both
def test_the_response_too_is_due_by_five(law: Law) -> None:
    given = law.answers(notice_sent_on="2026-02-13", appeal_received_on="2026-07-01")
    assert [a.due_at for a in given if a.code == "la-response"] == ["2026-09-10T17:00:00+01:00"]


# --- claims of disability discrimination --------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2020-01-31", "2020-07-31"),
        ("2020-02-01", "2020-09-01"),  # protected, before the amendment
        ("2020-02-29", "2020-09-01"),
        ("2020-06-24", "2020-12-24"),
        ("2020-06-25", "2021-01-04"),
        ("2020-07-20", "2021-01-20"),
        ("2020-07-21", "2021-01-21"),
        ("2021-02-01", "2021-08-02"),  # Sunday 1 August 2021, after it: the next working day
        ("2021-02-12", "2021-08-12"),
        ("2021-06-24", "2021-12-24"),
        ("2021-06-25", "2021-12-29"),
        ("2021-06-30", "2021-12-30"),
        ("2021-07-01", "2022-01-04"),
        ("2025-08-28", "2026-03-02"),
        ("2025-08-31", "2026-03-02"),
        ("2025-09-03", "2026-03-03"),
        ("2023-08-29", "2024-02-29"),
        ("2023-08-31", "2024-02-29"),
        ("2026-03-31", "2026-09-30"),
    ],
)
def test_a_claim_has_six_months(law: Law, sent: str, due: str) -> None:
    assert law.day("lodge-appeal", notice_sent_on=sent, claim=CLAIM) == due


@both
def test_a_claim_knows_nothing_of_mediation(law: Law) -> None:
    given = law.answers(
        notice_sent_on="2026-01-12",
        claim=CLAIM,
        certificate_issued_on="2026-07-01",
        mediation_declined_on="2026-03-09",
        mediation_requested_on="2026-03-09",
        health_issues_raised_on="2026-03-09",
        appeal_received_on="2026-03-09",
    )
    assert [answer.code for answer in given] == ["la-response", "lodge-appeal"]


# --- apply-for-reinstatement: 28 days from the tribunal's receipt of the withdrawal (r.17) ---------------------------


@both
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02", "2026-03-30"),
        ("2026-03-06", "2026-04-07"),  # Good Friday 2026 is 3 April: on to the Tuesday after Easter
        ("2026-03-07", "2026-04-07"),
        ("2026-07-03", "2026-07-31"),
        ("2026-07-04", "2026-09-01"),  # the 28th day that counts: none of August does
        ("2026-07-31", "2026-09-28"),
        ("2026-12-04", "2027-01-11"),  # twenty days to Christmas Eve, and eight from 2 January: the 9th is a Saturday
    ],
)
def test_a_withdrawn_appeal_may_be_reinstated_for_28_days(law: Law, received: str, due: str) -> None:
    facts = {"notice_sent_on": "2026-01-12", "withdrawal_received_on": received}
    assert law.day("apply-for-reinstatement", **facts) == due
    assert "apply-for-reinstatement" not in {one.code for one in law.answers(**facts, claim=CLAIM)}
