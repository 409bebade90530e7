"""What partners' programs are written against: these names never change and never go.

They are written out here, not derived: whoever renames one in the code must come and break a promise in this file.
"""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from app.platform.db.migrate import ROOT

PATHS = """
POST /oauth/token
GET /v1/law/rules
GET /v1/law/regimes
GET /v1/law/pathway
GET /v1/law/assurance
POST /v1/law/deadlines
POST /v1/cases
GET /v1/cases
GET /v1/cases/{case_id}
GET /v1/cases/{case_id}/actions
GET /v1/cases/{case_id}/deadlines
GET /v1/cases/{case_id}/events
GET /v1/cases/{case_id}/events/verification
GET /v1/certificates/{number}
GET /v1/certificates/{number}/verification
POST /v1/certificates/verification
GET /v1/events
GET /v1/mediators
POST /v1/mediators
GET /v1/mediators/{mediator_id}/availability
PUT /v1/mediators/{mediator_id}/availability
GET /v1/slots
POST /v1/slots/{slot_id}/hold
POST /v1/sessions
GET /v1/sessions/{session_id}
POST /v1/sessions/{session_id}/reschedule
POST /v1/sessions/{session_id}/cancel
POST /v1/sessions/{session_id}/attendance
POST /v1/sessions/{session_id}/outcome
GET /v1/capacity
POST /v1/capacity/allocations
GET /v1/advice-services
POST /v1/referrals
GET /sandbox/clock
POST /sandbox/clock
GET /.well-known/jwks.json
GET /health/live
GET /health/ready
GET /metrics
"""

ACTIONS = """
contact-adviser decline-mediation request-mediation notify-commissioning-body arrange-mediation report-cannot-arrange
record-session-outcome issue-certificate reissue-certificate record-agreement concede register-appeal widen-grounds
record-appeal-outcome complete-duty claim-exemption decide-exemption record-panel-review withdraw close
"""

REFERRAL_ACTIONS = "open accept decline wait-list start record-contact close withdraw-consent"

WORDS = {
    "ReferralAction": REFERRAL_ACTIONS,
    "ReferralState": "new opened accepted declined waiting active closed withdrawn",
    "Action": ACTIONS,
    "State": "notified adviser_contacted mediation_declined mediation_requested mediation_arranged"
    " mediation_concluded mediation_not_arranged certified appeal_registered resolved closed",
    "DecisionKind": "refusal_to_assess refusal_to_issue_plan plan_content refusal_to_reassess refusal_to_amend"
    " cease_to_maintain",
    "PlanSection": "B C D F G H1 H2 I",
    "AppellantKind": "parent young_person alternative_person",
    "SessionOutcome": "full_agreement partial_agreement no_agreement adjourned family_did_not_attend"
    " authority_did_not_attend authority_without_power_to_decide",
    "CertificateGround": "declined took_part not_arranged",
    "AppealBasis": "certificate placement_only permission",
    "RegimeId": "cfa-2014 green-paper-2022",
    "TermKind": "assess make_plan amend_plan name_setting continue_plan cease_plan reconsider other_action",
    "DutyStep": "notify refuse_with_reasons draft_plan final_plan amended_plan name_setting continue cease"
    " draft_or_notice do",
    "Claim": "appeal disability_discrimination",
    "OrganisationKind": "local_authority mediation_provider advice_service commissioning_body tribunal operator",
    "DeadlineCode": "contact-adviser lodge-appeal issue-certificate notify-commissioning-body arrange-mediation"
    " commissioning-body-arrange-mediation notify-session report-agreement-to-authority carry-out-agreement"
    " la-response comply-with-order comply-unopposed",
}

MEMBERS = {
    "NoticeIn": "la_code la_reference decision appellant told_on provider regime",
    "DecisionIn": "kind notice_sent_on notice_printed_on sections notice_contents",
    "CaseRecord": (
        "id la_code la_reference regime state version decision appellant placement_only certificate appeal_window"
    ),
    "RequestMediationIn": "occurred_on issues health_provision_wanted",
    "RecordSessionOutcomeIn": "occurred_on outcome",
    "IssueCertificateIn": "occurred_on ground",
    "RecordAgreementIn": "occurred_on terms",
    "RegisterAppealIn": "occurred_on basis late_explanation",
    "RefusedProblem": "type action state rule citation legislation_url reason unlock",
    "DeadlineQuestion": "notice_sent_on decision_kind sections certificate_issued_on mediation_declined_on"
    " mediation_requested_on health_issues_raised_on commissioning_body_notified_on session_on mediation_concluded_on"
    " cannot_arrange_reported_on agreement_made_on agreement_terms appeal_received_on unopposed_notified_on"
    " order_made_on order_kind claim",
    "DeadlineAnswer": "code due_on due_at owed_by kind rule citation working term step",
    "WorkingLine": "step date because",
    "RuleAnswer": "id says citation url kind owed_by calendar verified",
}

REQUIRED = {
    "NoticeIn": {"decision", "appellant"},
    "DecisionIn": {"kind"},
    "AppellantIn": {"kind"},
    "DeadlineQuestion": {"notice_sent_on"},
    "RegisterAppealIn": {"basis"},
    "IssueCertificateIn": {"ground"},
    "RecordSessionOutcomeIn": {"outcome"},
    "RecordAgreementIn": {"terms"},
}
"""A body may gain members; it may not gain required ones."""


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="module")
def schemas(document: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = document["components"]["schemas"]
    return named


def test_the_paths(document: dict[str, Any]) -> None:
    served = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    actions = {f"POST /v1/cases/{{case_id}}/actions/{action}" for action in ACTIONS.split()}
    actions |= {f"POST /v1/referrals/{{referral_id}}/actions/{action}" for action in REFERRAL_ACTIONS.split()}
    assert {*PATHS.strip().splitlines(), *actions} <= served


@pytest.mark.parametrize("name", WORDS)
def test_the_words(schemas: dict[str, Any], name: str) -> None:
    assert set(WORDS[name].split()) <= set(schemas[name]["enum"])


@pytest.mark.parametrize("name", MEMBERS)
def test_the_members(schemas: dict[str, Any], name: str) -> None:
    assert set(MEMBERS[name].split()) <= set(schemas[name]["properties"])


@pytest.mark.parametrize("name", REQUIRED)
def test_what_must_be_said(schemas: dict[str, Any], name: str) -> None:
    assert set(schemas[name].get("required", ())) == REQUIRED[name]


def test_the_committed_document_is_the_one_that_is_served(document: dict[str, Any]) -> None:
    """No change to the API is made unseen: it shows beside the change of the code. `make openapi` writes it."""
    committed = json.loads((ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(document))
