"""What may be tried of a case: every command worth trying, what it needs, and how it is told apart."""

from collections.abc import Iterator
from datetime import date

from app.cases.domain import commands as c
from app.cases.domain.duties import RECORDED_BY, has_own_action
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.words import Action
from app.kernel.terms import AppealBasis, CertificateGround, OrganisationKind, PlanSection, SessionOutcome, TermKind
from app.law.domain.chronology import Term
from app.law.domain.model import Code

TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER
LA = OrganisationKind.LOCAL_AUTHORITY
NUMBER = "a number yet to be drawn"


def variants(action: Action, today: date, pathway: Pathway) -> Iterator[c.Command]:
    """Yield the commands of an action that could make a difference, recorded by somebody who may."""
    moves = pathway.moves_of(action)
    if not moves:
        return
    by, on = min(moves[0].who), today
    match action:
        case Action.REQUEST_MEDIATION:
            yield c.RequestMediation(by=by, occurred_on=on)
            yield c.RequestMediation(by=by, occurred_on=on, health_raised=True)
        case Action.ARRANGE_MEDIATION:
            yield c.ArrangeMediation(by=by, occurred_on=on, session_on=on)
        case Action.REPORT_CANNOT_ARRANGE:
            yield c.ReportCannotArrange(by=LA, occurred_on=on)  # the body alone is asked what it is about
        case Action.RECORD_SESSION_OUTCOME:
            for outcome in SessionOutcome:
                yield c.RecordSessionOutcome(by=by, occurred_on=on, outcome=outcome)
        case Action.ISSUE_CERTIFICATE:
            for ground in CertificateGround:
                yield c.IssueCertificate(by=by, occurred_on=on, ground=ground, number=NUMBER)
        case Action.REISSUE_CERTIFICATE:
            yield c.ReissueCertificate(by=by, occurred_on=on, number=NUMBER)
        case Action.RECORD_AGREEMENT:
            yield c.RecordAgreement(by=by, occurred_on=on, terms=(Term(TermKind.OTHER_ACTION),))
        case Action.REGISTER_APPEAL:
            for basis in AppealBasis:
                yield c.RegisterAppeal(by=TRIBUNAL, occurred_on=on, basis=basis)
        case Action.WIDEN_GROUNDS:
            yield c.WidenGrounds(by=by, occurred_on=on, sections=frozenset({PlanSection.F}))
            yield c.WidenGrounds(by=TRIBUNAL, occurred_on=on, sections=frozenset({PlanSection.F}))
        case Action.RECORD_APPEAL_OUTCOME:
            yield c.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on)
            yield c.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on, order_kind=TermKind.AMEND_PLAN)
        case Action.REINSTATE_APPEAL:
            yield c.ReinstateAppeal(by=TRIBUNAL, occurred_on=on, time_extended=True)  # in time or not: no other date
        case Action.COMPLETE_DUTY:
            return  # depends on the dates of the case alone: see `owed`
        case Action.DECIDE_EXEMPTION:
            yield c.DecideExemption(by=by, occurred_on=on, granted=True)
            yield c.DecideExemption(by=by, occurred_on=on, granted=False)
        case Action.WITHDRAW:
            yield c.Withdraw(by=LA, occurred_on=on, family_confirmed=True)
            yield c.Withdraw(by=TRIBUNAL, occurred_on=on)
        case Action.CLOSE:
            yield c.Close(by=by, occurred_on=on)
            yield c.Close(by=by, occurred_on=on, family_confirmed=True)
        case _:  # it brings nothing but its day
            yield moves[0].command(by=by, occurred_on=on)


def attempts(today: date, pathway: Pathway) -> Iterator[c.Command]:
    """Yield what a party might try by itself, without the word of the family or of the tribunal."""
    for by in (LA, PROVIDER):
        alone: tuple[c.Command, ...] = (
            c.Withdraw(by=by, occurred_on=today),
            c.RecordAppealOutcome(by=by, occurred_on=today),
            c.ReinstateAppeal(by=by, occurred_on=today),
            c.CompleteDuty(by=by, occurred_on=today, code=Code.LA_RESPONSE),
        )
        yield from (one for one in alone if any(by in move.who for move in pathway.moves_of(one.action)))


