"""Certificates as JSON: the record, and what the public may learn about a certificate."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.cases.domain.words import CorrectionReason
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.law.domain.regimes import RegimeId
from app.platform.http.fields import Answer, Body

WHY_REVOKED = "Why the certificate was revoked. The field is `null` if the certificate was not revoked."

Result = Literal["found", "not_found", "invalid_format", "superseded", "revoked"]


class CertificateRecord(Answer):
    """A mediation certificate, with all details for organisations that may read the certificate."""

    number: str
    case_id: UUID
    status: Literal["active", "superseded", "revoked"] = Field(
        description="The status of the certificate. `superseded`: a newer certificate replaced this certificate, and "
        "the newer certificate counts. `revoked`: the certificate is no longer valid. If a newer certificate that "
        "replaced this certificate was revoked, this certificate is `revoked` too."
    )
    revoked_because: CorrectionReason | None = Field(None, description=WHY_REVOKED)
    replaces: str | None = Field(
        None,
        description="The number of the older certificate that this certificate replaces. `replaces` is `null` if this "
        "certificate replaces no other certificate.",
    )
    ground: CertificateGround
    holder_kind: AppellantKind
    issued_on: date
    issuer: str
    token: str = Field(
        description="The certificate as a signed text (JWS, signed with Ed25519). With the published keys, anyone can "
        "check the signed text without asking this service."
    )
    verification_url: str
    pdf_url: str
    recorded_at: datetime


class Verification(Answer):
    """What anyone may learn about a certificate number: whether the certificate is valid, and what the certificate
    confirms. The answer never contains a name.
    """

    number: str = Field(
        description="The certificate number that you asked about. If the number that you sent has the form of a "
        "certificate number, the answer repeats the number as it is printed on certificates."
    )
    result: Result = Field(
        description="The result of the check. `found`: the certificate is valid. `superseded`: a newer certificate "
        "replaced this certificate, and the newer certificate counts. `revoked`: the certificate is no longer valid, "
        "and no other certificate counts in its place. The result is also `revoked` if a newer certificate replaced "
        "this certificate, and the newer certificate was later revoked. `not_found`: we have not issued a certificate "
        "with this number. `invalid_format`: what you sent does not have the form of a certificate number."
    )
    revoked_because: CorrectionReason | None = Field(
        None,
        description="Why the certificate was revoked. `revoked_because` is left out if the certificate is not revoked.",
        exclude_if=lambda why: why is None,
    )
    ground: CertificateGround | None = None
    issued_on: date | None = None
    la_code: str | None = None
    decision_kind: DecisionKind | None = None
    notice_sent_on: date | None = None
    notice_printed_on: date | None = Field(
        None,
        description="The date printed on the notice of decision. `notice_printed_on` is shown only if the day on which "
        "the notice was sent was not known.",
    )
    regime: RegimeId | None = None
    illustrative: bool | None = Field(
        None, description="`true` means that the certificate was issued under a proposal that is not law."
    )


class Numbers(Body):
    """The certificate numbers that you want to check in one request."""

    numbers: list[Annotated[str, StringConstraints(max_length=200)]] = Field(min_length=1, max_length=100)


class Verifications(Answer):
    """The results: one result for each certificate number, in the order in which you sent the numbers."""

    results: list[Verification]


class Lookup(Answer):
    """Who looked up the certificate, when, and how many times."""

    answer: str
    asked_by: str = Field(
        description="Who looked up the certificate. If an organisation looked up the certificate, `asked_by` is the "
        "account (client) of the organisation's program. If a member of the public looked up the certificate, "
        "`asked_by` is only the part of the internet address that names the network. We never store the full internet "
        "address. All look-ups from one network on one day make one entry in the list. If more than 50 networks look "
        "up the certificate on one day, all further networks share one entry."
    )
    recorded_at: datetime = Field(
        description="When somebody looked up the certificate. For members of the public, all look-ups from one network "
        "on one day share one entry with the time of the first look-up."
    )
    times: int = Field(1, description="How many times the certificate was looked up.")
    last_at: datetime | None = Field(None, description="When the certificate was last looked up.")
