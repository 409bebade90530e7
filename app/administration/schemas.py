"""The bodies and answers of administration. The command line reads its arguments by the same bodies."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.administration.domain.words import Act, ActSource
from app.administration.partnerships import ChooseFirst, EndPartnership, WorkTogether
from app.administration.records import ActRecord, ClientRecord, OrganisationRecord, PartnershipRecord
from app.administration.use_cases import (
    ChangeClient,
    ChangeOrganisation,
    MakeSecret,
    NewSecret,
    RegisterClient,
    RegisterOrganisation,
)
from app.kernel.terms import OrganisationKind
from app.platform.access.scopes import Scope
from app.platform.http.fields import Answer, AtMost, Body, Day, Instant, LaCode, Line

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _slug(said: str) -> str:
    """Refuse what is no short name, in words."""
    if re.fullmatch(_SLUG, said) is None:
        raise PydanticCustomError("slug", "Use small letters, digits and single hyphens, for example north-council")
    return said


Slug = Annotated[
    str,
    StringConstraints(min_length=2, max_length=80),
    AfterValidator(_slug),
    Field(examples=["eastmere"], json_schema_extra={"pattern": _SLUG}),
]
"The short name of an organisation, or the id of a client: small letters, digits and single hyphens."

Known = Annotated[Line, StringConstraints(max_length=120), Field(examples=["eastmere"])]
"The short name of a registered organisation, or the id of a registered client."

Scopes = Annotated[frozenset[Scope], AtMost(len(Scope))]


class OrganisationRegistrationIn(Body):
    """An organisation to register."""

    slug: Slug = Field(description="The short name of the organisation. You cannot change this name later.")
    kind: OrganisationKind
    name: Line = Field(description="The name that letters and certificates show.")
    la_code: LaCode | None = Field(
        None, description="The three-digit code of the authority. Give a code only for an authority."
    )

    def command(self) -> RegisterOrganisation:
        """Return this as a command."""
        return RegisterOrganisation(slug=self.slug, kind=self.kind, name=self.name, la_code=self.la_code)


class OrganisationChangeIn(Body):
    """The changes to an organisation. If you leave a field out, its value does not change."""

    name: Line | None = None
    disabled: bool | None = Field(
        None,
        strict=True,
        description="`true` disables the organisation. The clients of a disabled organisation get no new tokens, and "
        "their old tokens stop working within ten seconds. New cases no longer go to the organisation. An open case of "
        "a disabled organisation does not change.",
    )

    def command(self, slug: str, must_be_version: Callable[[int], None]) -> ChangeOrganisation:
        """Return this as a command."""
        return ChangeOrganisation(slug=slug, name=self.name, disabled=self.disabled, must_be_version=must_be_version)


class RegisteredOrganisation(Answer):
    """The registered details of an organisation."""

    id: UUID
    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None
    disabled: bool
    version: int

    @classmethod
    def of(cls, one: OrganisationRecord) -> Self:
        """Show a record."""
        return cls.model_validate(one)


class ClientRegistrationIn(Body):
    """A client to register: a computer system that calls this service for an organisation."""

    client_id: Slug = Field(
        description="The id with which the client asks for tokens. You cannot change this id later."
    )
    organisation: Known = Field(description="The short name of the organisation that the client belongs to.")
    scopes: Scopes | None = Field(
        None,
        description="The permissions (scopes) of the client. If you leave `scopes` out, the client gets every "
        "permission that its organisation may have.",
    )
    with_secret: bool = Field(
        True,
        strict=True,
        description=(
            "`false` means that another system issues the client's tokens. A client whose tokens come from another "
            "system has no secret in this service."
        ),
    )

    def command(self) -> RegisterClient:
        """Return this as a command."""
        return RegisterClient(
            client_id=self.client_id, organisation=self.organisation, scopes=self.scopes, with_secret=self.with_secret
        )


class ClientChangeIn(Body):
    """The changes to a client. If you leave a field out, its value does not change."""

    scopes: Scopes | None = Field(
        None,
        description=(
            "The permissions (scopes) that the client has from now on. The client loses every "
            "permission that is not in this list."
        ),
    )
    disabled: bool | None = Field(
        None,
        strict=True,
        description=(
            "`true` disables the client. The client gets no new tokens, and its old tokens stop working "
            "within ten seconds."
        ),
    )

    def command(self, client_id: str, must_be_version: Callable[[int], None]) -> ChangeClient:
        """Return this as a command."""
        return ChangeClient(
            client_id=client_id, scopes=self.scopes, disabled=self.disabled, must_be_version=must_be_version
        )


class SecretOut(Answer):
    """A secret of a client. The answer does not show the secret itself."""

    slot: int = Field(description="The number of the secret: 1 or 2.")
    made_at: datetime
    retires_at: datetime | None = Field(
        description="The time at which the secret stops working. `retires_at` is `null` if no end is set."
    )


class ClientOut(Answer):
    """A registered client (a computer system of an organisation). The answer never shows a secret, because we store
    only a fingerprint (hash) of the secret."""

    client_id: str
    organisation: str = Field(description="The short name of the organisation that the client belongs to.")
    organisation_kind: OrganisationKind
    scopes: list[str]
    disabled: bool
    version: int
    secrets: list[SecretOut] = Field(
        description="The secrets of the client. A secret that has ended is in this list until a new secret replaces it."
    )

    @classmethod
    def of(cls, one: ClientRecord) -> Self:
        """Show a record."""
        shown = {name: getattr(one, name) for name in cls.model_fields if name not in ("scopes", "secrets")}
        secrets = [SecretOut.model_validate(each) for each in one.secrets]
        return cls(**shown, scopes=sorted(one.scopes), secrets=secrets)


class SecretIn(Body):
    """A second secret for a client."""

    retire_old_at: Instant | None = Field(
        None,
        description="The time at which the old secret stops working. If you leave `retire_old_at` out, the "
        "client can use both secrets until you end one of the secrets.",
    )

    def command(self, client_id: str) -> MakeSecret:
        """Return this as a command."""
        return MakeSecret(client_id=client_id, retire_old_at=self.retire_old_at)


class ClientWithSecret(Answer):
    """A client with its new secret. Store the secret now, because the service cannot show the secret again."""

    client: ClientOut
    slot: int | None = Field(
        description="The number of the new secret: 1 or 2. `slot` is `null` if another system issues the "
        "client's tokens."
    )
    secret: str | None = Field(
        description="The new secret. `secret` is `null` if another system issues the client's tokens."
    )

    @classmethod
    def of(cls, made: NewSecret) -> Self:
        """Show a new secret."""
        return cls(client=ClientOut.of(made.client), slot=made.slot, secret=made.secret)


class PartnershipIn(Body):
    """An authority and an organisation that work together."""

    authority: Known = Field(description="The short name of the authority.")
    partner: Known = Field(description="The short name of a provider, an advice service or a commissioning body.")
    begins_on: Day = Field(description="The first day on which the authority works with this partner.")
    ends_on: Day | None = Field(
        None,
        description=(
            "The last day on which the authority works with this partner. If you leave `ends_on` out, the "
            "partnership has no end."
        ),
    )
    first_choice: bool = Field(
        False,
        strict=True,
        description="`true` makes this partner the first choice: a new case goes to this partner, unless the "
        "request names another partner. The authority still works with the partner that was its first choice "
        "before.",
    )

    def command(self) -> WorkTogether:
        """Return this as a command."""
        return WorkTogether(**self.model_dump())


class FirstChoiceIn(Body):
    """A partner that becomes an authority's first choice for new cases."""

    authority: Known
    partner: Known
    begins_on: Day = Field(
        description="The first day on which the partner is the authority's first choice for new cases. The authority "
        "must already work with the partner on this day."
    )

    def command(self) -> ChooseFirst:
        """Return this as a command."""
        return ChooseFirst(**self.model_dump())


