"""Notes beside the dates: which dates were left out and why, and where the law is doubtful."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from app.kernel.terms import EDUCATION_SECTIONS, Claim, DecisionKind
from app.law.domain.chronology import Chronology
from app.law.domain.dispute import is_appealable, is_placement_only
from app.law.domain.kinds import Code
from app.law.domain.model import Fact, Rule
from app.law.domain.readings import Readings
from app.law.domain.rulebook import Rulebook

OF_AN_APPEAL = frozenset(
    {
        Fact.NOTICE_SENT,
        Fact.CERTIFICATE_ISSUED,
        Fact.MEDIATION_DECLINED,
        Fact.MEDIATION_CONCLUDED,
        Fact.CANNOT_ARRANGE_REPORTED,
        Fact.APPEAL_RECEIVED,
        Fact.RESPONSE_SENT,
        Fact.STAFF_DECISION_SENT,
        Fact.WITHDRAWAL_RECEIVED,
        Fact.UNOPPOSED_NOTIFIED,
        Fact.ORDER_MADE,
    }
)
"""What starts a time only where there can be an appeal: a certificate too is for an appeal."""


def notes(
    facts: Chronology,
    readings: Readings,
    rulebook: Rulebook,
    started: Collection[Fact],
    due: Sequence[tuple[Rule, date]],
) -> Iterable[str]:
    """Yield the notes on an answer: on the dispute, on what was given without effect, and on each rule's doubts.

    Args:
        facts: what was asked.
        readings: the readings in force.
        rulebook: the rules in force.
        started: the facts from which some time runs.
        due: the rule and the date of each deadline.
    """
    yield from _on_the_dispute(facts, readings)
    yield from (
        f"{fact} starts no time limit here: {_why(fact, facts)}."
        for fact in Fact
        if facts.on(fact) and fact not in started
    )
    if facts.agreement_terms and facts.agreement_made_on is None:
        yield (
            "agreement_terms start no time limit here, because you did not give the day of the agreement "
            "(agreement_made_on)."
        )
    if facts.agreement_made_on and not facts.agreement_terms and Fact.AGREEMENT_MADE in started:
        yield (
            "You did not say what was agreed (agreement_terms), so the time limits for the agreement are missing here."
        )
    if facts.claim is Claim.APPEAL:
        yield from _on_the_decision(facts, rulebook, due)
    yield from dict.fromkeys(rule.caution for rule, _ in due if rule.caution)
    if facts.claim is Claim.APPEAL:
        yield from _on_time(facts, rulebook, due)


def _on_the_dispute(facts: Chronology, readings: Readings) -> Iterable[str]:
    if facts.claim is Claim.DISABILITY_DISCRIMINATION:
        yield (
            "A disability discrimination claim needs no mediation certificate. We count its six months from the date "
            "that you gave as the notice. The Equality Act counts from the day of the treatment that the family "
            "complains about. Take advice early."
        )
    elif not is_appealable(facts.decision_kind, facts.sections):
        yield (
            "Health and social care sections cannot be appealed on their own, so there is no appeal to lodge and no "
            "certificate to obtain. Mediation about these sections is available."
        )
    elif facts.needs_certificate is False:
        yield "The rules of this regime ask for no certificate. Mediation is still available and must not be refused."
    elif facts.needs_certificate is None and is_placement_only(facts.decision_kind, facts.sections, readings):
        beside = facts.sections - EDUCATION_SECTIONS
        beside_it = "The placement (Section I) is the only section in dispute that can be appealed"
        says = beside_it if beside else "Only the placement (Section I) is disputed"
        yield f"{says}: no certificate is needed (s.55(2)). Mediation is still available and must not be refused."


def _on_the_decision(facts: Chronology, rulebook: Rulebook, due: Sequence[tuple[Rule, date]]) -> Iterable[str]:
    """Say what an appeal about a decision cannot bring, and what it keeps in force."""
    if facts.decision_kind is DecisionKind.REFUSAL_TO_ASSESS:
        recommendations = rulebook.rule("no-recommendations-on-refusal-to-assess")
        if recommendations.in_force(facts.notice_sent_on):
            yield (
                "In an appeal about a refusal to assess, the tribunal makes no recommendations on health or social "
                f"care ({recommendations.citation})."
            )
    if facts.decision_kind is DecisionKind.CEASE_TO_MAINTAIN:
        last = _days(due).get(Code.LODGE_APPEAL)
        until = f", at least until {last}" if last and facts.appeal_received_on is None else ""
        yield (
            f"The plan stays in force while this decision can still be appealed{until}. If it is appealed, the plan "
            f"stays in force until the appeal has ended ({rulebook.rule('plan-stays-in-force').citation})."
        )


def _days(due: Sequence[tuple[Rule, date]]) -> dict[Code, date]:
    return {rule.clock.code: day for rule, day in due if rule.clock}


def _why(fact: Fact, facts: Chronology) -> str:
    """Say why a fact that was given has no effect."""
    if facts.claim is Claim.DISABILITY_DISCRIMINATION:
        return "a discrimination claim has only its own time limit and the time for the response"
    if fact in OF_AN_APPEAL and not is_appealable(facts.decision_kind, facts.sections):
        return "no appeal exists about this dispute"
    match fact:
        case Fact.ORDER_MADE if facts.order_kind is None:
            return "order_kind does not say what was ordered"
        case Fact.UNOPPOSED_NOTIFIED if (
            facts.response_sent_on
            and facts.unopposed_notified_on
            and (facts.response_sent_on < facts.unopposed_notified_on)
        ):
            return (
                "the authority had already sent its response, so the appeal is not unopposed (reg 45(1)): only a "
                "consent order ends it"
            )
        case Fact.UNOPPOSED_NOTIFIED if facts.order_kind is None:
            return "decision_kind and order_kind do not say what the appeal is about"
        case Fact.ORDER_MADE | Fact.UNOPPOSED_NOTIFIED:
            return f"regulations 44 and 45 set none for {facts.order_kind}"
        case Fact.MEDIATION_REQUESTED:
            return (
                "the issues are only about health, so the commissioning body's 30 days run from the day the body was "
                "told"
            )
        case Fact.COMMISSIONING_BODY_NOTIFIED:
            return "the issues are about more than health, so the authority's 30 days run from the request"
        case Fact.MOVES:
            return "move_known_on does not say when the authority learned of the move"
    return "no rule in force on the day of the notice counts from it"


def _on_time(facts: Chronology, rulebook: Rulebook, due: Sequence[tuple[Rule, date]]) -> Iterable[str]:
    days = _days(due)
    closing, lodge = days.get(Code.CONTACT_ADVISER), days.get(Code.LODGE_APPEAL)
    if closing and facts.mediation_declined_on and facts.mediation_declined_on > closing:
        leave = days.get(Code.APPLY_FOR_LEAVE)
        until = f" The time to ask ends on {leave} (r.19(2)). After that day, ask for more time too." if leave else ""
        yield (
            f"Two months from the notice ended on {closing}. If the family first contacted an adviser after "
            f"that, it has no right to a certificate. It may ask the tribunal for permission (reg 34(2)).{until}"
        )
    if lodge and facts.appeal_received_on and facts.appeal_received_on > lodge:
        yield (
            "The appeal arrived after the time limit. The tribunal may still admit it: ask for an extension and say "
            "why."
        )
    if facts.unopposed_notified_on and facts.unopposed_notified_on == facts.response_sent_on:
        yield (
            "The authority's response and its notice that it does not oppose the appeal have the same date. The "
            "appeal is unopposed only if the notice came first "
            f"({rulebook.rule('unopposed-before-response').citation}). After the response only a consent order ends "
            "it."
        )
    respond, arrange = days.get(Code.LA_RESPONSE), days.get(Code.ARRANGE_MEDIATION)
    if respond and facts.response_sent_on and facts.response_sent_on > respond:
        late = rulebook.rule("explain-late-response")
        yield (
            f"The response was sent after {respond}, its last day. The authority must ask for more time and give its "
            f"reasons ({late.citation})."
        )
    if arrange and facts.session_on and facts.session_on > arrange:
        yield (
            f"The session on {facts.session_on} comes after day 30, {arrange}. The law does not say whether the 30 "
            "days are for fixing a session or for holding it: see the reading "
            "session_fixed_in_thirty_days_is_enough. From the next day the family may have its certificate, and need "
            "not wait for the session."
        )
    relaxed = rulebook.rule("coronavirus-relaxation")
    named = [day for fact in Fact if (day := facts.on(fact))]
    if any(relaxed.in_force(day) for day in (*named, *(day for _, day in due))):
        yield f"{relaxed.says} The dates here do not take account of this."
