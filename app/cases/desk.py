"""What the use cases of a case work with: the pathway, seals and signatures, and the registered organisations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement
from app.cases.domain.machine import Pathway
from app.cases.owed import Ledger
from app.cases.records import new_salt
from app.kernel.terms import OrganisationKind


class Sealing(Protocol):
    """Seals what only a certificate, or a party to the case, may read."""

    def seal(self, payload: Mapping[str, Any], about: str) -> bytes:
        """Seal a payload about a case."""

    def open(self, token: bytes, about: str) -> dict[str, Any]:
        """Open what was sealed about a case."""


class Signing(Protocol):
    """Signs certificates."""

    def sign(self, statement: CertificateStatement) -> str:
        """Return the certificate as signed text."""


class Registered(Protocol):
    """An organisation as registered."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def kind(self) -> OrganisationKind:
        """What it is."""

    @property
    def slug(self) -> str:
        """Its short name."""

    @property
    def la_code(self) -> str | None:
        """An authority's code."""

    @property
    def disabled(self) -> bool:
        """Whether it may not call."""


class Directory(Protocol):
    """Knows the organisations, and which of them work together."""

    @property
    def all(self) -> Sequence[Registered]:
        """Every organisation."""

    def name(self, organisation_id: UUID) -> str:
        """Return an organisation's name."""

    def by_id(self, organisation_id: UUID) -> Registered:
        """Return an organisation."""

    def authority(self, la_code: str) -> Registered | None:
        """Return the registered authority with this code."""

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        """Return the organisation of a kind that an authority names, or its first choice, if it works with it."""

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        """Return the organisations of a kind that an authority works with, its first choice first."""

    def providers_beside(self, organisation_id: UUID) -> list[UUID]:
        """Return the mediation providers of every authority that an organisation works with."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases work with."""

    pathway: Pathway
    sealing: Sealing
    signing: Signing
    draw_number: Callable[[], str]
    directory: Directory
    ledger: Ledger
    """Says which duties an event opens, moves, meets or ends."""
    draw_salt: Callable[[], str] = new_salt
    """Draws a random value, so that an event's hash tells nothing to a reader who may not see the event."""
