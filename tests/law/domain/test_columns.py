"""What each row says of itself beside its words, repeated by hand: a column changed by accident fails here."""

from datetime import date

import pytest

from app.law.domain.model import LAST_CHECKED
from app.law.domain.rulebook import RULEBOOK

ROWS = {
    ("clock", "family", "days"): """
        contact-adviser
    """,
    ("clock", "family", "none"): """
        school-age-ends
    """,
    ("clock", "family", "tribunal_acting"): """
        fresh-consideration reinstatement
    """,
    ("clock", "family", "tribunal_ordinary"): """
        five-o-clock end-on-a-non-working-day lodge-claim
    """,
    ("clock", "family", "tribunal_starting"): """
        lodge-within-two-months lodge-within-one-month-of-certificate shutdown-moves-the-end lodge-claim
        apply-for-leave
    """,
    ("clock", "local_authority", "days"): """
        agreed-timescale
    """,
    ("clock", "local_authority", "none"): """
        coronavirus-relaxation
    """,
    ("clock", "local_authority", "send_working_days"): """
        working-day
    """,
    ("clock", "local_authority", "tribunal_acting"): """
        shutdown-days-not-counted
    """,
    ("clock", "tribunal", "days"): """
        directed-date
    """,
    ("duty", "commissioning_body", "days"): """
        commissioning-body-arranges report-agreement
    """,
    ("duty", "commissioning_body", "none"): """
        reply-to-recommendation health-mediation
    """,
    ("duty", "family", "none"): """
        explain-late-appeal
    """,
    ("duty", "local_authority", "days"): """
        authority-arranges plan-transfers-on-the-move new-authority-writes order-assess-notify
        order-assess-refuse-with-reasons order-assess-final-plan order-make-plan-draft-plan
        order-make-plan-final-plan order-amend-plan-amended-plan order-name-setting-name-setting
        order-continue-plan-continue order-cease-plan-cease order-reconsider-draft-or-notice agreement-assess-notify
        agreement-assess-refuse-with-reasons agreement-assess-final-plan agreement-make-plan-draft-plan
        agreement-make-plan-final-plan agreement-amend-plan-amended-plan agreement-name-setting-name-setting
        agreement-continue-plan-continue agreement-cease-plan-cease agreement-reconsider-draft-or-notice
        agreement-other-action-do unopposed-assess-notify unopposed-amend-plan-amended-plan
        unopposed-make-plan-draft-plan unopposed-make-plan-final-plan unopposed-assess-refuse-with-reasons
        unopposed-assess-final-plan unopposed-continue-plan-continue unopposed-name-setting-name-setting
        copy-response
    """,
    ("duty", "local_authority", "none"): """
        tell-family-of-mediation mediation-on-request authority-takes-part plan-stays-in-force
        disagreement-resolution advice-and-information notice-contents authority-to-resolve supporter-of-choice
        report-cannot-arrange expenses new-authority-answers order-excuses explain-late-response
        response-gives-childs-views hearing-bundle
    """,
    ("duty", "local_authority", "send_working_days"): """
        notify-commissioning-body notify-session plan-transfers
    """,
    ("duty", "local_authority", "tribunal_acting"): """
        respond-to-claim la-response
    """,
    ("duty", "local_authority", "tribunal_ordinary"): """
        respond-to-claim
    """,
    ("duty", "mediation_adviser", "send_working_days"): """
        issue-certificate-declined issue-certificate-took-part issue-certificate-not-arranged
    """,
    ("duty", "mediator", "none"): """
        who-attends childs-views mediator-knowledge
    """,
    ("duty", "tribunal", "none"): """
        exemption-decided-in-time
    """,
    ("gate", "family", "none"): """
        appealable-matters education-sections-only tell-authority-what-to-mediate certificate-before-appeal
        certificate-to-the-appellant placement-only-exempt young-person-holds-the-right family-ends-it
        attendance-compulsory referral-needs-consent consent-can-be-withdrawn alternative-person-acts
    """,
    ("gate", "local_authority", "none"): """
        duty-of-its-party detained-persons agreement-needs-mediation unopposed-before-response
        failed-arrangement-frees panel-review advice-service-at-arms-length record-is-kept-accurate
        name-is-kept-for-the-appeal
    """,
    ("gate", "mediation_adviser", "none"): """
        certificate-after-declining certificate-after-taking-part independent-adviser
    """,
    ("gate", "mediator", "none"): """
        independent-mediator
    """,
    ("gate", "tribunal", "none"): """
        no-recommendations-on-refusal-to-assess tribunal-decides permission-without-certificate strike-out
        withdrawal consent-order exemption-frees hearing judicial-adr may-order-assess may-order-make-plan
        may-order-reconsider may-order-continue-plan may-order-amend-plan may-order-name-setting may-order-cease-plan
        may-order-what-is-agreed placement-reviewed-and-remitted
    """,
}
"""The kind of rule, the party that owes it, and the calendar: the ids of the rows. Versions may differ."""

