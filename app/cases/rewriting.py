"""Works out what a correction writes: the case as corrected, its events, and what becomes of its certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from app.cases.certifying import Certifies
from app.cases.corrected import CertificateFollows, CorrectCase, Corrected, Made
from app.cases.correcting_appeal_issues import WORDS as ABOUT
from app.cases.desk import Desk
from app.cases.domain.certificate import days_said
from app.cases.domain.commands import AddIssues, ConfirmNotice, DropIssues, IssueCertificate, ReissueCertificate
from app.cases.domain.corrections import CORRECTED, VOIDED, Entry, Folded, History, moved, passes
from app.cases.domain.facts import CaseFacts
from app.cases.domain.issues import is_about_health
from app.cases.domain.moved import TransferDays
from app.cases.domain.transfer import with_senders_reference
from app.cases.domain.words import Action
from app.cases.history import Trail
from app.cases.issue_steps import STEPS, Words, retold, sealed_steps
from app.cases.ports import UnitOnCase
from app.cases.recording_corrections import Corrects, Rewritten, stage_corrections
from app.cases.records import Revoked, command_to_json, facts_to_json
from app.cases.refusals import WrongInput
from app.cases.sight import duty_completed
from app.kernel.machine import changed
from app.kernel.terms import OrganisationKind

WORDS_OF: Mapping[Action, tuple[str, ...]] = {
    Action.REQUEST_MEDIATION: ("issues", "health_provision_wanted"),
    Action.REGISTER_APPEAL: ("late_explanation",),
    Action.RESPOND_TO_APPEAL: ("response_late_reasons",),
    Action.CHANGE_APPEAL_ISSUES: ("appeal_issues",),
    Action.DISPUTE_NOTICE: ("dispute_explanation",),
}
"""What is sealed with an action, and is forgotten with the last that stands."""


ANOTHER_HOLDS_IT = (
    "The right to appeal has passed to another person since this event, and the case stores only the name of the "
    "person who holds the right now. Correct the event `pass-right`, or change `appellant_name` on the case"
)


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
    steps: Mapping[int, Words]

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
        noticed = next((one.noticed for one in made if one.noticed is not None), None)
        opening = noticed.opening if noticed is not None else self.trail.opening
        if facts.moved is not None:
            facts = changed(facts, with_senders_reference(facts, facts.notice_reference or opening["la_reference"]))
        revoked = None
        if follows is not None and follows.replaced_by is None:
            revoked = Revoked(follows.number, self.told.reason)
        named = {one.seq: one.body_id for one in made if one.body_id is not None}
        writes = Corrects(
            trail=self.trail,
            history=self.history,
            facts=facts,
            events=[self._event(one, made[0].seq, facts) for one in made],
            opening=opening,
            notice_corrected=noticed is not None,
            sealed=sealed,
            body_id=self.trail.body_of(self.history, named),
            certifies=certifies,
            revoked=revoked,
            not_a_duplicate=self.told.not_a_duplicate and self._corrects_the_notice(),
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
        if before is not None and not self._is_printed_anew(sealed):
            return None, None, None
        entry = self.history.last_certifying()
        if entry is None:
            raise LookupError("no entry issues the certificate of this case")
        known = {
            one.command.number
            for one in self.trail.history.entries
            if isinstance(one.command, IssueCertificate | ReissueCertificate)
        }
        number = after.number if after.number not in known else self.desk.draw_number()
        follows = CertificateFollows(number_before, number) if number_before else None
        return follows, Certifies(self._issuer(entry), number_before), _Renumbered(entry, number)

    def _corrects_the_notice(self) -> bool:
        """Whether the correction says what tells the notice from another: a word about other events marks no case."""
        entries = [self.trail.history.at(one.seq) for one in self.made if one.noticed is None]
        confirms = any(one is not None and isinstance(one.command, ConfirmNotice) for one in entries)
        return confirms or any(one.noticed is not None for one in self.made)

    def _issuer(self, entry: Entry) -> UUID:
        """Return in whose name a certificate is written: a provider writes in its own name alone."""
        actor = self.work.actor
        own = actor.kind is OrganisationKind.MEDIATION_PROVIDER
        return actor.organisation_id if own else self.trail.issuers[entry.seq]

    def _is_printed_anew(self, sealed: Mapping[str, Any]) -> bool:
        """Whether something changes that is printed on the certificate. A name that is no longer known stays on it."""
        case = self.work.case
        kept = self.desk.sealing.open(case.sealed, str(case.id))
        noticed = next((one.noticed for one in self.made if one.noticed is not None), None)
        opening = noticed.opening if noticed is not None else self.trail.opening
        after, before = self.folded.facts, case.facts
        name = _name(after, sealed)
        renamed = name != "" and name != _name(before, kept)
        return renamed or _printed(after, opening) != _printed(before, self.trail.opening)

    def _sealed(self) -> dict[str, Any]:
        """Return what is sealed with the case: what is said again in words, without what is said no more."""
        case = self.work.case
        sealed = self.desk.sealing.open(case.sealed, str(case.id))
        for one in self.made:
            said = self._said_in_words(one)
            again = {ABOUT: {**(sealed.get(ABOUT) or {}), **said[ABOUT]}} if ABOUT in said else {}
            sealed |= {**said, **again}
        standing = {one.command.action for one in self.history.entries if one.command is not None and not one.voided}
        for action, words in WORDS_OF.items():
            if action not in standing:
                sealed = {name: said for name, said in sealed.items() if name not in words}
        sealed |= self._issues(sealed)
        if self.told.explanation is not None:
            kept = dict(sealed.get("corrections") or {})
            sealed["corrections"] = kept | {str(case.version + 1): self.told.explanation}
        return sealed

    def _issues(self, sealed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the issues that the request has now, and its steps. Older steps were not kept: then health alone
        follows the facts.
        """
        steps = sealed_steps(self.steps)
        asked = retold(self.history, self.folded.types, self.steps).asked
        if asked is not None:
            return {STEPS: steps, "issues": list(asked.issues), "health_provision_wanted": asked.provision}
        if not sealed.get("issues") or self.folded.facts.health_raised:
            return {STEPS: steps} if steps else {}
        issues = [one for one in sealed["issues"] if not is_about_health(one)]
        return {STEPS: steps, "issues": issues, "health_provision_wanted": None}

    def _shortens(self, facts: CaseFacts) -> list[str]:
        """Return the codes of the deadlines that leave a party less than before."""
        both = moved(self.work.case.facts, facts, self.desk.pathway.law, self.work.today)
        return [one.code for one in both if one.takes_away is not None]

    def _said_in_words(self, one: Made) -> Mapping[str, Any]:
        """Return what a correction seals again. The name is that of the person who holds the right now.

        Raises:
            WrongInput: the name is that of a person from whom the right has passed.
        """
        passing, entry = self.history.last_passing(), self.trail.history.at(one.seq)
        if entry is not None and isinstance(entry.command, AddIssues | DropIssues):
            return {}  # what they come to is told again from the steps
        if one.becomes is None and entry is not None and passes(entry.command):
            return {} if passing is not None and passing.seq > one.seq else {"name": ""}
        if not one.private.keys() & {"name", "name_of"} and not passes(one.becomes):
            return one.private
        if passing is None or passing.seq <= one.seq:
            return {**one.private, "name_of": self.folded.facts.appellant_kind}
        if "name" in one.private:
            pointer = "appellant/name" if one.noticed is not None else "holder_name"
            raise WrongInput(f"{one.pointer}/replace/{pointer}", ANOTHER_HOLDS_IT, "name")
        return {}

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
            case TransferDays() as days:
                return Rewritten(CORRECTED, about, {name: day.isoformat() for name, day in asdict(days).items()})
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


def _printed(facts: CaseFacts, opening: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what is printed on the certificate of a case, beside the name."""
    reference = facts.notice_reference or opening["la_reference"]
    return facts.certificate, facts.kind, days_said(facts), facts.regime, reference


def _name(facts: CaseFacts, sealed: Mapping[str, Any]) -> str:
    """Return the name that is printed on the certificate of a case; empty if the sealed name is another person's."""
    holder = facts.certificate.holder_kind if facts.certificate else None
    name: str = sealed.get("name") or ""
    return name if sealed.get("name_of", holder) == holder else ""
