"""The registered organisations, held in memory. They are few and seldom change, and every worker soon sees a change."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID

from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal, RegisteredClient
from app.platform.db import statements
from app.platform.db.outages import Away
from app.platform.db.shared import Shared
from app.platform.db.work import Database

READ_AGAIN_SECONDS = 5.0
"""After this time, the next request has the register read again, and does not wait for it."""

TRUST_SECONDS = 10.0
"""After this time, a request waits until the register is read again. So no worker acts on an older reading."""

PAUSE_SECONDS = 1.0
"""How soon an unknown client or organisation has the register read again. A client waits that long at most."""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as registered."""

    id: UUID
    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    sandbox: bool
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner of an authority, from its first day to its last."""

    partner_id: UUID
    begins_on: date
    ends_on: date | None

    def works_on(self, day: date) -> bool:
        """Whether the authority works with this partner on a day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


class Organisations:
    """Every organisation, the partners of each authority, first choice first, and the clients that may call."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._clock = clock
        self._by_id: dict[UUID, OrganisationRow] = {}
        self._partners: Mapping[tuple[UUID, str], list[PartnerRow]] = {}
        self._admitted: dict[str, frozenset[str]] = {}
        self._days_ahead = 0
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._reading = Shared(self._read)

    async def refresh(self) -> None:
        """Read them all."""
        self._tried_at = self._clock()
        await self._reading.answer()

    async def _read(self) -> None:
        began = self._clock()
        organisations, partnerships, admitted, ahead = await self._database.read_first(
            statements.ORGANISATIONS, statements.PARTNERSHIPS, statements.ADMITTED, statements.CLOCK
        )
        self._by_id = {
            row.id: OrganisationRow(
                row.id, row.slug, OrganisationKind(row.kind), row.name, row.la_code, row.sandbox, row.disabled
            )
            for row in organisations
        }
        partners: dict[tuple[UUID, str], list[PartnerRow]] = {}
        for row in partnerships:
            partner = PartnerRow(row.partner_id, row.begins_on, row.ends_on)
            partners.setdefault((row.la_id, row.partner_kind), []).append(partner)
        self._partners = partners
        self._admitted = {row.client_id: frozenset(row.scopes) for row in admitted}
        self._days_ahead = ahead[0].days_ahead if ahead else 0
        self._read_at = began

    async def admitted(self, principal: Principal) -> Principal | None:
        """Return the holder of a valid token, with the scopes that its client still has.

        None if the client may no longer call.
        """
        await self._be_fresh()
        scopes = self._admitted.get(principal.client_id)
        if scopes is None:  # perhaps registered since the last reading, and its token is valid: it waits for the next
            await asyncio.sleep(max(0.0, PAUSE_SECONDS - (self._clock() - self._tried_at)))
            if self._may_be_newer():
                await self.refresh()
            scopes = self._admitted.get(principal.client_id)
        if scopes is None:
            return None
        return principal if principal.scopes <= scopes else replace(principal, scopes=principal.scopes & scopes)

    async def _be_fresh(self) -> None:
        """Have the register read again when it is time. While the database is away, the last reading stays in use.

        Raises:
            Away: there is no reading yet.
        """
        if not self._by_id:
            await self.refresh()
            return
        age = self._clock() - self._read_at
        if age < READ_AGAIN_SECONDS or not self._may_be_newer():
            return
        if age < TRUST_SECONDS:
            self._tried_at = self._clock()
            self._reading.begin()
            return
        with suppress(Away):
            await self.refresh()

    def _may_be_newer(self) -> bool:
        return self._clock() - self._tried_at >= PAUSE_SECONDS

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

    def authority(self, la_code: str) -> OrganisationRow | None:
        """Return the authority with this code, if it is registered here."""
        return next((one for one in self.all if one.la_code == la_code), None)

    async def known_to_instruct(self, la_code: str, provider_id: UUID) -> None:
        """Read again where an authority does not instruct a provider, as far as is known: it may do so since."""
        found, kind = self.authority(la_code), OrganisationKind.MEDIATION_PROVIDER
        instructs = found is not None and provider_id in self.partners(found.id, kind)
        if not instructs and self._may_be_newer():
            await self.refresh()

    def authority_name(self, la_code: str) -> str | None:
        """Return the name of the authority with this code, if it is registered here."""
        found = self.authority(la_code)
        return found.name if found else None

    @property
    def today(self) -> date:
        """Return the day in London, by the sandbox's clock if there is one."""
        return london_day(datetime.now(UTC) + timedelta(days=self._days_ahead))

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        """Return everybody of a kind that an authority works with today, its first choice first."""
        today = self.today
        rows = (one for one in self._partners.get((la_id, kind), ()) if one.works_on(today))
        return list(dict.fromkeys(one.partner_id for one in rows if not self._by_id[one.partner_id].disabled))

    def providers_beside(self, organisation_id: UUID) -> list[UUID]:
        """Return the mediation providers of every authority that an organisation works with."""
        kind = self._by_id[organisation_id].kind
        theirs = [la_id for la_id, of in self._partners if of == kind and organisation_id in self.partners(la_id, kind)]
        found = [one for la_id in theirs for one in self.partners(la_id, OrganisationKind.MEDIATION_PROVIDER)]
        return list(dict.fromkeys(found))

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        """Return the authority's first choice of this kind, or the partner that the caller names by slug or id."""
        partners = self.partners(la_id, kind)
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
            frozenset(row.scopes), row.live_secrets or "",
        )  # fmt: skip

    async def proves(self, client_id: str, hashed: str) -> bool:
        """Whether a hashed secret is a client's own: the database compares, and gives no hash out."""
        [row] = await self._database.read(statements.PROVES, {"client_id": client_id, "hashed": hashed})
        return bool(row.proven)
