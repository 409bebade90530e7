"""The registered organisations, held in memory. They are few and seldom change. An unknown id triggers a new read."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.terms import OrganisationKind
from app.platform.access.principal import RegisteredClient
from app.platform.db import statements
from app.platform.db.work import Database


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as registered."""

    id: UUID
    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    sandbox: bool


class Organisations:
    """Every organisation, and the partners of each authority, first choice first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_id: dict[UUID, OrganisationRow] = {}
        self._partners: dict[tuple[UUID, str], list[UUID]] = {}

    async def refresh(self) -> None:
        """Read them all."""
        self._by_id = {
            row.id: OrganisationRow(row.id, row.slug, OrganisationKind(row.kind), row.name, row.la_code, row.sandbox)
            for row in await self._database.read_first(statements.ORGANISATIONS)
        }
        partners: dict[tuple[UUID, str], list[UUID]] = {}
        for row in await self._database.read_first(statements.PARTNERSHIPS):
            partners.setdefault((row.la_id, row.partner_kind), []).append(row.partner_id)
        self._partners = partners

    async def known(self, organisation_id: UUID) -> None:
        """Make sure that an organisation is known, even if it was registered after the last reading."""
        if organisation_id not in self._by_id:
            await self.refresh()

    def by_id(self, organisation_id: UUID) -> OrganisationRow:
        """Return an organisation."""
        return self._by_id[organisation_id]

    def name(self, organisation_id: UUID) -> str:
        """Return an organisation's name."""
        return self._by_id[organisation_id].name

    def authority_name(self, la_code: str) -> str | None:
        """Return the name of the authority with this code, if it is registered here."""
        return next((one.name for one in self.all if one.la_code == la_code), None)

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        """Return everybody of a kind that an authority works with, its first choice first."""
        return list(self._partners.get((la_id, kind), ()))

    def providers_beside(self, organisation_id: UUID) -> list[UUID]:
        """Return the mediation providers of every authority that an organisation works with."""
        theirs = [la_id for (la_id, _), partners in self._partners.items() if organisation_id in partners]
        found = [one for la_id in theirs for one in self.partners(la_id, OrganisationKind.MEDIATION_PROVIDER)]
        return list(dict.fromkeys(found))

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        """Return the authority's first choice of this kind, or the partner that the caller names by slug or id."""
        partners = self._partners.get((la_id, kind), [])
        if named is None:
            return partners[0] if partners else None
        return next((p for p in partners if named in (self._by_id[p].slug, str(p))), None)

    @property
    def all(self) -> list[OrganisationRow]:
        """Return every organisation."""
        return list(self._by_id.values())


class RegisteredClients:
    """The clients that may call, read from the database whenever a token is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, client_id: str) -> RegisteredClient | None:
        """Return a client. None if there is none, or if it may no longer call."""
        if "\x00" in client_id:
            return None
        found = await self._database.read(statements.CLIENT, {"client_id": client_id})
        if not found:
            return None
        row = found[0]
        return RegisteredClient(
            row.client_id, row.organisation_id, OrganisationKind(row.kind), row.la_code, row.secret_form,
            frozenset(row.scopes),
        )  # fmt: skip

    async def proves(self, client_id: str, hashed: str) -> bool:
        """Whether a hashed secret is a client's own: the database compares, and gives no hash out."""
        [row] = await self._database.read(statements.PROVES, {"client_id": client_id, "hashed": hashed})
        return bool(row.proven)
