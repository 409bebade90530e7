"""A stored appeal as the JSON that its readers are told."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from app.appeals.domain.resolvable import resolvable
from app.appeals.records import StoredAppeal
from app.appeals.schemas import (
    AppealOut,
    BundleOut,
    BundlePartOut,
    DirectionOut,
    Grounds,
    HearingOut,
    IssueOut,
    RecommendationsOut,
    ResolvableOut,
    ResponseOut,
)
from app.cases.domain.appealed import appeal_outcome, appeal_state, track_of
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.proceedings import NOTHING_YET, Issue, Proceedings
from app.cases.domain.recommending import REPLY, reply_due_on
from app.cases.domain.stakes import issues_of, words_key
from app.cases.domain.words import AppealState, ChildsViewsGiven
from app.cases.records import StoredCase
from app.cases.schemas.appeals import AppealWindow, OrderMade
from app.cases.sight import words_told
from app.cases.who_sees import FACTS, facts_told
from app.kernel.readers import Reader
from app.kernel.terms import DecisionKind, OrganisationKind, PlanSection
from app.law.domain.bundles import BUNDLE, page_limits
from app.law.domain.kinds import Code
from app.law.domain.rulebook import RULEBOOK

SAYS_SECTION: Mapping[PlanSection, str] = {
    PlanSection.B: "Special educational needs (Section B)",
    PlanSection.C: "Health needs (Section C)",
    PlanSection.D: "Social care needs (Section D)",
    PlanSection.F: "Special educational provision (Section F)",
    PlanSection.G: "Health provision (Section G)",
    PlanSection.H1: "Social care provision (Section H1)",
    PlanSection.H2: "Other social care provision (Section H2)",
    PlanSection.I: "The school or other setting (Section I)",
}
SAYS_DECISION: Mapping[DecisionKind, str] = {
    DecisionKind.REFUSAL_TO_ASSESS: "The refusal to assess",
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: "The refusal to make a plan",
    DecisionKind.PLAN_CONTENT: "The content of the plan",
    DecisionKind.REFUSAL_TO_REASSESS: "The refusal to assess again",
    DecisionKind.REFUSAL_TO_AMEND: "The refusal to amend the plan",
    DecisionKind.CEASE_TO_MAINTAIN: "The decision to cease the plan",
}


def appeal_out(
    stored: StoredAppeal,
    case: StoredCase,
    law: Law,
    said: Mapping[str, Any],
    reads: OrganisationKind,
    today: date,
) -> AppealOut:
    """Show an appeal to a kind of organisation. `said` are all the sealed words of the case."""
    whole = stored.facts or case.facts
    facts, words = facts_told(whole, Reader(reads)), words_told(said, reads)
    appeal, state = facts.appeal, appeal_state(facts)
    if appeal is None or state is None:
        raise LookupError(f"case {case.id} has no appeal")
    party = Reader(reads) in FACTS["proceedings"]
    known = facts.proceedings or NOTHING_YET
    return AppealOut(
        id=stored.id,
        case_id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        tribunal_reference=appeal.tribunal_reference,
        track=track_of(facts),
        kind=facts.kind,
        grounds=Grounds(paragraph=facts.kind.paragraph, sections=[one for one in PlanSection if one in facts.sections]),
        basis=appeal.basis,
        basis_stands=appeal.basis_stands,
        registered_on=appeal.registered_on,
        late=appeal.late,
        late_explanation=words.get("late_explanation") if stored.facts is None else None,
        permission_granted_on=appeal.permission_granted_on,
        state=state if party or not state.pending else AppealState.REGISTERED,
        issues=[_issue(facts, one, words, appeal.number) for one in issues_of(facts)] if party else None,
        response=_response(facts, known, law, words, today) if party else None,
        directions=[DirectionOut.model_validate(one) for one in known.directions] if party else None,
        hearing=HearingOut.model_validate(known.hearing) if party and known.hearing else None,
        bundle=_bundle(facts, known, law) if party else None,
        resolvable=[ResolvableOut.of(one) for one in resolvable(facts, stored.earlier)] if party else None,
        outcome=appeal_outcome(facts),
        ended_on=facts.resolved_on,
        order=OrderMade.of(facts),
        recommendations=_recommendations(facts),
        conceded_on=appeal.conceded_on,
        withdrawal_received_on=appeal.withdrawal_received_on,
        reinstatement_window=AppealWindow.of(law.reinstatement_window(facts)),
        reinstated_on=appeal.reinstated_on,
        decision_reference=appeal.decision_reference,
        later_appeal=stored.facts is not None,
        version=case.version,
        updated_at=case.updated_at,
    )  # fmt: skip


def _recommendations(facts: CaseFacts) -> RecommendationsOut | None:
    due_on, appeal = reply_due_on(facts), facts.appeal
    if due_on is None or appeal is None or facts.resolved_on is None:
        return None
    rule = RULEBOOK.rule(REPLY, facts.notice_sent_on)
    said: tuple[tuple[Literal["health", "social_care"], bool], ...] = (
        ("health", appeal.recommends_health),
        ("social_care", appeal.recommends_care),
    )
    return RecommendationsOut(
        on=[what for what, is_so in said if is_so],
        made_on=facts.resolved_on,
        reply_due_on=due_on,
        rule=rule.id,
        citation=rule.citation,
    )


def _issue(facts: CaseFacts, issue: Issue, words: Mapping[str, Any], number: int) -> IssueOut:
    about = (words.get("appeal_issues") or {}).get(words_key(number, issue.id))
    usual = SAYS_SECTION[issue.section] if issue.section else SAYS_DECISION[facts.kind]
    return IssueOut(id=issue.id, about=about or usual, section=issue.section, status=issue.status, since=issue.since)


def _response(facts: CaseFacts, known: Proceedings, law: Law, words: Mapping[str, Any], today: date) -> ResponseOut:
    due = next((one for one in law.deadlines(facts) if one.code is Code.LA_RESPONSE), None)
    copied = next((one.completed_on for one in facts.completed if one.code is Code.COPY_RESPONSE), None)
    response, sent_on = known.response, facts.response_sent_on
    late = None
    if due is not None and (sent_on is not None or today > due.due_on):
        late = (sent_on or today) > due.due_on
    views = response.childs_views if response else None
    asked = response is not None and response.asked_for_time
    missing = []
    if sent_on is not None:
        lacking = {
            "childs_views": views in (None, ChildsViewsGiven.MISSING),
            "copy_to_family": copied is None,
            "request_for_time": bool(late) and not asked,
        }
        missing = [name for name, is_so in lacking.items() if is_so]
    return ResponseOut(
        due_on=due.due_on if due else None,
        due_at=due.due_at if due else None,
        sent_on=sent_on,
        late=late,
        asked_for_time=asked,
        late_reasons=words.get("response_late_reasons") if asked else None,
        copied_to_family_on=copied,
        childs_views=views,
        missing=missing,
    )


def _bundle(facts: CaseFacts, known: Proceedings, law: Law) -> BundleOut:
    hearing_on = known.hearing.listed_on if known.hearing else None
    limits = page_limits(facts.kind, facts.sections, hearing_on)
    pages = {one.part: one.pages for one in known.bundle.parts} if known.bundle else {}
    due_on = next((one.due_on for one in law.deadlines(facts) if one.code is Code.SEND_HEARING_BUNDLE), None)
    rule = RULEBOOK.rule(BUNDLE)
    return BundleOut(
        due_on=due_on,
        sent_on=known.bundle.sent_on if known.bundle else None,
        permission_reference=known.bundle.permission_reference if known.bundle else None,
        parts=[
            BundlePartOut(part=part, pages=pages.get(part), limit=limits.get(part))
            for part in dict.fromkeys([*limits, *pages])
        ],
        rule=rule.id,
        citation=rule.citation,
    )
