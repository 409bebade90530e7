"""Every command that is worth trying on a case, what it needs, and its name."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.cases.domain import commands
from app.cases.domain.conceded import Promised
from app.cases.domain.disputed import DisputedStatus, disputed
from app.cases.domain.duties import RECORDED_BY, has_own_action, recorded_by
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.panels import PanelAnswer, Recommendation
from app.cases.domain.proceedings import Dated, IssueNow
from app.cases.domain.words import Action, DirectedFor, DisputeReason, HearingFormat, IssueStatus
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    OrganisationKind,
    PlanSection,
    RightPasses,
    SessionOutcome,
    TermKind,
)
from app.law.domain.chronology import Term
from app.law.domain.kinds import Code
from app.law.domain.matters import Remits, TribunalPower

TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER
LA = OrganisationKind.LOCAL_AUTHORITY
NUMBER = "a number yet to be drawn"
REFERENCE = "a reference yet to be given"
LONG_BEFORE = timedelta(days=1000)
"""An authority may say that it sent its notice long before the day that the family was told of."""


def variants(action: Action, today: date, pathway: Pathway) -> Iterator[commands.Command]:
    """Yield the commands of an action that could make a difference, recorded by somebody who may."""
    moves = pathway.moves_of(action)
    if not moves:
        return
    by, on = min(moves[0].who), today
    match action:
        case Action.REQUEST_MEDIATION:
            yield commands.RequestMediation(by=by, occurred_on=on)
            yield commands.RequestMediation(by=by, occurred_on=on, health_raised=True)
        case Action.ARRANGE_MEDIATION:
            yield commands.ArrangeMediation(by=by, occurred_on=on, session_on=on)
        case Action.PASS_RIGHT:
            yield commands.PassRight(
                by=LA, occurred_on=on, to=AppellantKind.YOUNG_PERSON, because=RightPasses.SCHOOL_AGE_ENDED
            )
            for to in (AppellantKind.YOUNG_PERSON, AppellantKind.PARENT):
                yield commands.PassRight(by=LA, occurred_on=on, to=to, because=RightPasses.CAPACITY_REGAINED)
            for because in (RightPasses.CAPACITY_LOST, RightPasses.REPRESENTATIVE_CHANGED):
                yield commands.PassRight(by=LA, occurred_on=on, to=AppellantKind.ALTERNATIVE_PERSON, because=because)
        case Action.ADD_ISSUES:
            yield commands.AddIssues(by=by, occurred_on=on)
            yield commands.AddIssues(by=by, occurred_on=on, health_raised=True)
        case Action.DROP_ISSUES:
            yield commands.DropIssues(by=by, occurred_on=on)
            yield commands.DropIssues(by=by, occurred_on=on, health_dropped=True)
        case Action.REPORT_CANNOT_ARRANGE:
            yield commands.ReportCannotArrange(by=LA, occurred_on=on)  # the body alone is asked what it is about
        case Action.RECORD_SESSION_OUTCOME:
            for outcome in SessionOutcome:
                yield commands.RecordSessionOutcome(by=by, occurred_on=on, outcome=outcome)
        case Action.ISSUE_CERTIFICATE:
            for ground in CertificateGround:
                yield commands.IssueCertificate(by=by, occurred_on=on, ground=ground, number=NUMBER)
        case Action.REISSUE_CERTIFICATE:
            yield commands.ReissueCertificate(by=by, occurred_on=on, number=NUMBER)
        case Action.RECORD_AGREEMENT:
            yield commands.RecordAgreement(by=by, occurred_on=on, terms=(Term(TermKind.OTHER_ACTION),))
        case Action.CONCEDE:
            yield commands.Concede(by=by, occurred_on=on)
            promises = (Promised(TermKind.AMEND_PLAN, on),)
            yield commands.Concede(by=by, occurred_on=on, sections=frozenset({PlanSection.F}), promises=promises)
        case Action.REGISTER_APPEAL:
            for basis in AppealBasis:
                yield commands.RegisterAppeal(by=TRIBUNAL, occurred_on=on, basis=basis)
        case Action.WIDEN_GROUNDS:
            yield commands.WidenGrounds(by=by, occurred_on=on, sections=frozenset({PlanSection.F}))
            yield commands.WidenGrounds(by=TRIBUNAL, occurred_on=on, sections=frozenset({PlanSection.F}))
        case Action.RECORD_APPEAL_OUTCOME:
            yield commands.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on)
            for order in _one_for_each_decision(pathway):
                yield commands.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on, order_kind=order)
        case Action.REINSTATE_APPEAL:
            yield commands.ReinstateAppeal(
                by=TRIBUNAL, occurred_on=on, time_extended=True
            )  # in time or not: no other date
        case Action.COMPLETE_DUTY:
            return  # depends on the dates of the case alone: see `owed`
        case Action.RECORD_PANEL_REVIEW:
            yield commands.RecordPanelReview(by=by, occurred_on=on, recommendation=Recommendation.CHANGE)
        case Action.ANSWER_PANEL_REVIEW:
            yield commands.AnswerPanelReview(by=by, occurred_on=on, authority_answer=PanelAnswer.ACCEPTED)
        case Action.DECIDE_EXEMPTION:
            for decider in sorted(moves[0].who):
                yield commands.DecideExemption(by=decider, occurred_on=on, granted=True)
                yield commands.DecideExemption(by=decider, occurred_on=on, granted=False)
        case Action.WITHDRAW:
            yield commands.Withdraw(by=LA, occurred_on=on, family_confirmed=True)
            yield commands.Withdraw(by=TRIBUNAL, occurred_on=on)
        case Action.CLOSE:
            yield commands.Close(by=by, occurred_on=on)
            yield commands.Close(by=by, occurred_on=on, family_confirmed=True)
        case Action.RESPOND_TO_APPEAL:
            yield commands.RespondToAppeal(by=by, occurred_on=on, asks_for_time=True)
        case Action.RECORD_DIRECTIONS:
            yield commands.RecordDirections(by=TRIBUNAL, occurred_on=on, directions=(Dated(DirectedFor.BUNDLE, on),))
        case Action.LIST_HEARING:
            yield commands.ListHearing(by=TRIBUNAL, occurred_on=on, listed_on=on, format=HearingFormat.VIDEO)
        case Action.CHANGE_APPEAL_ISSUES:
            new = IssueNow("1", None, IssueStatus.LIVE)
            yield commands.ChangeAppealIssues(by=TRIBUNAL, occurred_on=on, changes=(new,))
        case Action.CONFIRM_NOTICE:
            yield commands.ConfirmNotice(by=by, occurred_on=on, la_reference=REFERENCE)
        case Action.DISPUTE_NOTICE:
            yield commands.DisputeNotice(by=by, occurred_on=on, reason=DisputeReason.OTHER)
        case _:  # it brings nothing but its day
            yield moves[0].command(by=by, occurred_on=on)


def _one_for_each_decision(pathway: Pathway) -> tuple[TermKind, ...]:
    """Return the orders of which the tribunal can make at least one in every appeal, under each regime of the law."""
    matters = (one for regime in pathway.law.regimes.values() for one in regime.matters)
    remits = any(one.power is TribunalPower.REVIEW_AND_REMIT for one in matters)
    return (TermKind.ASSESS, TermKind.MAKE_PLAN, TermKind.AMEND_PLAN, *((TermKind.RECONSIDER,) if remits else ()))


def attempts(today: date, pathway: Pathway) -> Iterator[commands.Command]:
    """Yield what a party might try by itself, without the word of the family or of the tribunal."""
    for by in (LA, PROVIDER):
        alone: tuple[commands.Command, ...] = (
            commands.Withdraw(by=by, occurred_on=today),
            commands.RecordAppealOutcome(by=by, occurred_on=today),
            commands.ReinstateAppeal(by=by, occurred_on=today),
            commands.CompleteDuty(by=by, occurred_on=today, code=Code.LA_RESPONSE),
            *(
                commands.ConfirmNotice(by=by, occurred_on=today, la_reference=REFERENCE, notice_sent_on=sent_on)
                for sent_on in (today, today - LONG_BEFORE)
            ),
        )
        yield from (one for one in alone if any(by in move.who for move in pathway.moves_of(one.action)))


def offered(pathway: Pathway, facts: CaseFacts, action: Action, today: date) -> list[commands.Command]:
    """Return every form of an action that is shown with a case: as it could be recorded today."""
    if action is Action.COMPLETE_DUTY:
        return list(owed(pathway, facts, today))
    if action in (Action.CONCEDE, Action.KEEP_PROMISE):
        return list(_given_way(facts, action, today))
    plain = [commands.ReinstateAppeal(by=TRIBUNAL, occurred_on=today)] if action is Action.REINSTATE_APPEAL else []
    shown = (one for one in variants(action, today, pathway) if _in_power(pathway, facts, one))
    return [*plain, *(one for one in shown if _is_known(pathway, facts, one))]


def _is_known(pathway: Pathway, facts: CaseFacts, command: commands.Command) -> bool:
    """Whether the regime of a case knows a form of an action, or knows no form of it."""
    law, regime = pathway.law, pathway.law.regime(facts)
    known = [move for move in pathway.moves_of(command.action) if move.exists(regime)]
    return not known or any(move.which(command, law, regime) for move in known)


def _in_power(pathway: Pathway, facts: CaseFacts, command: commands.Command) -> bool:
    """Whether the tribunal can make the order of a command in an appeal about this decision."""
    order = command.order_kind if isinstance(command, commands.RecordAppealOutcome) else None
    if order is TermKind.RECONSIDER:  # shown only where it is all that the tribunal can do
        return pathway.law.regime(facts).remits(facts.kind, facts.sections) is Remits.EVERYTHING
    return order is None or order in {one.order for one in pathway.law.powers(facts)}


def _given_way(facts: CaseFacts, action: Action, today: date) -> Iterator[commands.Command]:
    """Yield a concession of everything, and of one section that is live beside others; or each promise that waits."""
    if action is Action.CONCEDE:
        yield commands.Concede(by=LA, occurred_on=today)
        live = [one.section for one in disputed(facts) if one.section and one.status is DisputedStatus.LIVE]
        if live and len(facts.sections) > 1:
            yield commands.Concede(by=LA, occurred_on=today, sections=frozenset(live[:1]))
        return
    waiting = [number for number, one in enumerate(facts.promises, 1) if one.kept_on is None]
    for number in waiting or [1]:
        yield commands.KeepPromise(by=LA, occurred_on=today, promise=number)


def owed(pathway: Pathway, facts: CaseFacts, today: date) -> Iterator[commands.CompleteDuty]:
    """Yield the completion of every duty that some organisation owes on a case."""
    for deadline in pathway.law.deadlines(facts):
        clock = deadline.rule.clock
        by = RECORDED_BY.get(deadline.owed_by) or min(recorded_by(deadline), default=None)
        if by is not None and not has_own_action(deadline.code):
            yield commands.CompleteDuty(
                by=by,
                occurred_on=today,
                code=deadline.code,
                term=deadline.term,
                term_index=deadline.term_index,
                step=clock.step if clock else None,
                owed_by=deadline.owed_by if deadline.code.kind.recorded_by and clock is None else None,
            )


def needs(command: commands.Command) -> str | None:
    """Name what a command cannot do without, beside its date and its plain choice."""
    match command:
        case (
            commands.RegisterAppeal(basis=AppealBasis.PERMISSION) | commands.WidenGrounds(by=OrganisationKind.TRIBUNAL)
        ):
            return (
                "the tribunal's permission. Either the tribunal records the permission, or you give the reference of "
                "the tribunal's decision in `permission_reference`"
            )
        case commands.Close(family_confirmed=True) | commands.Withdraw(family_confirmed=True):
            return "the family's confirmation: send `family_confirmed`"
        case commands.Withdraw():
            return (
                "the tribunal's consent. Either the tribunal records the consent, or you give the reference of the "
                "tribunal's decision in `decision_reference`"
            )
        case commands.ReinstateAppeal() | commands.RecordAppealOutcome():
            return (
                "the tribunal's decision. Either the tribunal records the decision, or you give the reference of the "
                "decision in `decision_reference`"
            )
        case commands.RecordDirections():
            return (
                "the tribunal's directions. Either the tribunal records the directions, or you give the reference of "
                "the tribunal's decision in `decision_reference`"
            )
        case commands.ListHearing():
            return "the day and the format of the hearing: send `listed_for` and `format`"
        case commands.ChangeAppealIssues():
            return "the issues, and the status of each issue: send `issues`"
        case commands.ConfirmNotice():
            return "the authority's own reference: send `la_reference`"
        case commands.Concede() if command.sections:
            return "the sections that you concede: send `sections`"
    return None


def is_exceptional(command: commands.Command) -> bool:
    """Whether a command rests on the tribunal's leave to pass without a certificate: no party can count on that."""
    match command:
        case commands.RegisterAppeal():
            return command.basis is AppealBasis.PERMISSION
        case commands.WidenGrounds():
            return command.by is TRIBUNAL
    return False


