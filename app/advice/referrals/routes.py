"""The routes to refer a person and to read referrals or receipts. `actions` records what happens to a referral."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.advice.domain.words import ReferralState
from app.advice.referrals import use_cases
from app.advice.referrals.filters import FILTERS, ReferralSort
from app.advice.referrals.recording import Receipt, StoredReferral
from app.advice.referrals.replays import CREATED, not_taken_back
from app.advice.referrals.schemas import referrals as schemas
from app.advice.referrals.store import Referrals, Stretch
from app.advice.referrals.views import Beside, made_out, receipt_out, referral_out, referral_read
from app.advice.scenes import REFERRING
from app.advice.services.use_cases import OF_THE_SERVICE, turn_to
from app.advice.unit import bench_of
from app.cases.routes import SECURED
from app.cases.store import CasesWork, CaseWork
from app.cases.unit import Service, TheService, service_of
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.filters import Asked
from app.platform.db.journal import entries
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag, tagged
from app.platform.http.fields import Moment
from app.platform.http.filters import narrowed_by
from app.platform.http.journal_schema import JournalEntry
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/referrals", tags=["Referrals"])
Reader = Annotated[Principal, requires(Scope.REFERRALS_READ)]
Writer = Annotated[Principal, requires(Scope.REFERRALS_WRITE)]
OF_ONE = problem_responses("not-found", "invalid-input", *SECURED)

_CURSORS: Mapping[ReferralSort, Cursors[tuple[datetime, UUID]]] = {
    sort: Cursors("referrals" if sort is ReferralSort.LATEST_REFERRED else f"referrals {sort}", tuple[Moment, UUID])
    for sort in ReferralSort
}
"""A cursor of one order means nothing in another."""
_TRAIL: Cursors[int] = Cursors("referral-trail", Annotated[int, Field(ge=0, le=2**31 - 1)])

A_REFERRAL: dict[str, Example] = {
    "a parent, by the authority": {
        "value": {
            "case_id": str(REFERRING.case_id),
            "person": "parent",
            "consent": {"given_by": "parent", "given_on": "2026-02-09", "covers": ["contact", "case_dates"]},
            "contact": {"name": "Sam Example", "telephone": "01632 960001", "best_time": "after six"},
        }
    },
    "a young person who came to the advice service": {
        "value": {
            "source": "family",
            "person": "young_person",
            "consent": {"given_by": "young_person", "given_on": "2026-02-09", "covers": ["contact"]},
            "contact": {"name": "Alex Example", "email": "alex@example.org"},
        }
    },
}


@router.post(
    "",
    status_code=201,
    summary="Refer a person to the advice service",
    response_model=schemas.ReferralMade,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        "already-registered",
        "refused",
        "invalid-input",
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def refer(
    request: Request,
    caller: Writer,
    body: Annotated[schemas.ReferIn, Body(openapi_examples=A_REFERRAL)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Refer a person to the advice service, with that person's consent. You can refer a parent, a young person, or a
    person who acts for a young person without capacity.

    Say in `consent` who gave the consent, when, and what the advice service may see. Every person who is referred can
    consent to contact by the advice service (`contact`). Only the holder of the right to appeal can let the advice
    service see parts of the case. So a parent cannot consent for a young person, and a young person cannot consent for
    a parent.

    An authority or a provider can refer a person whose case it sees. An advice service can record a family that came to
    it, or that a school sent. You can also refer a person to an advice service that is full. The answer then says that
    the advice service is full, and names another advice service of the area that can take more families.

    You can refer a person only once with the same consent. If you send the referral again with that consent, you get
    the problem `already-registered`. We do not tell you whether another organisation has referred the person, because
    this would show who is being helped. The advice service sees both referrals, and declines one of the two referrals
    as `duplicate`.
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)
    own = caller.organisation_kind is OF_THE_SERVICE

    async def use_case(work: CasesWork) -> Outcome:
        bench, case = bench_of(service, work), work.case if isinstance(work, CaseWork) else None
        stored = await use_cases.refer(work, bench, case, body.command())
        shown = made_out(stored, await turn_to(bench, stored.service_id, stored.la_id), service.organisations)
        headers = {"location": f"/v1/referrals/{stored.id}", "etag": etag(stored.version)}
        return Outcome(CREATED, shown, headers, private=True)

    if own or body.case_id is None:
        await not_taken_back(request, caller, idempotency_key)
        return await perform(request, caller, idempotency_key, service.writing, use_case)
    return await perform(request, caller, idempotency_key, service.changing(body.case_id), use_case)


@router.get(
    "",
    summary="List referrals",
    response_model=schemas.ReferralList,
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_referrals(
    turn: Turn,
    service: TheService,
    caller: Reader,
    narrowed: Annotated[Asked, Depends(narrowed_by(*FILTERS))],
    sort: Annotated[
        ReferralSort,
        Query(
            description=(
                "The order of the list. A value with `-` puts the latest first. Only an advice service may "
                "sort by `updated_at`."
            )
        ),
    ] = ReferralSort.LATEST_REFERRED,
) -> Page[Any]:
    """List the referrals that your organisation may see. An advice service sees the referrals that it received. An
    organisation that referred people sees receipts for its referrals. The newest come first, unless you choose
    another order."""
    own = caller.organisation_kind is OF_THE_SERVICE
    if sort.column == "updated_at" and not own:
        raise InvalidInput.at(
            "query",
            "#/sort",
            "Your organisation has only receipts. A receipt never changes, so you cannot sort by the last change",
            "not_told",
        )
    part = Stretch(sort, _CURSORS[sort].decode(turn.cursor), turn.limit)
    found: list[StoredReferral] | list[Receipt]
    async with service.database.work(actor_of(caller)) as work:
        referrals = Referrals(work.connection)
        found, last = await (referrals.own_page if own else referrals.receipts)(narrowed, part)
    shown = [await out(service, one) for one in found]
    return turn.page(shown, _CURSORS[sort].encode(last) if last else None)


@router.get(
    "/{referral_id}",
    summary="Read a referral",
    response_model=schemas.ReferralRead | schemas.ReferralReceipt,
    responses=OF_ONE,
)
async def get_referral(service: TheService, caller: Reader, referral_id: UUID) -> Response:
    """Read a referral. The advice service sees how to reach the person, and the parts of the case that the consent
    covers.

    The organisation that made the referral sees only a receipt: the referral as that organisation recorded it. After
    the person withdraws the consent, the advice service sees only the referral's id, its dates and `withdrawn`.

    The header `ETag` holds the version of the referral: send it back as `If-Match`. The `ETag` also changes if the case
    changes, or if another referral of the same person changes.
    """
    async with service.database.work(actor_of(caller)) as work:
        one = await seen_referral(work, referral_id)
        await known(service, one)
        if isinstance(one, Receipt):
            return tagged(one.version, receipt_out(one, service.organisations))
        beside = await _beside(work, one)
    return tagged(one.version, referral_read(service, one, beside, work.today))


async def _beside(work: Work, one: StoredReferral) -> Beside:
    """Return what the advice service may read beside its referral."""
    referrals = Referrals(work.connection)
    contents = await referrals.contents(one.id)
    notes = await referrals.notes(one.id)
    case = await referrals.case_for_advice(one.id)
    others = await referrals.live_beside(one.case_id, one.facts.person) if one.case_id else []
    return Beside(contents, notes, case, [other for other in others if other != one.id])


@router.get("/{referral_id}/events", summary="Read a referral's audit trail", responses=OF_ONE)
async def get_referral_events(
    turn: Turn,
    service: TheService,
    caller: Reader,
    referral_id: UUID,
) -> Page[JournalEntry]:
    """Read everything that was recorded about a referral to your advice service. The entries hold codes and dates, and
    no free text. Each entry holds the fingerprint (hash) of the entry before it. If somebody changed an entry, the
    hashes would no longer match.

    After the person withdraws the consent, the audit trail still has every entry. But the entries no longer show what
    changed, or which organisation referred the person.
    """
    after = _TRAIL.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        one = await seen_referral(work, referral_id)
        if isinstance(one, Receipt):
            raise NotFound
        found = await entries(work.connection, referral_id, after or 0, turn.limit + 1)
    shown = [JournalEntry.model_validate(entry) for entry in found[: turn.limit]]
    if one.facts.state is ReferralState.WITHDRAWN:
        shown = [_bare(entry) for entry in shown]
    return turn.page(shown, _TRAIL.encode(shown[-1].seq) if len(found) > turn.limit else None)


def _bare(entry: JournalEntry) -> JournalEntry:
    """Show an entry without what it changed; and without who wrote it, unless that was the advice service."""
    by_others = {} if entry.organisation_id == entry.owner_id else dict.fromkeys(("by", "organisation_id", "client_id"))
    return entry.model_copy(update={"changes": {}, **by_others})


async def seen_referral(work: Work, referral_id: UUID) -> StoredReferral | Receipt:
    """Return a referral as the caller knows it."""
    referrals = Referrals(work.connection)
    find = referrals.own if work.actor.kind is OF_THE_SERVICE else referrals.receipt
    found: StoredReferral | Receipt | None = await find(referral_id)
    if found is None:
        raise NotFound
    return found


async def out(service: Service, one: StoredReferral | Receipt) -> schemas.Referral | schemas.ReferralReceipt:
    """Show a referral as the caller knows it, without what is sealed."""
    await known(service, one)
    if isinstance(one, Receipt):
        return receipt_out(one, service.organisations)
    return referral_out(one, service.organisations)


async def known(service: Service, one: StoredReferral | Receipt) -> None:
    """Make sure that every organisation which is shown is known."""
    shown = (one.service_id,) if isinstance(one, Receipt) else (one.la_id, one.source_organisation_id)
    for organisation_id in shown:
        if organisation_id is not None:
            await service.organisations.known(organisation_id)
