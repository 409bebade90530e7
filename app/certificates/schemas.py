"""Certificates as JSON: the record, and what the public may learn about a certificate."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.cases.domain.words import CorrectionReason
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.law.domain.regimes import RegimeId
from app.platform.http.fields import Answer, Body

WHY_REVOKED = "Why the certificate was revoked. Null if the certificate was not revoked."

Result = Literal["found", "not_found", "invalid_format", "superseded", "revoked"]


class CertificateRecord(Answer):
    """A certificate, for those who may see it."""

    number: str
    case_id: UUID
    status: Literal["active", "superseded", "revoked"] = Field(
        description="`superseded`: another certificate took its place, and counts now. `revoked`: the certificate is "
        "no longer valid. A certificate that was replaced is `revoked` too if the certificate in its place was revoked."
    )
    revoked_because: CorrectionReason | None = Field(None, description=WHY_REVOKED)
    replaces: str | None = Field(
        None,
        description="The number of the certificate that this certificate replaces. Null if this certificate "
        "replaces no other certificate.",
    )
    ground: CertificateGround
    holder_kind: AppellantKind
    issued_on: date
    issuer: str
    token: str = Field(description="The signed certificate (JWS, Ed25519): check it offline with the published keys.")
    verification_url: str
    pdf_url: str
    recorded_at: datetime


class Verification(Answer):
    """What anyone may learn about a certificate number: whether it is valid, and what the certificate confirms. Never a
    name."""

    number: str = Field(
        description="The number that you asked about. If this is a possible certificate number, we write it as "
        "certificates print it."
    )
    result: Result = Field(
        description="`found`: the certificate is valid. `superseded`: another certificate took its place, and counts "
        "now. `revoked`: the certificate is no longer valid, and no certificate counts in its place. This is also the "
        "answer if another certificate took its place, and that certificate was revoked later. `not_found`: we issued "
        "no certificate with this number. `invalid_format`: this is not a certificate number."
    )
    revoked_because: CorrectionReason | None = Field(
        None,
        description="Why the certificate was revoked. Left out if the certificate was not revoked.",
        exclude_if=lambda why: why is None,
    )
    ground: CertificateGround | None = None
    issued_on: date | None = None
    la_code: str | None = None
    decision_kind: DecisionKind | None = None
    notice_sent_on: date | None = None
    notice_printed_on: date | None = Field(
        None, description="The date printed on the notice. Present only if the day of sending was not known."
    )
    regime: RegimeId | None = None
    illustrative: bool | None = Field(
        None, description="True: the certificate was issued under a proposal that is not law."
    )


class Numbers(Body):
    """Certificate numbers to check together."""

    numbers: list[Annotated[str, StringConstraints(max_length=200)]] = Field(min_length=1, max_length=100)


class Verifications(Answer):
    """One answer for each number, in the order in which you sent them."""

    results: list[Verification]


class Lookup(Answer):
    """Who looked the certificate up, when, and how many times."""

    answer: str
    asked_by: str = Field(
        description="Who looked the certificate up: a client of the service or, for a member of the public, only the "
        "network that they used. The full address is never stored. All look-ups from one network on one day are one "
        "entry. If more than 50 networks ask on one day, all further networks share one entry."
    )
    recorded_at: datetime = Field(
        description="When the certificate was looked up. For a network: the time of the first look-up from this "
        "network on that day."
    )
    times: int = Field(1, description="How many times the certificate was looked up.")
    last_at: datetime | None = Field(None, description="When the certificate was last looked up.")
