"""Issuing and replacing a certificate: what each changes, and a move for each ground."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import held_by, known
from app.cases.domain.facts import CaseFacts, Certificate
from app.cases.domain.law import Law
from app.cases.domain.moves.row import OPEN, PROVIDER, UNENDED, CaseMove, S, exempts
from app.kernel.moves import Changed, Gate
from app.kernel.readers import AND_THE_TRIBUNAL
from app.kernel.terms import CertificateGround


def certificate_issued(facts: CaseFacts, command: commands.IssueCertificate, __: Law) -> Changed:
    """The certificate, to whoever holds the right."""
    issued = Certificate(command.number, command.ground, command.occurred_on, facts.appellant_kind)
    if command.told_by_authority:
        issued = replace(issued, told_by_authority=True, issuer=command.issuer)
    return {"certificate": issued}


def certificate_reissued(facts: CaseFacts, command: commands.ReissueCertificate, __: Law) -> Changed:
    """A new number, and the first date: the appeal's time does not move."""
    lost = known(facts.certificate)
    holder = command.holder_kind or facts.appellant_kind  # the right may have passed since
    return {
        "certificate": Certificate(command.number, lost.ground, lost.issued_on, holder),
        **held_by(facts, holder, command.occurred_on),
    }


def _certificate(
    ground: CertificateGround,
    says: str,
    rule: str,
    stages: set[S],
    *more: Gate[CaseFacts, commands.IssueCertificate, Law],
    **options: Any,
) -> CaseMove[commands.IssueCertificate]:
    return CaseMove(
        commands.IssueCertificate,
        "certificate-issued",
        says,
        rule,
        frozenset({PROVIDER}),
        UNENDED,
        S.CERTIFIED,
        certificate_issued,
        (gates.adviser_is_independent, gates.uncertified, gates.contacted_in_time, gates.advised, *more),
        stages=frozenset(stages),
        which=lambda command, *_: command.ground is ground,
        variant=ground,
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
        **options,
    )


MOVES = (
    _certificate(
        CertificateGround.DECLINED,
        "The adviser certifies that the family considered mediation and declined it.",
        "certificate-after-declining", {S.MEDIATION_DECLINED}, gates.declining_suffices, not_before=("declined_on",),
    ),
    _certificate(
        CertificateGround.TOOK_PART,
        "The adviser certifies that the family took part in mediation.",
        "certificate-after-taking-part", {S.MEDIATION_CONCLUDED}, not_before=("concluded_on",),
    ),
    _certificate(
        CertificateGround.NOT_ARRANGED,
        "The adviser certifies that mediation was not arranged in time.",
        "issue-certificate-not-arranged",
        {S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED},
        gates.arrangement_failed, not_before=("requested_on",),
    ),
    _certificate(
        CertificateGround.EXEMPT,
        "The adviser certifies that the family was exempt from attending mediation.",
        "exemption-frees", set(OPEN - {S.CERTIFIED}), gates.exempted, exists=exempts,
        not_before=("exemption_claimed_on", "exemption_decided_on"),
    ),
    CaseMove(
        commands.ReissueCertificate, "certificate-reissued",
        "The adviser replaces the mediation certificate. The date of issue stays the same.",
        "certificate-to-the-appellant", frozenset({PROVIDER}),
        UNENDED, None, certificate_reissued,
        (gates.adviser_is_independent, gates.certified, gates.reissue_follows_the_right),
        not_before=("certificate",), reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
