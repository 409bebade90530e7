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
            "The agreed terms (agreement_terms) start no time limit, because you did not send the day of the "
            "agreement (agreement_made_on)."
        )
    if facts.agreement_made_on and not facts.agreement_terms and Fact.AGREEMENT_MADE in started:
        yield (
            "You did not send what was agreed (agreement_terms), so the time limits for carrying out the "
            "agreement are missing."
        )
    if facts.claim is Claim.APPEAL:
        yield from _on_the_decision(facts, rulebook, due)
    yield from dict.fromkeys(rule.caution for rule, _ in due if rule.caution)
    if facts.claim is Claim.APPEAL:
        yield from _on_time(facts, rulebook, due)


def _on_the_dispute(facts: Chronology, readings: Readings) -> Iterable[str]:
    if facts.claim is Claim.DISABILITY_DISCRIMINATION:
        yield (
            "A claim of disability discrimination needs no mediation certificate. The claim must be made within "
            "six months. We count these from the date that you sent for the notice. The Equality Act counts from "
            "the day of the treatment that the family complains about. Take advice early."
        )
    elif not is_appealable(facts.decision_kind, facts.sections):
        yield (
            "The health and social care sections of a plan cannot be appealed on their own. So there can be no "
            "appeal, and the family needs no certificate. Mediation about these sections is available."
        )
    elif facts.needs_certificate is False:
        yield (
            "Under this set of rules (regime), an appeal needs no certificate. Mediation is still available, and "
            "must not be refused."
        )
    elif facts.needs_certificate is None and is_placement_only(facts.decision_kind, facts.sections, readings):
        beside = facts.sections - EDUCATION_SECTIONS
        beside_it = "Of the disputed sections, only the placement (Section I) can be appealed"
        says = beside_it if beside else "Only the placement (Section I) is disputed"
        yield f"{says}. So no certificate is needed (s.55(2)). Mediation is still available, and must not be refused."


def _on_the_decision(facts: Chronology, rulebook: Rulebook, due: Sequence[tuple[Rule, date]]) -> Iterable[str]:
    """Say what an appeal about a decision cannot bring, and what it keeps in force."""
    if facts.decision_kind is DecisionKind.REFUSAL_TO_ASSESS:
        recommendations = rulebook.rule("no-recommendations-on-refusal-to-assess")
        if recommendations.in_force(facts.notice_sent_on):
            yield (
                "In an appeal about a refusal to assess, the tribunal cannot make recommendations on health or "
                f"social care ({recommendations.citation})."
            )
    if facts.decision_kind is DecisionKind.CEASE_TO_MAINTAIN:
        last = _days(due).get(Code.LODGE_APPEAL)
        until = f", at least until {last}" if last and facts.appeal_received_on is None else ""
        yield (
            f"The plan stays in force as long as the family can still appeal{until}. If the family appeals, the "
            f"plan stays in force until the appeal has ended ({rulebook.rule('plan-stays-in-force').citation})."
        )


def _days(due: Sequence[tuple[Rule, date]]) -> dict[Code, date]:
    return {rule.clock.code: day for rule, day in due if rule.clock}


def _why(fact: Fact, facts: Chronology) -> str:
    """Say why a fact that was given has no effect."""
    if facts.claim is Claim.DISABILITY_DISCRIMINATION:
        return "a discrimination claim has only two time limits, one for the claim and one for the response"
    if fact in OF_AN_APPEAL and not is_appealable(facts.decision_kind, facts.sections):
        return "there can be no appeal about this dispute"
    match fact:
        case Fact.ORDER_MADE if facts.order_kind is None:
            return "order_kind does not say what was ordered"
        case Fact.UNOPPOSED_NOTIFIED if (
            facts.response_sent_on
            and facts.unopposed_notified_on
            and (facts.response_sent_on < facts.unopposed_notified_on)
        ):
            return (
                "the authority had already sent its response, so the appeal does not count as unopposed (reg "
                "45(1)) and only a consent order can end it"
            )
        case Fact.UNOPPOSED_NOTIFIED if facts.order_kind is None:
            return "decision_kind and order_kind do not say what the appeal is about"
        case Fact.ORDER_MADE | Fact.UNOPPOSED_NOTIFIED:
            return f"regulations 44 (orders) and 45 (unopposed appeals) set no time limit for {facts.order_kind}"
        case Fact.MEDIATION_REQUESTED:
            return (
                "the issues are only about health, so the commissioning body's 30 days count from the day on "
                "which the body was told"
            )
        case Fact.COMMISSIONING_BODY_NOTIFIED:
            return "the issues are not only about health, so the authority's 30 days count from the day of the request"
        case Fact.MOVES:
            return "you did not send the day on which the authority learned of the move (move_known_on)"
    return "no rule that was in force on the day of the notice counts from this date"


def _on_time(facts: Chronology, rulebook: Rulebook, due: Sequence[tuple[Rule, date]]) -> Iterable[str]:
    days = _days(due)
    closing, lodge = days.get(Code.CONTACT_ADVISER), days.get(Code.LODGE_APPEAL)
    if closing and facts.mediation_declined_on and facts.mediation_declined_on > closing:
        leave = days.get(Code.APPLY_FOR_LEAVE)
        until = (
            f" The family must ask by {leave} (r.19(2)). After that day, it must also ask for more time."
            if leave
            else ""
        )
        yield (
            f"The two months after the notice ended on {closing}. If the family first contacted an adviser after "
            "that day, it has no right to a certificate. It may ask the tribunal for permission to appeal "
            f"without a certificate (reg 34(2)).{until}"
        )
    if lodge and facts.appeal_received_on and facts.appeal_received_on > lodge:
        yield (
            "The appeal arrived after the time limit. The tribunal may still accept the appeal: ask for more "
            "time, and say why the appeal is late."
        )
    if facts.unopposed_notified_on and facts.unopposed_notified_on == facts.response_sent_on:
        yield (
            "The authority sent its response, and its notice that it does not oppose the appeal, on the same "
            "day. The appeal counts as unopposed only if the notice came first "
            f"({rulebook.rule('unopposed-before-response').citation}). After the response, only a consent order "
            "can end the appeal."
        )
    respond, arrange = days.get(Code.LA_RESPONSE), days.get(Code.ARRANGE_MEDIATION)
    if respond and facts.response_sent_on and facts.response_sent_on > respond:
        late = rulebook.rule("explain-late-response")
        yield (
            f"The authority sent its response after the last day, {respond}. It must ask for more time, and give "
            f"its reasons ({late.citation})."
        )
    if arrange and facts.session_on and facts.session_on > arrange:
        yield (
            f"The session on {facts.session_on} is later than day 30, which is {arrange}. The law does not say "
            "whether the session must be fixed or held within the 30 days. The reading "
            "session_fixed_in_thirty_days_is_enough says how this service decides. After day 30 the family may "
            "have its certificate, and need not wait for the session."
        )
    relaxed = rulebook.rule("coronavirus-relaxation")
    named = [day for fact in Fact if (day := facts.on(fact))]
    if any(relaxed.in_force(day) for day in (*named, *(day for _, day in due))):
        yield f"{relaxed.says} The dates that we show ignore this exception."
