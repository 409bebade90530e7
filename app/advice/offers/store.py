"""Offers of independent help in the database: offers, answers, and the cases on which an offer is due."""

from datetime import date
from uuid import UUID, uuid4

from app.advice.domain.words import OfferAnswer, OfferDeclineReason
from app.advice.offers.recording import OfferSaid, OfferTold
from app.cases.domain.words import OfferMoment
from app.cases.records import StoredCase
from app.cases.tables import OFFER_OPEN
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor, Recorded
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.statements import AS_MANY

Position = tuple[date, UUID]

_MADE = Statement(
    "SELECT moment, due_on, made_on, made_by, own, answered, answer, reason, to_refer, answered_before"
    " FROM app_advice_offers(:case_id)"
)
_MAKE = Statement(
    "INSERT INTO advice_offers (id, case_id, la_id, organisation_id, organisation_kind, moment, due_on, made_on,"
    " answer, reason, answered_to, recorded_at) VALUES (:id, :case_id, :la_id, :organisation_id, :kind, :moment,"
    " :due_on, :made_on, :answer, :reason, :answered_to, :at)"
)
_ANSWER = Statement(
    "SELECT app_answer_offer(:case_id, CAST(:moment AS text), :on, :answer, CAST(:reason AS text)) AS moment"
)
_CORRECT = Statement("SELECT app_correct_answer(:case_id, CAST(:moment AS text), CAST(:reason AS text)) AS done")
_OPEN = (
    "(SELECT id, la_code, la_reference, offer_on, facts::text AS facts FROM cases WHERE {own} = :organisation"
    " AND {still_open} AND offer_on <= (SELECT CAST(:today AS date)){onward} {in_order})"
)
_ONWARD = " AND (offer_on, id) > ((SELECT CAST(:due AS date)), (SELECT CAST(:after AS uuid)))"
_IN_ORDER = f"ORDER BY offer_on, id LIMIT {AS_MANY}"


def _due(onward: str, *own: str) -> Statement:
    """Repeat the condition of row-level security in a form that an index serves."""
    parts = " UNION ALL ".join(
        _OPEN.format(own=column, still_open=OFFER_OPEN, onward=onward, in_order=_IN_ORDER) for column in own
    )
    return Statement(f"SELECT * FROM ({parts}) AS found {_IN_ORDER}")  # noqa: S608 - the text above


_OWN = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id", "mediating_provider_id"),
}
_DUE = {(kind, onward): _due(_ONWARD if onward else "", *own) for kind, own in _OWN.items() for onward in (False, True)}
"""By the kind of organisation that asks, and by whether this is a next page."""

_TO_REFER = Statement(
    "SELECT owed.id, owed.case_id, owed.moment, owed.made_on, owed.person, c.la_code, c.la_reference"
    " FROM app_to_refer(CAST(:made_on AS date), CAST(:after AS uuid), :limit) AS owed"
    " JOIN cases c ON c.id = owed.case_id ORDER BY owed.made_on, owed.id"
)


class Offers:
    """The offers of independent help, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def made(self, case_id: UUID) -> list[OfferTold]:
        """Return the offers made on a case, as the asking organisation may see them."""
        return [_told(row) for row in await self._connection.run(_MADE, {"case_id": case_id})]

    async def make(
        self, case: StoredCase, moment: OfferMoment, due_on: date, said: OfferSaid, recorded: Recorded
    ) -> None:
        """Store an offer. The caller has locked the case."""
        actor = recorded.actor
        answered = said.answer is not OfferAnswer.NO_ANSWER
        values = {
            "id": uuid4(),
            "case_id": case.id,
            "la_id": case.la_id,
            "organisation_id": actor.organisation_id,
            "kind": actor.kind,
            "moment": moment,
            "due_on": due_on,
            "made_on": said.on,
            "answer": said.answer,
            "reason": said.reason,
            "answered_to": actor.organisation_id if answered else None,
            "at": recorded.at,
        }
        await self._connection.run(_MAKE, values)

    async def answer(self, case_id: UUID, said: OfferSaid) -> OfferMoment | None:
        """Store an answer to the last offer that waits for an answer, and return the moment of that offer. None if no
        offer waits."""
        values = {
            "case_id": case_id,
            "moment": said.moment,
            "on": said.on,
            "answer": said.answer,
            "reason": said.reason,
        }
        [row] = await self._connection.run(_ANSWER, values)
        return OfferMoment(row.moment) if row.moment else None

    async def correct(self, case_id: UUID, moment: OfferMoment | None, reason: OfferDeclineReason | None) -> bool:
        """Record that a family which had accepted now declines. False if the organisation has no such answer."""
        [row] = await self._connection.run(_CORRECT, {"case_id": case_id, "moment": moment, "reason": reason})
        return bool(row.done)

    async def due(self, actor: Actor, today: date, after: Position | None, limit: int) -> list[Row]:
        """Return the cases of an authority, or of a provider, on which an offer is due. The offer that has been due
        longest comes first."""
        day, case_id = after or (None, None)
        values = {"organisation": actor.organisation_id, "today": today, "due": day, "after": case_id, "limit": limit}
        return await self._connection.run(_DUE[actor.kind, after is not None], values)

    async def to_refer(self, after: Position | None, limit: int) -> list[Row]:
        """Return the offers of the asking organisation to which a family said yes, if it has not referred the family
        yet."""
        made_on, offer_id = after or (None, None)
        return await self._connection.run(_TO_REFER, {"made_on": made_on, "after": offer_id, "limit": limit})


def _told(row: Row) -> OfferTold:
    return OfferTold(
        moment=OfferMoment(row.moment),
        due_on=row.due_on,
        made_on=row.made_on,
        made_by=OrganisationKind(row.made_by),
        own=row.own,
        answered=row.answered,
        answer=OfferAnswer(row.answer) if row.answer else None,
        reason=OfferDeclineReason(row.reason) if row.reason else None,
        to_refer=row.to_refer,
        answered_before=row.answered_before,
    )