class PartnershipEndIn(Body):
    """A partnership to end."""

    authority: Known
    partner: Known
    last_day: Day = Field(
        description=(
            "The last day on which the authority works with the partner. When the partnership ends, each open case "
            "stays with its provider."
        )
    )

    def command(self) -> EndPartnership:
        """Return this as a command."""
        return EndPartnership(**self.model_dump())


class PartnershipOut(Answer):
    """A period in which an authority works with a partner."""

    id: UUID
    authority: str
    partner: str
    partner_kind: OrganisationKind
    first_choice: bool
    begins_on: date
    ends_on: date | None = Field(description="The last day of the period. `ends_on` is `null` if no end is set.")

    @classmethod
    def of(cls, one: PartnershipRecord) -> Self:
        """Show a record."""
        return cls.model_validate(one)


class PartnershipsOut(Answer):
    """All periods in which an authority and a partner work together, after your change."""

    items: list[PartnershipOut]
    warnings: list[str] = Field(
        description="Warnings about your change. For example, we warn you if the authority will have no "
        "provider from a certain day."
    )


class ActOut(Answer):
    """An action of the operator."""

    seq: int
    act: Act
    subject: str = Field(
        description="The short name of the organisation or the id of the client that the action changed."
    )
    details: dict[str, Any] = Field(
        description="The details that the operator gave with the action. The details never contain a client's secret."
    )
    source: ActSource = Field(
        description=(
            "The place where the operator took the action: `command_line`, or `client` for a request to the API."
        )
    )
    by: str = Field(
        description="Who took the action: the id of the client, or the user of the computer on which the command ran."
    )
    recorded_at: datetime

    @classmethod
    def of(cls, one: ActRecord) -> Self:
        """Show a record."""
        return cls.model_validate(one)
