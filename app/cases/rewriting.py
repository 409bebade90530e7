"""Makes out what a correction writes: the case as corrected, its events, and what becomes of its certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.cases.corrected import CertificateFollows, CorrectCase, Corrected, Made
from app.cases.domain.certificate import days_said
from app.cases.domain.commands import IssueCertificate, ReissueCertificate
from app.cases.domain.corrections import CORRECTED, VOIDED, Entry, Folded, History, moved
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.history import Trail
from app.cases.ports import UnitOnCase
from app.cases.recording import Certifies, Corrects, Desk, Rewritten, stage_corrections
from app.cases.records import Revoked, command_to_json, facts_to_json
from app.cases.sight import duty_completed
from app.kernel.machine import changed

WORDS_OF: Mapping[Action, tuple[str, ...]] = {
    Action.REQUEST_MEDIATION: ("issues", "health_provision_wanted"),
    Action.REGISTER_APPEAL: ("late_explanation",),
}
"""What is sealed with an action, and is forgotten with the last that stands."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Makes out what a correction writes."""

    work: UnitOnCase
    desk: Desk
    told: CorrectCase
    trail: Trail
    made: Sequence[Made]
    history: History
    folded: Folded

    def stage(self) -> tuple[Corrected, Sequence[Any]]:
        """Return the case before and after, and what is to be written."""
        case, facts = self.work.case, self.folded.facts
        sealed = self._sealed()
        follows, certifies, renumbered = self._certificate(sealed)
        if renumbered is not None:
            issued = facts.certificate
            assert issued is not None  # noqa: S101 - else there is no number to change
            facts = changed(facts, {"certificate": replace(issued, number=renumbered.number)})
        made = _with_number(self.made, renumbered)
        revoked = None
        if follows is not None and follows.replaced_by is None:
            revoked = Revoked(follows.number, self.told.reason)
        noticed = next((one.noticed for one in made if one.noticed is not None), None)
        named = {one.seq: one.body_id for one in made if one.body_id is not None}
        writes = Corrects(
            facts=facts,
            events=[self._event(one, made[0].seq, facts) for one in made],
            opening=noticed.opening if noticed is not None else self.trail.opening,
            notice_corrected=noticed is not None,
            sealed=sealed,
            body_id=self.trail.body_of(self.history, named),
            certifies=certifies,
            revoked=revoked,
        )
        staged = stage_corrections(self.desk, case, writes, self.work.recorded)
        corrected = Corrected(case, staged[-1].case, self.trail, self.folded, [one.seq for one in made], follows)
        return corrected, staged

    def _certificate(self, sealed: Mapping[str, Any]) -> "tuple[CertificateFollows | None, Certifies | None, Any]":
        """Say what becomes of the certificate: nothing, it is revoked, or one with another number takes its place.

        Another takes its place where anything changes that is printed on it.
        """
        before, after = self.work.case.facts.certificate, self.folded.facts.certificate
        number_before = before.issued_here if before else None
        if after is None or after.told_by_authority:
            return (CertificateFollows(number_before, None) if number_before else None), None, None
        if before is not None and self._printed(sealed) == self._printed_before():
            return None, None, None
        entry = self.history.last_certifying()
        issued = None if entry is None else self.trail.event(entry.seq)
        if entry is None or issued is None:
            raise LookupError("no entry issues the certificate of this case")
        known = {
            one.command.number
            for one in self.trail.history.entries
            if isinstance(one.command, IssueCertificate | ReissueCertificate)
        }
        number = after.number if after.number not in known else self.desk.draw_number()
        follows = CertificateFollows(number_before, number) if number_before else None
        return follows, Certifies(issued.organisation_id, number_before), _Renumbered(entry, number)

    def _printed(self, sealed: Mapping[str, Any]) -> tuple[object, ...]:
        noticed = next((one.noticed for one in self.made if one.noticed is not None), None)
        opening = noticed.opening if noticed is not None else self.trail.opening
        return _printed(self.folded.facts, opening, sealed)

    def _printed_before(self) -> tuple[object, ...]:
        case = self.work.case
        kept = self.desk.sealing.open(case.sealed, str(case.id))
        return _printed(case.facts, self.trail.opening, kept)

    def _sealed(self) -> dict[str, Any]:
        """Return what is sealed with the case: what is said again in words, without what is said no more."""
        case = self.work.case
        sealed = self.desk.sealing.open(case.sealed, str(case.id))
        for one in self.made:
            sealed |= one.private
        standing = {one.command.action for one in self.history.entries if one.command is not None and not one.voided}
        for action, words in WORDS_OF.items():
            if action not in standing:
                sealed = {name: said for name, said in sealed.items() if name not in words}
        if self.told.explanation is not None:
            kept = dict(sealed.get("corrections") or {})
            sealed["corrections"] = kept | {str(case.version + 1): self.told.explanation}
        return sealed

    def _shortens(self, facts: CaseFacts) -> list[str]:
        """Return the codes of the deadlines that leave the family less time than before."""
        both = moved(self.work.case.facts, facts, self.desk.pathway.law, self.work.today)
        return [one.code for one in both if one.shortens_a_right]

    def _event(self, one: Made, first: int, facts: CaseFacts) -> Rewritten:
        """Return what the event of one correction says."""
        corrected = self.trail.event(one.seq)
        assert corrected is not None  # noqa: S101 - it was found when the correction was made out
        about: dict[str, Any] = {
            "record": "event",
            "corrects": one.seq,
            "type": corrected.type,
            "duty": duty_completed(corrected),
            "reason": self.told.reason,
            "agreed_by": one.agreed_by,
            "with": first if one.seq != first else None,
            "body_id": str(one.body_id) if one.body_id is not None else None,
            "shortens": self._shortens(facts) or None,
        }
        about = {name: said for name, said in about.items() if said is not None}
        match one.becomes:
            case None:
                return Rewritten(VOIDED, about, {})
            case CaseFacts():
                assert one.noticed is not None  # noqa: S101 - its facts are those of a notice
                said = {"facts": facts_to_json(one.becomes), "opening": dict(one.noticed.opening)}
                return Rewritten(CORRECTED, about, said)
            case command:
                return Rewritten(CORRECTED, about, command_to_json(command))


@dataclass(frozen=True, slots=True)
class _Renumbered:
    """The entry that issues the certificate, and the number that it has from now on."""

    entry: Entry
    number: str


def _with_number(made: Sequence[Made], again: _Renumbered | None) -> list[Made]:
    """Return what is corrected, with the entry that issues the certificate under its new number."""
    if again is None:
        return list(made)
    command = again.entry.command
    assert isinstance(command, IssueCertificate | ReissueCertificate)  # noqa: S101 - it issues the certificate
    numbered = replace(command, number=again.number)
    if all(one.seq != again.entry.seq for one in made):
        return [*made, Made(again.entry.seq, "#", numbered)]
    return [replace(one, becomes=numbered) if one.seq == again.entry.seq else one for one in made]


def _printed(facts: CaseFacts, opening: Mapping[str, Any], sealed: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what is printed on the certificate of a case."""
    return (
        facts.certificate,
        facts.kind,
        days_said(facts),
        facts.regime,
        facts.notice_reference or opening["la_reference"],
        sealed.get("name"),
    )
