"""The whole record of a case as JSON: every part of it that the caller may see, in one answer."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.advice.offers.schemas import OfferOut
from app.advice.referrals.schemas.referrals import ReferralReceipt
from app.capacity.sessions.schemas.answers import SessionOut
from app.capacity.slots.schemas import NeedsOut, SearchOut
from app.cases.contacts.schemas import FamilyContactOut
from app.cases.documents.schemas import DocumentOut
from app.cases.domain.words import CorrectionReason
from app.cases.reads import Surface
from app.cases.schemas.cases import Case
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import ChainVerdict, Event
from app.cases.schemas.shared import Organisation
from app.duties.schemas import DutyOut
from app.keeping.holds.schemas import LegalHold
from app.kernel.terms import AppellantKind, CertificateGround, OrganisationKind
from app.platform.http.fields import Answer


class HolderName(Answer):
    """The name of the person who holds the right to appeal, or of an earlier holder."""

    name: str
    kind: AppellantKind | None = Field(
        description="Whether the name is a parent's or a young person's, for example. Null: the record does not say."
    )


class CorrectionExplained(Answer):
    """Why something was corrected, in words."""

    seq: int = Field(description="The number of the event that is the correction.")
    explanation: str


class LookedUp(Answer):
    """The look-ups of a certificate by one client, or by all members of the public together."""

    asked_by: str = Field(description="A client of the service, or `public`.")
    times: int
    first_at: datetime
    last_at: datetime


class CertificateHeld(Answer):
    """A certificate of the case, with the name that is printed on it."""

    number: str
    status: str
    revoked_because: CorrectionReason | None
    replaces: str | None
    issued_to: str
    ground: CertificateGround
    holder_kind: AppellantKind
    issued_on: date
    issuer: str
    token: str = Field(description="The signed certificate (JWS, Ed25519).")
    recorded_at: datetime
    lookups: list[LookedUp]


class ReadBy(Answer):
    """How often one client read one part of the case. The client belongs to another organisation than the authority."""

    organisation: Organisation
    by: OrganisationKind
    client_id: str
    on_behalf_of: str | None = Field(
        None,
        description="The person, by the reading organisation's own pseudonym. Only the reading organisation sees this.",
        exclude_if=lambda person: person is None,
    )
    surface: Surface = Field(description="The part of the case that was read.")
    first_at: datetime
    last_at: datetime
    hours: int = Field(
        description="In how many hours this part was read. `GET /v1/cases/{case_id}/reads` lists each hour."
    )


class ImportedRow(Answer):
    """The row of the file with which the authority imported the case. The row is kept without the name."""

    import_id: UUID
    row: int
    told: dict[str, Any]


class LeftOut(Answer):
    """A part of the record that is left out because your token lacks the scope for this part."""

    part: str
    scope: str = Field(description="The scope that your token needs for this part.")


class WholeRecord(Answer):
    """Everything held about one case, as far as your organisation holds it or may see it."""

    made_at: datetime
    made_for: Organisation
    authority: Organisation = Field(description="The local authority of the case.")
    organisations: list[Organisation] = Field(description="Every organisation that this record names by its id.")
    case: Case
    holder: HolderName | None = Field(
        description="The name that is kept for the certificate. Shown to the authority and to the mediation provider "
        "that handles the case."
    )
    explanations: list[CorrectionExplained]
    contact: FamilyContactOut | None = Field(
        description="The family's contact details. Null if you may not read the contact details."
    )
    deadlines: CaseDeadlines
    duties: list[DutyOut] = Field(
        description="Every duty that a party owes, or ever owed, with what the parties say about the duty. The "
        "earliest last day comes first."
    )
    events: list[Event] = Field(
        description="The whole audit trail, from first to last. `source` is `imported` if the authority took the "
        "event from its own records. The party to the event then did not record the event here. `corrects` and "
        "`corrected_by` link both versions of what was corrected."
    )
    verification: ChainVerdict = Field(description="Whether the audit trail is complete and unchanged.")
    certificates: list[CertificateHeld]
    sessions: list[SessionOut]
    needs: NeedsOut | None = Field(description="What the mediation needs. Null if nothing is recorded for you to read.")
    searches: list[SearchOut] = Field(description="The searches for a mediator.")
    offers: list[OfferOut] = Field(
        description="The offers of independent help. You see an answer only if the family gave it to your organisation."
    )
    referrals: list[ReferralReceipt] = Field(
        description="The referrals to the advice service that your organisation made. The record does not show what "
        "followed, which is between the advice service and the family."
    )
    help_is_given: Literal[True] | None = Field(
        description="True: you are the authority, an advice service is helping the family, and the family agreed that "
        "you may know this. Null: we do not tell you whether the family receives help. Never false."
    )
    legal_holds: list[LegalHold] = Field(
        description="For the authority: what holds the case back from removal, newest first. At most 200: `GET "
        "/v1/cases/{case_id}/legal-holds` lists all."
    )
    documents: list[DocumentOut] = Field(
        description="Where the documents of the case are: the documents that your organisation recorded, and the "
        "documents that others recorded for you."
    )
    reads: list[ReadBy] = Field(
        description="Which other organisations read the case. The authority sees all reads. Any other organisation "
        "sees its own."
    )
    imported: ImportedRow | None = Field(description="For the authority, if it imported the case.")
    left_out: list[LeftOut] = Field(
        description="The parts that are left out because your token lacks a scope. Empty: nothing is left out."
    )