def variant_of(command: commands.Command) -> tuple[Action, str | None]:
    """Name what tells an action's commands apart: a ground, a basis, an outcome, an answer."""
    match command:
        case commands.IssueCertificate():
            return command.action, command.ground
        case commands.RegisterAppeal():
            return command.action, command.basis
        case commands.RecordSessionOutcome():
            return command.action, command.outcome
        case commands.DecideExemption():
            return command.action, "granted" if command.granted else "refused"
        case commands.RequestMediation():
            return command.action, "with health issues" if command.health_raised else None
        case commands.PassRight():
            return command.action, f"{command.because} to {command.to}"
        case commands.AddIssues():
            return command.action, "with health issues" if command.health_raised else None
        case commands.DropIssues():
            return command.action, "without health issues" if command.health_dropped else None
        case commands.Close():
            return command.action, "family_confirmed" if command.family_confirmed else None
        case commands.WidenGrounds():
            return command.action, "permission" if command.by is TRIBUNAL or command.permission_reference else None
        case commands.Withdraw():
            return command.action, "family_confirmed" if command.family_confirmed else "tribunal_consents"
        case commands.Concede():
            return command.action, "in part" if command.sections else None
        case commands.KeepPromise() if command.promise > 1:
            return command.action, f"promise {command.promise}"
        case commands.RecordAppealOutcome():
            return command.action, "with an order" if command.order_kind else None
        case commands.ReinstateAppeal():
            return command.action, "time_extended" if command.time_extended else None
        case commands.CompleteDuty():
            return command.action, " ".join(str(part) for part in (command.code, command.term, command.step) if part)
    return command.action, None


