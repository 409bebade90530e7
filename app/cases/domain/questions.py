"""What a regime should do for families, and where it does not: one question for each way to hurt a family."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.cases.domain import commands
from app.cases.domain.assurance import DISPUTES, CaseNode, Dispute
from app.cases.domain.exempting import is_exempt, may_be_decided
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import missed_contact
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import NUMBER, PROVIDER, named
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import AppealOutcome
from app.kernel.machine import changed
from app.kernel.search import Way
from app.kernel.terms import AppealBasis, CertificateGround, OrganisationKind, SessionOutcome, TermKind
from app.law.domain.calendars import add_months

CONTENTS, PLACEMENT = DISPUTES[1], DISPUTES[2]
LONG_AFTER = timedelta(days=400)
"""So long after a claim, nobody still waits for a decision."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a regime should do for families.

    `broken_at`: the steps from a state of a case after which it does not; none if that is so already. None if it does.
    """

    name: str
    says: str
    hurts: str
    dispute: Dispute
    broken_at: Callable[[Pathway, CaseNode], Way | None]


def _waits_for_a_certificate(pathway: Pathway, facts: CaseFacts, on: date) -> bool:
    """Whether an advised family needs a certificate and has a right to it, and has neither certificate nor appeal."""
    waits = (
        pathway.law.needs_certificate(facts)
        and facts.certificate is None
        and facts.appeal is None
        and facts.over_on is None
    )
    waits = waits and facts.contacted_on is not None
    return waits and not missed_contact(facts, on, pathway.law)


def _may_be_certified(pathway: Pathway, facts: CaseFacts, on: date) -> bool:
    """Whether a certificate can be issued on a day, on any ground."""
    return any(
        _after(pathway, facts, commands.IssueCertificate(by=PROVIDER, occurred_on=on, ground=ground, number=NUMBER))
        for ground in CertificateGround
    )


def _after(pathway: Pathway, facts: CaseFacts, command: commands.Command) -> CaseFacts | None:
    claiming = pathway.claiming(facts, command)
    changes = pathway.changes_if_open(claiming[0], facts, command) if claiming else None
    return None if changes is None else changed(facts, changes)


def _silence_shuts(pathway: Pathway, node: CaseNode) -> Way | None:
    exemptions = pathway.law.regime(node.facts).exemptions
    waits = _waits_for_a_certificate(pathway, node.facts, node.when)
    waits = waits and may_be_decided(node.facts, node.when, exemptions)
    return () if waits and not is_exempt(node.facts, node.when + LONG_AFTER, exemptions) else None


def _a_party_decides(pathway: Pathway, node: CaseNode) -> Way | None:
    exemptions = pathway.law.regime(node.facts).exemptions
    decides = exemptions is not None and exemptions.decided_by is OrganisationKind.LOCAL_AUTHORITY
    return () if decides and node.facts.exemption_granted is False else None


def _declining_shuts(pathway: Pathway, node: CaseNode) -> Way | None:
    declines = commands.DeclineMediation(by=PROVIDER, occurred_on=node.when)
    return _then_waits(pathway, node, declines)


def _absence_delays(pathway: Pathway, node: CaseNode) -> Way | None:
    absent = SessionOutcome.AUTHORITY_DID_NOT_ATTEND
    ends = commands.RecordSessionOutcome(by=PROVIDER, occurred_on=node.when, outcome=absent)
    return _then_waits(pathway, node, ends)


def _missing_once_delays(pathway: Pathway, node: CaseNode) -> Way | None:
    absent = SessionOutcome.FAMILY_DID_NOT_ATTEND
    ends = commands.RecordSessionOutcome(by=PROVIDER, occurred_on=node.when, outcome=absent)
    missed = _after(pathway, node.facts, ends)
    if missed is None:
        return None
    declined = _after(pathway, missed, commands.DeclineMediation(by=PROVIDER, occurred_on=node.when))
    free = declined is not None and _may_be_certified(pathway, declined, node.when)
    return None if free else _then_waits(pathway, node, ends)


def _asking_binds(pathway: Pathway, node: CaseNode) -> Way | None:
    """Return no step where a family that asked for mediation cannot decline any more, and waits."""
    declines = commands.DeclineMediation(by=PROVIDER, occurred_on=node.when)
    binds = node.facts.under_way and _after(pathway, node.facts, declines) is None
    waits = _waits_for_a_certificate(pathway, node.facts, node.when)
    return () if binds and waits and not _may_be_certified(pathway, node.facts, node.when) else None


def _failure_delays(pathway: Pathway, node: CaseNode) -> Way | None:
    """Return no step where mediation is under way, and the authority may not say that it cannot arrange it."""
    reports = commands.ReportCannotArrange(by=OrganisationKind.LOCAL_AUTHORITY, occurred_on=node.when)
    unsaid = node.facts.under_way and _after(pathway, node.facts, reports) is None
    waits = _waits_for_a_certificate(pathway, node.facts, node.when)
    return () if unsaid and waits and not _may_be_certified(pathway, node.facts, node.when) else None


def _appeals_unadvised(pathway: Pathway, node: CaseNode) -> Way | None:
    """Return the appeal of a family that nobody told about mediation, and that needs no permission for it."""
    if node.facts.contacted_on is not None or node.facts.appeal is not None:
        return None
    basis = AppealBasis.NOT_REQUIRED
    appeals = commands.RegisterAppeal(by=OrganisationKind.TRIBUNAL, occurred_on=node.when, basis=basis)
    return None if _after(pathway, node.facts, appeals) is None else (named(appeals),)


def _list_binds(pathway: Pathway, node: CaseNode) -> Way | None:
    """Return the order that a regime refuses only because the authority did not list the setting."""
    if not node.facts.appeal_pending or pathway.law.regime(node.facts).may_name_unlisted is not False:
        return None
    names = commands.RecordAppealOutcome(
        by=OrganisationKind.TRIBUNAL,
        occurred_on=node.when,
        outcome=AppealOutcome.UPHELD,
        orders=(Ordered(TermKind.NAME_SETTING),),
    )
    return (f"{names.action} (name_setting)",) if _after(pathway, node.facts, names) is None else None


def _mediating_costs_time(pathway: Pathway, node: CaseNode) -> Way | None:
    facts = node.facts
    window = pathway.law.appeal_window(facts, node.when)
    if facts.certificate is None or facts.appeal is not None or window is None:
        return None
    return () if window.due_on < add_months(facts.certificate.issued_on, 1)[0] else None


def _winning_decides_nothing(pathway: Pathway, node: CaseNode) -> Way | None:
    facts, regime = node.facts, pathway.law.regime(node.facts)
    if not facts.appeal_pending or regime.appeal_after_reconsideration is True:
        return None
    sends_back = commands.RecordAppealOutcome(
        by=OrganisationKind.TRIBUNAL,
        occurred_on=node.when,
        outcome=AppealOutcome.UPHELD,
        orders=(Ordered(TermKind.RECONSIDER),),
    )
    decides = replace(sends_back, orders=(Ordered(TermKind.NAME_SETTING),))
    only_back = _after(pathway, facts, sends_back) is not None and _after(pathway, facts, decides) is None
    return (f"{sends_back.action} (reconsider)",) if only_back else None


def _then_waits(pathway: Pathway, node: CaseNode, command: commands.Command) -> Way | None:
    """Return a step after which an advised family, that had no certificate, cannot get one on the same day."""
    after = _after(pathway, node.facts, command)
    if after is None or not _waits_for_a_certificate(pathway, after, node.when):
        return None
    return None if _may_be_certified(pathway, after, node.when) else (named(command),)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "silence-shuts-nobody-out",
        "If nobody decides the family's claim for an exemption from mediation, the family can appeal after some time.",
        "A family with a good reason not to attend mediation is affected. If nobody decides the family's claim for an "
        "exemption, the family must still attend, or ask the tribunal for permission to appeal.",
        CONTENTS,
        _silence_shuts,
    ),
    Question(
        "no-party-decides-an-exemption",
        "The authority does not decide whether the family must attend mediation, because the family appeals against "
        "the authority.",
        "A family with a good reason not to attend mediation is affected: the authority, which is the other side of "
        "the dispute, can refuse the exemption.",
        CONTENTS,
        _a_party_decides,
    ),
    Question(
        "declining-leaves-the-tribunal-open",
        "A family that declines mediation can get its certificate immediately.",
        "A family that does not want mediation is affected: the family must attend, get an exemption, wait until "
        "mediation fails, or ask the tribunal for permission to appeal.",
        CONTENTS,
        _declining_shuts,
    ),
    Question(
        "the-authoritys-absence-delays-nobody",
        "If the authority does not come to a session, the family can get its certificate immediately.",
        "A family is affected that came to the session: the family must wait, because the authority did not come.",
        CONTENTS,
        _absence_delays,
    ),
    Question(
        "a-missed-session-delays-nobody",
        "A family that missed one session can still get its certificate immediately.",
        "A family is affected that could not come to a session, for whatever reason: the days for arranging mediation "
        "begin again.",
        CONTENTS,
        _missing_once_delays,
    ),
    Question(
        "mediating-costs-no-time",
        "A family has at least one month to appeal after its mediation certificate was issued.",
        "A family whose mediation lasted until late in its two months is affected: little or no time to appeal is "
        "left.",
        CONTENTS,
        _mediating_costs_time,
    ),
    Question(
        "asking-for-mediation-binds-nobody",
        "A family that asked for mediation can change its mind at any time.",
        "A family is affected that asked for mediation and then finds that mediation does not help. The family must "
        "wait for a session, or until the days for arranging mediation are over.",
        CONTENTS,
        _asking_binds,
    ),
    Question(
        "an-impossible-mediation-delays-nobody",
        "If the authority knows that it cannot arrange mediation, the family can get its certificate immediately.",
        "A family is affected that must wait for a session, although everybody knows that the session will not take "
        "place.",
        CONTENTS,
        _failure_delays,
    ),
    Question(
        "an-adviser-comes-before-the-appeal",
        "A family hears from an independent adviser about mediation before it appeals.",
        "A family is affected that would have settled its dispute by mediation, but did not know about mediation.",
        CONTENTS,
        _appeals_unadvised,
    ),
    Question(
        "the-list-binds-no-tribunal",
        "If the tribunal finds that a school or other setting is right for the child, the tribunal can name this "
        "setting.",
        "A family is affected whose child needs a school or other setting that the authority did not list.",
        PLACEMENT,
        _list_binds,
    ),
    Question(
        "a-won-appeal-decides",
        "If the tribunal agrees with the family about a placement, either the placement is decided, or the family "
        "knows what it can do next.",
        "A family is affected that wins its appeal about a placement, because the authority then chooses a placement "
        "again. No rule says how soon the authority must choose, or whether the family may appeal again.",
        PLACEMENT,
        _winning_decides_nothing,
    ),
)
