"""What a regime does to families: the shortest way to where it shuts a family out, delays it, or leaves it without a
remedy.

A finding is no fault of the machine. The machine obeys the regime, and the regime has this effect. The search is small:
the steps between the notice and the appeal, in one kind of dispute. The check of every state (`assurance`) is separate.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.cases.domain import commands
from app.cases.domain.assurance import DISPUTES, CaseNode, CaseSearch, Dispute, opened
from app.cases.domain.exempting import is_exempt, may_be_decided
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law, missed_contact
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import NUMBER, PROVIDER, named
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import Action, AppealOutcome
from app.kernel.machine import changed
from app.kernel.search import Node, Way
from app.kernel.terms import CertificateGround, OrganisationKind, SessionOutcome, TermKind
from app.law.domain.calendars import add_months
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_values import ClockEffect, Undecided

CONTENTS, PLACEMENT = DISPUTES[1], DISPUTES[2]
OF_THE_GATE = frozenset(
    {
        Action.CONTACT_ADVISER,
        Action.DECLINE_MEDIATION,
        Action.REQUEST_MEDIATION,
        Action.ARRANGE_MEDIATION,
        Action.RECORD_SESSION_OUTCOME,
        Action.CLAIM_EXEMPTION,
        Action.DECIDE_EXEMPTION,
        Action.ISSUE_CERTIFICATE,
        Action.REGISTER_APPEAL,
    }
)
"""The steps between the notice and the appeal."""
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


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a regime does not do for families what it should, and the shortest way to it.

    `changed`: the parameters that were changed to find it. Empty: the regime as it is published.
    """

    question: Question
    way: Way
    changed: Mapping[str, Any]


class GateSearch(CaseSearch):
    """The steps of the gate alone, without health."""

    def _is_theirs(self, command: commands.Command) -> bool:
        health = getattr(command, "health_raised", False)
        return command.action in OF_THE_GATE and not health and super()._is_theirs(command)


def _waits_for_a_certificate(pathway: Pathway, facts: CaseFacts, on: date) -> bool:
    """Whether an advised family has a right to a certificate, and neither certificate nor appeal."""
    waits = facts.certificate is None and facts.appeal is None and facts.over_on is None
    return waits and facts.contacted_on is not None and not missed_contact(facts, on, pathway.law)


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
        "If nobody decides a claim for an exemption, the family can appeal after some time.",
        "A family with a good reason not to attend. If nobody decides its claim, the family must still attend, or ask "
        "the tribunal for leave to appeal.",
        CONTENTS,
        _silence_shuts,
    ),
    Question(
        "no-party-decides-an-exemption",
        "The authority, against which the family appeals, does not decide whether the family must attend.",
        "A family with a good reason not to attend: the authority, which is the other side, can refuse the exemption.",
        CONTENTS,
        _a_party_decides,
    ),
    Question(
        "declining-leaves-the-tribunal-open",
        "A family that declines mediation can get its certificate at once.",
        "A family that does not want to mediate: it must attend, get an exemption, wait until mediation fails, or ask "
        "the tribunal for leave to appeal.",
        CONTENTS,
        _declining_shuts,
    ),
    Question(
        "the-authoritys-absence-delays-nobody",
        "If the authority does not come to a session, the family can get its certificate at once.",
        "A family that came to the session: it must wait, because the other side did not come.",
        CONTENTS,
        _absence_delays,
    ),
    Question(
        "a-missed-session-delays-nobody",
        "A family that missed one session can still get its certificate at once.",
        "A family that could not come, for whatever reason: the days for arranging mediation begin again.",
        CONTENTS,
        _missing_once_delays,
    ),
    Question(
        "mediating-costs-no-time",
        "After its certificate, a family has at least one month to appeal.",
        "A family that mediated until late in its two months: little time to appeal is left, or none.",
        CONTENTS,
        _mediating_costs_time,
    ),
    Question(
        "a-won-appeal-decides",
        "If the tribunal agrees with the family about a placement, a placement is decided, or the family knows what it "
        "can do next.",
        "A family that wins its appeal about a placement: the authority chooses again. Nobody knows within what time "
        "the authority must choose, and whether the family may appeal again.",
        PLACEMENT,
        _winning_decides_nothing,
    ),
)


def variations(regime: Regime) -> Iterator[Mapping[str, Any]]:
    """Yield changes of one parameter each that people propose, or forget to settle."""
    if regime.exemptions is not None:
        for silence in (Undecided.REFUSED, Undecided.WAITS):
            yield {"exemptions": replace(regime.exemptions, if_undecided=silence)}
        yield {"exemptions": replace(regime.exemptions, decided_by=OrganisationKind.LOCAL_AUTHORITY)}
    yield {"absent_other_side_frees": False}
    yield {"clock_effect": ClockEffect.NONE}


def findings(law: Law, regime: RegimeId) -> tuple[Finding, ...]:
    """Return what is found of a regime as it is, and then what each change of one parameter adds.

    Each finding has the shortest way to it. A way begins with the notice.
    """
    published = law.regimes[regime]
    found = [*_of(law, published, {})]
    known = {one.question.name for one in found}
    for change in variations(published):
        found += (one for one in _of(law, replace(published, **change), change) if one.question.name not in known)
    return tuple(found)


def _of(law: Law, regime: Regime, change: Mapping[str, Any]) -> Iterator[Finding]:
    pathway = Pathway(replace(law, regimes={**law.regimes, regime.id: regime}))
    search = lru_cache(lambda dispute: _nodes(pathway, regime.id, dispute))
    for question in QUESTIONS:
        ways = (
            (*node.way, *more)
            for node in search(question.dispute)
            if (more := question.broken_at(pathway, node)) is not None
        )
        if shortest := min(ways, key=len, default=None):
            yield Finding(question, shortest, change)


def _nodes(pathway: Pathway, regime: RegimeId, dispute: Dispute) -> tuple[CaseNode, ...]:
    """Return every state of the gate, the nearest first."""
    start = opened(regime, dispute)
    first = Node(start, start.notice_sent_on + timedelta(days=10))
    return tuple(GateSearch(pathway).explore(first, lambda *_: ()).nodes.values())
