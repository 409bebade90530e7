"""What a caller is told about itself."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from app.administration.partnerships import PARTNERS
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.db.directory import OrganisationRow, Organisations
from app.platform.http.cursors import MAX_LIMIT
from app.platform.http.deployment import Deployment
from app.platform.http.fields import Answer
from app.platform.http.sizes import JSON_BYTES
from app.platform.own import KEYS_PROMISED


class MyOrganisation(Answer):
    """Your organisation."""

    id: UUID
    slug: str
    name: str
    la_code: str | None = Field(
        description="The three-digit code of an authority. `la_code` is `null` for every other organisation."
    )


class MyPartner(Answer):
    """An organisation that your organisation works with today."""

    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    first_choice: bool = Field(
        description="If you are an authority, `true` means that this partner gets each new case that names no other "
        "partner. If you are a partner of this authority, such as a mediation provider, `true` means that you get each "
        "new case that names no other partner."
    )


class MyLimits(Answer):
    """The limits on your requests."""

    requests_per_minute: int = Field(
        description="The number of requests that your program may make in a minute to each server process. The "
        "service runs one or more server processes."
    )
    items_per_page: int = Field(description="The maximum number that you can give as `limit` when you ask for a list.")
    body_bytes: int = Field(
        description="The maximum size of a request body, in bytes. A few operations, such as an import of cases, "
        "accept a larger request body than this maximum."
    )
    idempotency_key_hours: int = Field(
        description=(
            "We remember an idempotency key (a name that you give to one request) for at least this number of "
            "hours. If you repeat the request with the same key in that time, you get the first answer again."
        )
    )
    token_seconds: int | None = Field(
        description=(
            "How long a token lasts, in seconds. `token_seconds` is `null` if another system issues your tokens."
        )
    )


class MyClock(Answer):
    """The date and time that this service uses now. In a sandbox (a test service) this time may be ahead of the real
    time."""

    now: datetime
    today: date = Field(description="The date of today in London. Legal time limits are counted in London time.")

    @classmethod
    def at(cls, now: datetime) -> Self:
        """Show a moment."""
        return cls(now=now, today=london_day(now))


class Me(Answer):
    """Your organisation, what your token allows, and the organisations that you work with."""

    organisation: MyOrganisation
    kind: OrganisationKind
    client: str = Field(description="The id of your client (your computer system).")
    scopes: list[str] = Field(description="The permissions (scopes) that this token has now.")
    partners: list[MyPartner] = Field(
        description="The organisations that your organisation works with today. An authority sees its partners. "
        "Among partners of one kind, the authority's first choice for new cases (`first_choice`) comes first. A "
        "partner sees the authorities that it works with. The list is empty for the tribunal and the operator."
    )
    limits: MyLimits
    clock: MyClock

    @classmethod
    def of(cls, caller: Principal, known: Organisations, deployment: Deployment, now: datetime) -> Self:
        """Show a caller to itself."""
        own = known.by_id(caller.organisation_id)
        return cls(
            organisation=MyOrganisation.model_validate(own),
            kind=own.kind,
            client=caller.client_id,
            scopes=sorted(caller.scopes),
            partners=partners_of(own, known),
            limits=MyLimits(
                requests_per_minute=deployment.requests_per_minute,
                items_per_page=MAX_LIMIT,
                body_bytes=JSON_BYTES,
                idempotency_key_hours=int(KEYS_PROMISED.total_seconds()) // 3600,
                token_seconds=None if deployment.oidc_issuer else deployment.token_lifetime_seconds,
            ),
            clock=MyClock.at(now),
        )


def partners_of(own: OrganisationRow, known: Organisations) -> list[MyPartner]:
    """Return whom an organisation works with today."""
    if own.kind is OrganisationKind.LOCAL_AUTHORITY:
        kinds = [kind for kind in OrganisationKind if kind in PARTNERS]
        found = [known.partners(own.id, kind) for kind in kinds]
        return [_partner(known.by_id(one), first=one == of_kind[0]) for of_kind in found for one in of_kind]
    return [
        _partner(la, first=theirs[0] == own.id)
        for la in sorted(known.all, key=lambda one: one.slug)
        if own.id in (theirs := known.partners(la.id, own.kind))
    ]


def _partner(one: OrganisationRow, *, first: bool) -> MyPartner:
    return MyPartner(slug=one.slug, kind=one.kind, name=one.name, la_code=one.la_code, first_choice=first)