def offered(pathway: Pathway, facts: CaseFacts, action: Action, today: date) -> list[c.Command]:
    """Return every form of an action that is shown with a case: as it could be recorded today."""
    if action is Action.COMPLETE_DUTY:
        return list(owed(pathway, facts, today))
    plain = [c.ReinstateAppeal(by=TRIBUNAL, occurred_on=today)] if action is Action.REINSTATE_APPEAL else []
    return [*plain, *variants(action, today, pathway)]


def owed(pathway: Pathway, facts: CaseFacts, today: date) -> Iterator[c.Command]:
    """Yield the completion of every duty that some organisation owes on a case."""
    for deadline in pathway.law.deadlines(facts):
        clock, by = deadline.rule.clock, RECORDED_BY.get(deadline.owed_by)
        if clock is not None and by is not None and not has_own_action(deadline.code):
            yield c.CompleteDuty(
                by=by,
                occurred_on=today,
                code=deadline.code,
                term=deadline.term,
                term_index=deadline.term_index,
                step=clock.step,
            )


def needs(command: c.Command) -> str | None:
    """Name what a command cannot do without, beside its date and its plain choice."""
    match command:
        case c.RegisterAppeal(basis=AppealBasis.PERMISSION) | c.WidenGrounds(by=OrganisationKind.TRIBUNAL):
            return "the tribunal's permission: recorded by the tribunal, or with permission_reference"
        case c.Close(family_confirmed=True) | c.Withdraw(family_confirmed=True):
            return "the family's word: family_confirmed"
        case c.Withdraw():
            return "the tribunal's consent: recorded by the tribunal, or with decision_reference"
        case c.ReinstateAppeal() | c.RecordAppealOutcome():
            return "the tribunal's decision: recorded by the tribunal, or with decision_reference"
    return None


def is_exceptional(command: c.Command) -> bool:
    """Whether a command rests on the tribunal's leave to pass without a certificate: no party can count on that."""
    match command:
        case c.RegisterAppeal():
            return command.basis is AppealBasis.PERMISSION
        case c.WidenGrounds():
            return command.by is TRIBUNAL
    return False


def variant_of(command: c.Command) -> tuple[Action, str | None]:
    """Name what tells an action's commands apart: a ground, a basis, an outcome, an answer."""
    match command:
        case c.IssueCertificate():
            return command.action, command.ground
        case c.RegisterAppeal():
            return command.action, command.basis
        case c.RecordSessionOutcome():
            return command.action, command.outcome
        case c.DecideExemption():
            return command.action, "granted" if command.granted else "refused"
        case c.RequestMediation():
            return command.action, "with health issues" if command.health_raised else None
        case c.Close():
            return command.action, "family_confirmed" if command.family_confirmed else None
        case c.WidenGrounds():
            return command.action, "permission" if command.by is TRIBUNAL or command.permission_reference else None
        case c.Withdraw():
            return command.action, "family_confirmed" if command.family_confirmed else "tribunal_consents"
        case c.RecordAppealOutcome():
            return command.action, "with an order" if command.order_kind else None
        case c.ReinstateAppeal():
            return command.action, "time_extended" if command.time_extended else None
        case c.CompleteDuty():
            return command.action, " ".join(str(part) for part in (command.code, command.term, command.step) if part)
    return command.action, None


def named(command: c.Command) -> str:
    """Name a command as a counter-example does."""
    match command:
        case c.IssueCertificate():
            return f"{command.action} ({command.ground})"
        case c.RegisterAppeal():
            return f"{command.action} ({command.basis})"
        case c.RecordSessionOutcome():
            return f"{command.action} ({command.outcome})"
        case c.RequestMediation() if command.health_raised:
            return f"{command.action} (health)"
        case c.DecideExemption():
            return f"{command.action} ({'granted' if command.granted else 'refused'})"
        case c.WidenGrounds() if command.by is OrganisationKind.TRIBUNAL:
            return f"{command.action} (permitted)"
        case c.Withdraw() | c.Close() | c.ReinstateAppeal():
            return f"{command.action} ({_as_said(command)})"
        case c.RecordAppealOutcome():
            alone = "" if command.by is OrganisationKind.TRIBUNAL else f", by {command.by}"
            return f"{command.action} ({command.order_kind or 'no order'}{alone})"
    return str(command.action)


def _as_said(command: c.Withdraw | c.Close | c.ReinstateAppeal) -> str:
    word = "the family's word" if getattr(command, "family_confirmed", False) else "no word of the family"
    if isinstance(command, c.ReinstateAppeal):
        word = "time extended" if command.time_extended else "in time"
    return f"{word}, by {command.by}"