LOOKED_UP_LAST = """
    reply-to-recommendation tribunal-decides tell-family-of-mediation mediation-on-request authority-takes-part
    plan-stays-in-force certificate-before-appeal certificate-after-declining certificate-after-taking-part
    young-person-holds-the-right alternative-person-acts school-age-ends permission-without-certificate who-attends
    supporter-of-choice
    plan-transfers plan-transfers-on-the-move new-authority-answers new-authority-writes coronavirus-relaxation
    order-assess-notify order-assess-refuse-with-reasons order-assess-final-plan order-make-plan-draft-plan
    order-make-plan-final-plan order-amend-plan-amended-plan order-name-setting-name-setting
    order-continue-plan-continue order-cease-plan-cease order-reconsider-draft-or-notice agreement-assess-notify
    agreement-assess-refuse-with-reasons agreement-assess-final-plan agreement-make-plan-draft-plan
    agreement-make-plan-final-plan agreement-amend-plan-amended-plan agreement-name-setting-name-setting
    agreement-continue-plan-continue agreement-cease-plan-cease agreement-reconsider-draft-or-notice
    agreement-other-action-do unopposed-assess-notify unopposed-amend-plan-amended-plan
    unopposed-make-plan-draft-plan unopposed-make-plan-final-plan unopposed-assess-refuse-with-reasons
    unopposed-assess-final-plan unopposed-continue-plan-continue unopposed-name-setting-name-setting
    unopposed-before-response directed-date order-excuses apply-for-leave fresh-consideration la-response
    copy-response explain-late-response response-gives-childs-views withdrawal reinstatement consent-order
    hearing judicial-adr hearing-bundle may-order-assess may-order-make-plan may-order-reconsider
    may-order-continue-plan may-order-amend-plan may-order-name-setting may-order-cease-plan may-order-what-is-agreed
"""


@pytest.mark.parametrize("head", ROWS, ids="-".join)
def test_the_rows_of_one_kind_party_and_calendar(head: tuple[str, str, str]) -> None:
    alike = {row.id for row in RULEBOOK.rows if (row.kind, row.owed_by, row.calendar) == head}
    assert alike == {*ROWS[head].split()}


def test_no_row_is_missing_here() -> None:
    assert {one for ids in ROWS.values() for one in ids.split()} == {*RULEBOOK.ids()}


def test_each_row_says_when_it_was_looked_up() -> None:
    assert {row.id for row in RULEBOOK.rows if row.checked_on == LAST_CHECKED} == {*LOOKED_UP_LAST.split()}
    assert {row.checked_on for row in RULEBOOK.rows} == {date(2026, 11, 23), LAST_CHECKED}


def test_the_conditions_that_the_calculator_says_aloud() -> None:
    said = {row.id for row in RULEBOOK.rows if row.clock and row.clock.applies_if}
    assert said == {
        "commissioning-body-arranges",
        "notify-session",
        "report-agreement",
        "plan-transfers",
        "apply-for-leave",
    }


def test_the_ground_of_each_certificate() -> None:
    grounds = {row.id: row.clock.ground for row in RULEBOOK.rows if row.clock and row.clock.ground}
    assert grounds == {
        "issue-certificate-declined": "declined",
        "issue-certificate-took-part": "took_part",
        "issue-certificate-not-arranged": "not_arranged",
    }
