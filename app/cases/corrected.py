"""What a correction of a case asks for, and what becomes of the case: the values of its use case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.cases.domain.commands import Command
from app.cases.domain.corrections import Becomes, Correction, Folded
from app.cases.domain.facts import CaseFacts
from app.cases.domain.moved import TransferDays
from app.cases.domain.words import CorrectionReason
from app.cases.history import Trail
from app.cases.ports import any_version
from app.cases.records import StoredCase
from app.kernel.terms import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a notice says: the facts, and what stands beside them. `private` is sealed: the holder's name."""

    facts: CaseFacts
    opening: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """An action as it is recorded right. `private` is sealed; `body_id` is the commissioning body that it names."""

    command: Command
    private: Mapping[str, Any] = field(default_factory=dict)
    commissioning_body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to be corrected. `remake`, `renotice` and `redate` say what is right of an action, of the notice and of
    a transfer; without them the event is voided. `remake` takes the command, and the sealed words that were recorded
    with it.

    `agreed_by` is the party for which an authority recorded it. `pointer` leads to it in the request.
    """

    seq: int
    remake: Callable[[Command, Mapping[str, Any]], Remade] | None = None
    renotice: Callable[[Noticed], Noticed] | None = None
    redate: Callable[[TransferDays], TransferDays] | None = None
    agreed_by: Party | None = None
    pointer: str = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCase:
    """Correct events of a case. The first of `asked` is the correction; the others are what it brings with it.

    `explanation` is sealed. `not_a_duplicate` says that the corrected notice is another than one of the same kind, day
    and reference.
    """

    asked: Sequence[Asked]
    reason: CorrectionReason
    explanation: str | None = None
    dry_run: bool = False
    not_a_duplicate: bool = False
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class CertificateFollows:
    """What becomes of the certificate that was in force: it is revoked, or another takes its place."""

    number: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A case before and after a correction. `events` are the places that are corrected, in the order of the request."""

    before: StoredCase
    after: StoredCase
    trail: Trail
    folded: Folded
    events: Sequence[int]
    certificate: CertificateFollows | None = None


class LaterEventsStand(Exception):
    """Later events do not stand in the corrected history, and are not corrected with it."""

    def __init__(self, corrected: Corrected) -> None:
        super().__init__(str(corrected.events))
        self.corrected = corrected


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that is corrected, made out: what stands in the place of what."""

    seq: int
    pointer: str
    becomes: Becomes
    noticed: Noticed | None = None
    private: Mapping[str, Any] = field(default_factory=dict)
    body_id: UUID | None = None
    agreed_by: Party | None = None

    @property
    def correction(self) -> Correction:
        """As the domain knows it."""
        return Correction(self.seq, self.becomes)
