"""Certificates as JSON: the record, and what the public may learn of one."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.law.domain.regimes import RegimeId
from app.platform.http.fields import Answer, Body

Result = Literal["found", "not_found", "invalid_format", "superseded", "revoked"]


class CertificateRecord(Answer):
    """A certificate, for those who may see it."""

    number: str
    case_id: UUID
    status: Literal["active", "superseded", "revoked"]
    ground: CertificateGround
    holder_kind: AppellantKind
    issued_on: date
    issuer: str
    token: str = Field(description="The signed certificate (JWS, Ed25519): check it offline with the published keys.")
    verification_url: str
    pdf_url: str
    recorded_at: datetime


class Verification(Answer):
    """What anybody may learn of a number: whether it stands, and what it certifies. No name."""

    number: str = Field(description="As asked, in its published form where it has one.")
    result: Result
    ground: CertificateGround | None = None
    issued_on: date | None = None
    la_code: str | None = None
    decision_kind: DecisionKind | None = None
    notice_sent_on: date | None = None
    regime: RegimeId | None = None
    illustrative: bool | None = Field(None, description="True: issued under a proposal that is not law.")


class Numbers(Body):
    """Numbers to be checked together."""

    numbers: list[Annotated[str, StringConstraints(max_length=200)]] = Field(min_length=1, max_length=100)


class Verifications(Answer):
    """One answer for each number, in the order asked."""

    results: list[Verification]


class Lookup(Answer):
    """A look-up of the certificate."""

    answer: str
    asked_by: str = Field(
        description="A client, or the network of a member of the public: never a full address. A day's look-ups from "
        "one network are one entry. Beyond 50 networks a day the others are one entry together."
    )
    recorded_at: datetime = Field(description="When it was looked up, or first looked up by this network on that day.")
    times: int = Field(1, description="How often it was looked up.")
    last_at: datetime | None = Field(None, description="When it was last looked up.")