def named(command: commands.Command) -> str:
    """Name a command as a counter-example does."""
    match command:
        case commands.IssueCertificate():
            return f"{command.action} ({command.ground})"
        case commands.RegisterAppeal():
            return f"{command.action} ({command.basis})"
        case commands.RecordSessionOutcome():
            return f"{command.action} ({command.outcome})"
        case commands.RequestMediation() | commands.AddIssues() if command.health_raised:
            return f"{command.action} (health)"
        case commands.DropIssues() if command.health_dropped:
            return f"{command.action} (health)"
        case commands.PassRight():
            return f"{command.action} ({command.because}, {command.to})"
        case commands.Concede() if command.sections:
            return f"{command.action} (in part)"
        case commands.DecideExemption():
            return f"{command.action} ({'granted' if command.granted else 'refused'})"
        case commands.WidenGrounds() if command.by is OrganisationKind.TRIBUNAL:
            return f"{command.action} (permitted)"
        case commands.Withdraw() | commands.Close() | commands.ReinstateAppeal():
            return f"{command.action} ({_as_said(command)})"
        case commands.RecordAppealOutcome():
            alone = "" if command.by is OrganisationKind.TRIBUNAL else f", by {command.by}"
            return f"{command.action} ({command.order_kind or 'no order'}{alone})"
        case commands.ConfirmNotice() if command.notice_sent_on:
            return f"{command.action} (sent on {command.notice_sent_on})"
    return str(command.action)


def _as_said(command: commands.Withdraw | commands.Close | commands.ReinstateAppeal) -> str:
    word = "the family's word" if getattr(command, "family_confirmed", False) else "without the family's word"
    if isinstance(command, commands.ReinstateAppeal):
        word = "time extended" if command.time_extended else "in time"
    return f"{word}, by {command.by}"
