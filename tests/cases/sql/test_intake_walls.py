"""What PostgreSQL itself lets a mediation provider record in an authority's place, if a query of ours forgot to ask."""

from datetime import date, timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.cases.domain.intake import SENT_WITHIN
from app.main import create_app
from app.platform.sandbox_organisations import BY_SLUG
from app.settings import Settings
from tests.cases.http.test_intake import letter
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Parties, Party, calling

OPEN = text(
    "INSERT INTO cases (id, la_id, la_code, provider_id, la_reference, regime, kind, notice_sent_on, notice_status,"
    " state, placement_only, facts, sealed, version, head, opened_at, updated_at) VALUES (:id, :la, '991', :provider,"
    " :reference, 'cfa-2014', 'refusal_to_amend', '2024-05-07', :status, 'notified', false, '{}', '', 1, '', now(),"
    " now())"
)


async def opens(owner: AsyncEngine, slug: str, *, any_authority: bool = False, **said: object) -> None:
    usual = {"id": uuid4(), "la": "sandbox-la-991", "provider": "sandbox-provider-a", "reference": None}
    values = {**usual, "status": "provisional", **said}
    for name in ("la", "provider"):
        values[name] = BY_SLUG[str(values[name])].id
    async with as_organisation(owner, slug) as connection:
        if any_authority:
            await connection.execute(text("SELECT set_config('app.any_authority', 'on', true)"))
        await connection.execute(OPEN, values)


async def test_a_provider_opens_a_provisional_case_of_an_authority_that_instructs_it(owner: AsyncEngine) -> None:
    await opens(owner, "sandbox-provider-a")
    await opens(owner, "sandbox-provider-a", any_authority=True, la="sandbox-la-993")
    await opens(owner, "sandbox-la-991", status="confirmed", reference="X")


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("sandbox-provider-a", {"la": "sandbox-la-993"}),
        ("sandbox-provider-a", {"la": "sandbox-icb", "any_authority": True}),
        ("sandbox-provider-a", {"status": "confirmed", "reference": "X"}),
        ("sandbox-provider-a", {"status": "disputed"}),
        ("sandbox-provider-a", {"provider": "sandbox-provider-b"}),
        ("sandbox-provider-b", {"provider": "sandbox-provider-b"}),
        ("sandbox-la-991", {}),
        ("sandbox-la-992", {"status": "confirmed", "reference": "X"}),
        ("sandbox-tribunal", {}),
        ("sandbox-icb", {}),
    ],
)
async def test_and_nobody_opens_any_other(owner: AsyncEngine, slug: str, said: dict[str, bool | str]) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await opens(owner, slug, **said)  # type: ignore[arg-type]


async def test_a_confirmed_notice_has_a_reference(owner: AsyncEngine) -> None:
    with pytest.raises(DBAPIError, match="confirmed_by_reference"):
        await opens(owner, "sandbox-la-991", status="confirmed")


async def test_the_same_letter_opens_no_second_case_past_the_use_case(owner: AsyncEngine) -> None:
    """Without any look beforehand: the trigger alone refuses it."""
    provider = BY_SLUG["sandbox-provider-a"].id
    values = {"la": BY_SLUG["sandbox-la-991"].id, "provider": provider, "reference": None, "status": "provisional"}
    async with as_organisation(owner, "sandbox-provider-a") as connection:
        await connection.execute(OPEN, {**values, "id": uuid4()})
        with pytest.raises(DBAPIError, match="this notice has a case"):
            await connection.execute(OPEN, {**values, "id": uuid4()})


@pytest.mark.parametrize("kind", ["notice-confirmed", "notice-disputed"])
async def test_the_authority_alone_answers(owner: AsyncEngine, provider: Party, kind: str) -> None:
    case = (await provider.posts("/v1/cases", letter(f"W-{kind}")))["id"]
    answer = text(
        "INSERT INTO events (case_id, seq, la_id, provider_id, type, by_kind, organisation_id, client_id, occurred_on,"
        " recorded_at, changes, previous, hash) VALUES (CAST(:case AS uuid), 2, :la, :provider, :kind,"
        " 'mediation_provider', :provider, 'x', '2026-03-20', now(), '{}', '', '')"
    )
    parties = {"la": BY_SLUG["sandbox-la-991"].id, "provider": provider.id}
    async with as_organisation(owner, "sandbox-provider-a") as connection:
        with pytest.raises(DBAPIError, match="the authority alone answers"):
            await connection.execute(answer, {"case": case, "kind": kind, **parties})


async def test_a_deployment_may_let_providers_record_for_every_registered_authority(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"advisers_record_for": "registered"}))
    async with app.router.lifespan_context(app), calling(app) as http:
        provider = await Parties(http).get("sandbox-provider-a")
        opened = await provider.posts("/v1/cases", letter("ANY-1", la_code="993"))
        assert (opened["la_code"], opened["notice_status"]) == ("993", "provisional")
        unknown: httpx2.Response = await provider.sends("POST", "/v1/cases", json=letter("ANY-2", la_code="330"))
        assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/la_code")
        authority = await Parties(http).get("sandbox-la-993")
        assert (await authority.sees(opened["id"]))["notice_status"] == "provisional"


CALLS = (("sandbox-provider-a", "provisional", None), ("sandbox-la-991", "confirmed", "SENT-LATER"))


@pytest.mark.parametrize("first", CALLS)
async def test_a_letter_and_its_sending_wait_for_each_other(
    owner: AsyncEngine, first: tuple[str, str, str | None]
) -> None:
    """Neither sees the other's case before it is committed. So the second waits, whichever it is."""
    days = {"sandbox-provider-a": date(2024, 5, 3), "sandbox-la-991": date(2024, 5, 3) + timedelta(SENT_WITHIN)}
    [second] = [call for call in CALLS if call != first]
    open_on = text(str(OPEN).replace("'2024-05-07'", ":day"))

    async def opens_on(connection: AsyncConnection, call: tuple[str, str, str | None], day: date) -> None:
        _, status, reference = call
        provider = BY_SLUG["sandbox-provider-a"].id
        values = {"la": BY_SLUG["sandbox-la-991"].id, "provider": provider, "reference": reference, "status": status}
        await connection.execute(open_on, {**values, "id": uuid4(), "day": day})

    async with as_organisation(owner, first[0]) as one, as_organisation(owner, second[0]) as other:
        await opens_on(one, first, days[first[0]])
        await other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        await opens_on(other, second, days[second[0]] + timedelta(21))  # another week waits for nobody
        with pytest.raises(DBAPIError, match="lock timeout"):
            await opens_on(other, second, days[second[0]])


async def test_the_database_and_the_service_agree_on_the_days_of_a_letter(owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        assert (await connection.execute(text("SELECT app_sent_within()"))).scalar_one() == SENT_WITHIN
