"""The route of the receipts of removed cases."""

import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.cases import views as present
from app.cases.routes import SECURED, Reader
from app.cases.unit import Service, TheService
from app.cases.who_sees import LAST_DATE
from app.keeping.removals.schemas import ReferralRemoval, Removal
from app.kernel.readers import Reader as SeenBy
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row, Statement
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/removals", tags=["Keeping"])
_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("removals", tuple[Moment, UUID])
_REMOVALS = Statement(
    "SELECT case_id, la_id, seq, removed_at, ended_on, kept_until, kept_days, version, head, removed::text AS removed,"
    " previous, hash FROM case_removals"
    " WHERE (CAST(:at AS timestamptz) IS NULL OR (removed_at, case_id) < (:at, CAST(:after AS uuid)))"
    " ORDER BY removed_at DESC, case_id DESC LIMIT :limit"
)


_REFERRAL_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("referral-removals", tuple[Moment, UUID])
_RECEIPT = (
    "referral_id",
    "seq",
    "removed_at",
    "ended_on",
    "kept_until",
    "kept_days",
    "version",
    "head",
    "previous",
    "hash",
)
_REFERRALS = Statement(
    f"SELECT {', '.join(_RECEIPT)}, removed::text AS removed FROM referral_removals"  # noqa: S608 - the columns above
    " WHERE (CAST(:at AS timestamptz) IS NULL OR (removed_at, referral_id) < (:at, CAST(:after AS uuid)))"
    " ORDER BY removed_at DESC, referral_id DESC LIMIT :limit"
)
AdviceReader = Annotated[Principal, requires(Scope.REFERRALS_READ)]


@router.get("", summary="List the cases that were removed", responses=problem_responses("invalid-input", *SECURED))
async def get_removals(turn: Turn, service: TheService, caller: Reader) -> Page[Removal]:
    """List the receipts of removed cases, newest first. A case is removed after its retention period ends. You see a
    receipt if you could see the case when it was removed. Use the receipts to find and delete your own copies of
    removed cases.

    A receipt holds the fingerprint (hash) of the case's last event. If you kept copies of the events, you can check
    your copies against this hash.

    The authority also sees which kinds of record were removed together with the case. For the authority, each receipt
    of a removed case also holds the hash of the authority's previous receipt.
    """
    at, last = _CURSORS.decode(turn.cursor) or (None, None)
    async with service.database.work(actor_of(caller)) as work:
        found = await work.connection.run(_REMOVALS, {"at": at, "after": last, "limit": turn.limit + 1})
    for row in found:
        await service.organisations.known(row.la_id)
    shown = [_removal(service, row, caller) for row in found[: turn.limit]]
    more = _CURSORS.encode((shown[-1].removed_at, shown[-1].case_id)) if len(found) > turn.limit else None
    return turn.page(shown, more)


@router.get(
    "/referrals",
    summary="List the referrals that were removed",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_referral_removals(turn: Turn, service: TheService, caller: AdviceReader) -> Page[ReferralRemoval]:
    """List the receipts of removed referrals, newest first. A referral is removed after its retention period ends. Only
    the advice service that received the referral sees its receipt. An organisation that is not an advice service gets
    an empty list.

    A receipt holds the fingerprint (hash) of the referral's last event. If you kept copies of the events, you can check
    your copies against this hash. Each receipt of a removed referral also holds the hash of your previous receipt.
    """
    at, last = _REFERRAL_CURSORS.decode(turn.cursor) or (None, None)
    async with service.database.work(actor_of(caller)) as work:
        found = await work.connection.run(_REFERRALS, {"at": at, "after": last, "limit": turn.limit + 1})
    shown = [
        ReferralRemoval(**{name: row[name] for name in _RECEIPT}, removed=json.loads(row.removed))
        for row in found[: turn.limit]
    ]
    more = _REFERRAL_CURSORS.encode((shown[-1].removed_at, shown[-1].referral_id)) if len(found) > turn.limit else None
    return turn.page(shown, more)


def _removal(service: Service, row: Row, caller: Principal) -> Removal:
    own, dated = row.la_id == caller.organisation_id, SeenBy(caller.organisation_kind) in LAST_DATE
    shown = ("case_id", "removed_at", "kept_days", "version", "head")
    return Removal(
        **{name: row[name] for name in shown},
        ended_on=row.ended_on if dated else None,
        kept_until=row.kept_until if dated else None,
        authority=present.organisation(row.la_id, service.organisations),
        seq=row.seq if own else None,
        removed=json.loads(row.removed) if own else None,
        previous=row.previous if own else None,
        hash=row.hash if own else None,
    )
