"""Asks together what the search asks in one kind of dispute alone, and the rest: no answer may hang on both.

Where an answer does, the two questions must be searched together, and the search does not.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.cases.domain.assurance import CaseNode
from app.cases.domain.commands import (
    ClaimExemption,
    Command,
    ConfirmNotice,
    DecideExemption,
    DisputeNotice,
    IssueCertificate,
    PassRight,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import attempts, named
from app.cases.domain.words import NoticeStatus
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from tests.cases.domain.assured import CONTENTS, menu


def made(pathway: Pathway, facts: CaseFacts, command: Command) -> dict[str, Any] | None:
    """Return what a command changes; None where it is refused."""
    claiming = pathway.claiming(facts, command)
    changes = pathway.changes_if_open(claiming[0], facts, command) if claiming else None
    return None if changes is None else dict(changes)


def of_right_and_notice(pathway: Pathway, node: CaseNode) -> Iterator[str]:
    """Name each command whose answer hangs on both: on who holds the right, and on whether the notice is confirmed."""
    facts, commands = node.facts, (*menu(node.when), *attempts(node.when, pathway))
    for passes in (one for one in commands if isinstance(one, PassRight)):
        passed = made(pathway, facts, passes)
        confirmed = replace(facts, notice_status=NoticeStatus.CONFIRMED)
        if passed != made(pathway, confirmed, passes):
            yield f"{named(passes)}, while the authority has not answered"
        if passed is None:
            continue
        held, both = replace(facts, **passed), replace(confirmed, **passed)
        for command in commands:
            answers = isinstance(command, ConfirmNotice | DisputeNotice)
            alike = facts if answers else both
            if made(pathway, held, command) != made(pathway, alike, command):
                yield f"{named(command)}, after {named(passes)}"


def exemptions(facts: CaseFacts, day: date, pathway: Pathway) -> Iterator[tuple[str, CaseFacts]]:
    """Yield a case in which no exemption was claimed, and the same with an exemption as it may stand on a day."""
    regime = pathway.law.regime(facts).exemptions
    assert regime is not None
    long_ago = None if regime.decision_days is None else day - timedelta(days=regime.decision_days + 1)
    yield "not claimed", facts
    yield "claimed", replace(facts, exemption_claimed_on=day)
    if long_ago and long_ago >= (facts.notice_told_on or facts.notice_sent_on):
        yield "claimed and never decided", replace(facts, exemption_claimed_on=long_ago)
    for granted in (True, False):
        yield (
            "granted" if granted else "refused",
            replace(facts, exemption_claimed_on=day, exemption_decided_on=day, exemption_granted=granted),
        )


def of_exemption_and_dispute(pathway: Pathway, node: CaseNode) -> Iterator[str]:
    """Name each command whose answer hangs on both: on an exemption, and on what the dispute with exemptions lacks."""
    commands = (*menu(node.when), *attempts(node.when, pathway))
    usual = {command: made(pathway, node.facts, command) for command in commands}
    for stands, facts in exemptions(node.facts, node.when, pathway):
        alike = as_where_exemptions_are_searched(facts)
        for command in commands:
            answer = made(pathway, facts, command)
            if not _asks_about_exemptions(command):
                if answer != usual[command]:
                    yield f"{named(command)}, exemption {stands}"
            elif _names(answer) != _names(made(pathway, alike, command)):
                yield f"{named(command)}, exemption {stands}, in this dispute"


def as_where_exemptions_are_searched(facts: CaseFacts) -> CaseFacts:
    """Return a case as it would be about sections B, F and I, a parent's, and recorded by the authority."""
    return replace(
        facts,
        kind=DecisionKind.PLAN_CONTENT,
        sections=CONTENTS[1],
        appellant_kind=AppellantKind.PARENT,
        was_young_persons=False,
        right_passed_on=None,
        health_raised=False,
        health_raised_on=None,
        health_only=False,
        body_notified_on=None,
        notice_status=NoticeStatus.CONFIRMED,
        notice_told_on=None,
    )


def _asks_about_exemptions(command: Command) -> bool:
    if isinstance(command, IssueCertificate):
        return command.ground is CertificateGround.EXEMPT
    return isinstance(command, ClaimExemption | DecideExemption)


def _names(changes: dict[str, Any] | None) -> set[str] | None:
    """Name what a command changes: to whom a certificate is issued is another question."""
    return None if changes is None else set(changes)
