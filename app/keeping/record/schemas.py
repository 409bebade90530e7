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
    """The name of the person who holds the right to appeal, or who held this right earlier."""

    name: str
    kind: AppellantKind | None = Field(
        description=(
            "Whose name this is, for example the parent's or the young person's. `kind` is `null` if the record "
            "does not say whose name it is."
        )
    )


class CorrectionExplained(Answer):
    """The explanation that a party gave for a correction."""

    seq: int = Field(description="The number of the event that records the correction.")
    explanation: str


class LookedUp(Answer):
    """How often one client looked up a certificate. The look-ups of all members of the public are added together, as if
    the public were one client."""

    asked_by: str = Field(
        description=(
            "Who looked up the certificate: the id of a client (an organisation's computer system), or "
            "`public` for members of the public."
        )
    )
    times: int
    first_at: datetime
    last_at: datetime


class CertificateHeld(Answer):
    """A certificate of the case, with the name that is printed on the certificate."""

    number: str
    status: str
    revoked_because: CorrectionReason | None
    replaces: str | None
    issued_to: str
    ground: CertificateGround
    holder_kind: AppellantKind
    issued_on: date
    issuer: str
    token: str = Field(description="The certificate as signed text (JWS, signed with Ed25519).")
    recorded_at: datetime
    lookups: list[LookedUp]


class ReadBy(Answer):
    """How often one client (an organisation's computer system) read one part of the case. We do not list how often the
    authority read its own case."""

    organisation: Organisation
    by: OrganisationKind
    client_id: str
    on_behalf_of: str | None = Field(
        None,
        description=(
            "The pseudonym that the organisation gave to the person who read the case. Only that organisation sees "
            "the pseudonym."
        ),
        exclude_if=lambda person: person is None,
    )
    surface: Surface = Field(description="The part of the case that was read.")
    first_at: datetime
    last_at: datetime
    hours: int = Field(
        description=(
            "The number of clock hours in which the client (an organisation's computer system) read this part of the "
            "case at least once. `GET /v1/cases/{case_id}/reads` shows each hour in which an organisation read the "
            "case."
        )
    )


class ImportedRow(Answer):
    """The row of the file with which the authority imported the case. We keep the row without the person's name."""

    import_id: UUID
    row: int
    told: dict[str, Any]


class LeftOut(Answer):
    """A part that is left out of the record, because your token lacks the permission (scope) for this part."""

    part: str
    scope: str = Field(description="The permission (scope) that your token needs for this part.")


class WholeRecord(Answer):
    """Everything that your organisation holds or may see about one case."""

    made_at: datetime
    made_for: Organisation
    authority: Organisation = Field(description="The local authority of the case.")
    organisations: list[Organisation] = Field(
        description="Every organisation whose id is in this record, with its name."
    )
    case: Case
    holder: HolderName | None = Field(
        description="The name that we store so that it can be printed on the mediation certificate. Only the "
        "authority and the mediation provider that handles the case see this name."
    )
    explanations: list[CorrectionExplained]
    contact: FamilyContactOut | None = Field(
        description="The family's contact details. `contact` is `null` if you may not read the contact details."
    )
    deadlines: CaseDeadlines
    duties: list[DutyOut] = Field(
        description="Every duty that an organisation has or had in this case, with what the organisations say "
        "about the duty. The duty with the earliest last day comes first."
    )
    events: list[Event] = Field(
        description="The whole audit trail, with the oldest event first. If `source` is `imported`, the "
        "authority took the event from its own records. If an event was corrected, `corrects` and "
        "`corrected_by` link the two versions."
    )
    verification: ChainVerdict = Field(
        description="The result of the check that the audit trail is complete and unchanged."
    )
    certificates: list[CertificateHeld]
    sessions: list[SessionOut]
    needs: NeedsOut | None = Field(
        description=("The family's needs for the mediation. `needs` is `null` if there are no needs that you may read.")
    )
    searches: list[SearchOut] = Field(description="The searches for a mediator that were made for this case.")
    offers: list[OfferOut] = Field(
        description=(
            "The offers of independent help to the family. You see the family's answer only if the "
            "family gave it to your organisation."
        )
    )
    referrals: list[ReferralReceipt] = Field(
        description="The referrals to the advice service that your organisation made. The record does not show "
        "what happened after a referral, because only the family and the advice service know what happened."
    )
    help_is_given: Literal[True] | None = Field(
        description="`true` means that an advice service is helping the family, and the family agreed that you, "
        "the authority, may know about the help. `null` means that we do not tell you whether the family "
        "receives help. The value is never `false`."
    )
    legal_holds: list[LegalHold] = Field(
        description="The legal holds on the case, newest first. Only the authority sees the holds. The record "
        "shows at most 200 holds: `GET /v1/cases/{case_id}/legal-holds` lists all holds."
    )
    documents: list[DocumentOut] = Field(
        description="Where the documents of the case are kept. You see the documents that your organisation recorded, "
        "and the documents that other organisations share with you."
    )
    reads: list[ReadBy] = Field(
        description="When organisations other than the authority read the case. The authority sees when other "
        "organisations read the case. An organisation other than the authority sees only its own reads of the case."
    )
    imported: ImportedRow | None = Field(
        description=(
            "The row of the file with which the authority imported the case. Only the authority sees this row."
        )
    )
    left_out: list[LeftOut] = Field(
        description=(
            "The parts that are left out because your token lacks the permission (scope) for these parts. If "
            "the list is empty, nothing is left out."
        )
    )
