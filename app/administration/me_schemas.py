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
    la_code: str | None = Field(description="An authority's three-digit code. Null for every other organisation.")


class MyPartner(Answer):
    """An organisation that yours works with today."""

    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    first_choice: bool = Field(
        description="For an authority: whether a new case goes to this partner unless you name another. For a partner: "
        "whether you are the authority's first choice."
    )


class MyLimits(Answer):
    """The limits on your requests."""

    requests_per_minute: int = Field(
        description="How many requests your program may make in a minute, to each server process (worker) of the "
        "service."
    )
    items_per_page: int = Field(description="The largest number that you can give as `limit` of a list.")
    body_bytes: int = Field(
        description="The largest body of a request, in bytes. A few operations accept a larger body."
    )
    idempotency_key_hours: int = Field(
        description="For at least this number of hours, a repeated request gets the first answer again."
    )
    token_seconds: int | None = Field(description="How long a token lasts. Null if your tokens come from elsewhere.")


class MyClock(Answer):
    """The date and time that we use. In a sandbox this time may be ahead of the real time."""

    now: datetime
    today: date = Field(description="Today's date in London. The law counts days in London time.")

    @classmethod
    def at(cls, now: datetime) -> Self:
        """Show a moment."""
        return cls(now=now, today=london_day(now))


class Me(Answer):
    """Your organisation, what your token allows, and the organisations that you work with."""

    organisation: MyOrganisation
    kind: OrganisationKind
    client: str = Field(description="The id of your client.")
    scopes: list[str] = Field(description="What this token may do now.")
    partners: list[MyPartner] = Field(
        description="The organisations that you work with today. An authority sees its partners. Among partners of "
        "one kind, the first choice comes first. A partner sees its authorities. Empty for the tribunal and the "
        "operator."
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
