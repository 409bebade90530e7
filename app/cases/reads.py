"""Reads of a case by another organisation than its authority: what of the case was read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.kernel.terms import OrganisationKind


class Surface(StrEnum):
    """The part of a case that was read."""

    CASE = "case"
    ACTIONS = "actions"
    DEADLINES = "deadlines"
    EVENTS = "events"
    VERIFICATION = "verification"
    CONTACT = "contact"
    MEDIATION = "mediation"
    SESSION = "session"
    OFFERS = "offers"
    RECORD = "record"
    NOTICE = "notice"
    SEND35 = "send35"
    DOCUMENTS = "documents"
    APPEAL = "appeal"
    BURDEN = "burden"


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A read of a case. One stands for all reads of its hour by the same client, for the same person, of the same part.

    `read_at` is the first of them.
    """

    read_at: datetime
    hour: datetime
    organisation_id: UUID
    by_kind: OrganisationKind
    client_id: str
    on_behalf_of: str
    surface: Surface
