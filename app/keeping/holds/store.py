"""Legal holds in the database. The explanation is sealed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from app.cases.refusals import WrongInput
from app.cases.store import CaseWork
from app.keeping.domain.words import HoldReason
from app.keeping.holds.schemas import LegalHold
from app.platform.db.connections import Row, Statement
from app.platform.db.work import Work
from app.platform.sealing import Seal

MOST_IN_FORCE = 20
"""The most holds that are in force on a case at a time."""
_COLUMNS = "id, case_id, reason, sealed, set_at, set_by, set_on_behalf_of, lifted_at, lifted_by, lifted_on_behalf_of"
_IN_FORCE = Statement(
    f"SELECT {_COLUMNS} FROM legal_holds"  # noqa: S608 - the columns above
    " WHERE case_id = :case_id AND lifted_at IS NULL ORDER BY set_at, id"
)
_ONE = Statement(f"SELECT {_COLUMNS} FROM legal_holds WHERE case_id = :case_id AND id = :id")  # noqa: S608 - the columns and conditions are our own text
_SET = Statement(
    "INSERT INTO legal_holds (id, case_id, la_id, reason, sealed, set_at, set_by, set_on_behalf_of)"  # noqa: S608 - the columns and conditions are our own text
    f" VALUES (:id, :case_id, :la_id, :reason, :sealed, :at, :by, :person) RETURNING {_COLUMNS}"
)
_LIFT = Statement(
    "UPDATE legal_holds SET lifted_at = :at, lifted_by = :by, lifted_on_behalf_of = :person"  # noqa: S608 - the columns and conditions are our own text
    f" WHERE case_id = :case_id AND id = :id AND lifted_at IS NULL RETURNING {_COLUMNS}"
)
_LISTED = Statement(
    f"SELECT {_COLUMNS} FROM legal_holds WHERE case_id = :case_id"  # noqa: S608 - the columns and conditions are our own text
    " AND (CAST(:at AS timestamptz) IS NULL OR (set_at, id) < (:at, CAST(:after AS uuid)))"
    " ORDER BY set_at DESC, id DESC LIMIT :limit"
)


async def set_hold(
    work: CaseWork, seal: Seal, reason: HoldReason, explanation: str | None, hold_id: UUID | None = None
) -> tuple[LegalHold, bool]:
    """Hold a case back from removal. Return the hold, and whether it is new: a hold in force that says the same, or for
    which nothing more is said now, stays as it was set. Another explanation is another hold.

    The work has locked the case.

    Raises:
        WrongInput: the case has too many holds in force.
    """
    in_force = [_hold(row, seal) for row in await work.connection.run(_IN_FORCE, {"case_id": work.case.id})]
    for one in in_force:
        if one.reason is reason and explanation in (None, one.explanation):
            return one, False
    if len(in_force) >= MOST_IN_FORCE:
        raise WrongInput(
            "#/reason", f"This case already has {MOST_IN_FORCE} holds in force. Lift one of the holds first", "too_many"
        )
    drawn = hold_id or uuid4()
    values = {
        "id": drawn,
        "case_id": work.case.id,
        "la_id": work.case.la_id,
        "reason": reason,
        "sealed": seal.seal({"explanation": explanation}, _about(drawn)),
        **_by(work),
    }
    [row] = await work.connection.run(_SET, values)
    return _hold(row, seal), True


async def lift_hold(work: CaseWork, seal: Seal, hold_id: UUID) -> LegalHold | None:
    """Lift a hold, or return it as it was lifted before. None if the case has no such hold."""
    which = {"case_id": work.case.id, "id": hold_id}
    rows = await work.connection.run(_LIFT, {**which, **_by(work)}) or await work.connection.run(_ONE, which)
    return _hold(rows[0], seal) if rows else None


async def list_holds(
    work: Work, seal: Seal, case_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[LegalHold]:
    """Return holds of a case, the newest first."""
    at, last = after or (None, None)
    rows = await work.connection.run(_LISTED, {"case_id": case_id, "at": at, "after": last, "limit": limit})
    return [_hold(row, seal) for row in rows]


def _by(work: Work) -> dict[str, object]:
    return {"at": work.now, "by": work.actor.client_id, "person": work.actor.on_behalf_of}


def _hold(row: Row, seal: Seal) -> LegalHold:
    said = seal.open(row.sealed, _about(row.id))
    return LegalHold(**{name: row[name] for name in row.keys() if name != "sealed"}, **said)  # noqa: SIM118 - a row is no dict


def _about(hold_id: UUID) -> str:
    """Return what an explanation is sealed with: opened as anything else, it stays shut."""
    return f"{hold_id}/hold"
