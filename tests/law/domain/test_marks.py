"""How far each rule was checked: what was read in the source, in an account of it, or in neither.

A mark is a promise to the reader. This table repeats the marks by hand, so that none is raised or lowered by accident.
"""

from datetime import date

import pytest

from app.law.domain.model import LAST_CHECKED, Verified
from app.law.domain.rulebook import RULEBOOK

TODAY = date(2026, 11, 29)
MARKS: dict[Verified, str] = {
    Verified.PRIMARY: """
        plan-transfers plan-transfers-on-the-move new-authority-writes new-authority-answers certificate-before-appeal
        certificate-after-declining certificate-after-taking-part tell-family-of-mediation mediation-on-request
        who-attends supporter-of-choice authority-takes-part permission-without-certificate la-response copy-response
        explain-late-response response-gives-childs-views fresh-consideration coronavirus-relaxation tribunal-decides
        plan-stays-in-force unopposed-assess-notify unopposed-assess-refuse-with-reasons unopposed-assess-final-plan
        unopposed-amend-plan-amended-plan agreement-other-action-do report-agreement contact-adviser notice-contents
        lodge-within-two-months lodge-within-one-month-of-certificate
        appealable-matters education-sections-only no-recommendations-on-refusal-to-assess
        tell-authority-what-to-mediate independent-mediator independent-adviser detained-persons
        agreement-needs-mediation agreed-timescale order-assess-notify order-assess-refuse-with-reasons
        order-assess-final-plan order-make-plan-draft-plan order-make-plan-final-plan order-cease-plan-cease
        end-on-a-non-working-day shutdown-moves-the-end shutdown-days-not-counted
        may-order-assess may-order-make-plan may-order-reconsider may-order-cease-plan
    """,
    Verified.SECONDARY: """
        young-person-holds-the-right school-age-ends withdrawal reinstatement consent-order reply-to-recommendation
        order-excuses order-amend-plan-amended-plan order-name-setting-name-setting agreement-assess-notify
        agreement-assess-refuse-with-reasons agreement-assess-final-plan agreement-make-plan-draft-plan
        agreement-make-plan-final-plan agreement-name-setting-name-setting agreement-amend-plan-amended-plan
        unopposed-make-plan-draft-plan unopposed-make-plan-final-plan unopposed-name-setting-name-setting
        unopposed-before-response directed-date apply-for-leave placement-only-exempt authority-arranges
        issue-certificate-declined issue-certificate-took-part issue-certificate-not-arranged health-mediation
        disagreement-resolution notify-commissioning-body commissioning-body-arranges notify-session
        authority-to-resolve childs-views report-cannot-arrange order-continue-plan-continue
        agreement-continue-plan-continue agreement-cease-plan-cease unopposed-continue-plan-continue five-o-clock
        explain-late-appeal respond-to-claim consent-can-be-withdrawn advice-service-at-arms-length
        record-is-kept-accurate alternative-person-acts name-is-kept-for-the-appeal judicial-adr hearing-bundle
    """,
    Verified.INFERRED: """
        family-ends-it certificate-to-the-appellant working-day expenses mediator-knowledge strike-out lodge-claim
        order-reconsider-draft-or-notice agreement-reconsider-draft-or-notice advice-and-information duty-of-its-party
        attendance-compulsory exemption-frees exemption-decided-in-time
        failed-arrangement-frees panel-review referral-needs-consent hearing
        may-order-continue-plan may-order-amend-plan may-order-name-setting may-order-what-is-agreed
        placement-reviewed-and-remitted
    """,
}


@pytest.mark.parametrize(("mark", "rule_id"), [(mark, one) for mark, ids in MARKS.items() for one in ids.split()])
def test_a_rule_is_marked_as_it_was_read(mark: Verified, rule_id: str) -> None:
    assert RULEBOOK.rule(rule_id, on=TODAY).verified is mark


@pytest.mark.parametrize(
    ("rule_id", "mark"),
    [
        ("unopposed-assess-notify", Verified.SECONDARY),  # quoted in an account: 4 weeks for the assessment
        ("unopposed-amend-plan-amended-plan", Verified.SECONDARY),  # likewise
        ("unopposed-make-plan-draft-plan", Verified.INFERRED),  # not seen
        ("unopposed-make-plan-final-plan", Verified.INFERRED),
    ],
)
def test_regulation_45_as_made_is_known_less_well(rule_id: str, mark: Verified) -> None:
    assert RULEBOOK.rule(rule_id, on=date(2015, 3, 22)).verified is mark


def test_what_was_read_last_says_so() -> None:
    assert RULEBOOK.rule("withdrawal").checked_on == LAST_CHECKED == TODAY


def test_every_rule_has_its_mark_here() -> None:
    assert sorted(one for ids in MARKS.values() for one in ids.split()) == sorted(RULEBOOK.ids())


def test_the_marks_of_both_versions_of_a_claims_rules() -> None:
    marks = {(row.id, row.verified) for row in RULEBOOK.rows if row.id in ("lodge-claim", "respond-to-claim")}
    assert marks == {("lodge-claim", Verified.INFERRED), ("respond-to-claim", Verified.SECONDARY)}
