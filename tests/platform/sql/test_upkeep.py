"""Upkeep: keys of sealing are changed without losing a name, and only what nobody will send again is forgotten."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.main import create_app
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY, Settings
from app.upkeep import reseal, tidy
from tests.support.capacity import mediates
from tests.support.parties import Parties, Party, a_notice, calling, declines
from tests.support.referrals import a_referral, does, refers


@pytest.fixture
async def own(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def serving(settings: Settings, url: str, *keys: str, party: Party) -> AsyncIterator[Party]:
    """The service on a database, with these keys of sealing, as one party calls it."""
    sealing_keys = [SecretStr(key) for key in keys]
    app = create_app(settings.model_copy(update={"database_url": url, "sealing_keys": sealing_keys}))
    async with app.router.lifespan_context(app), calling(app) as http:
        yield Party(party.slug, http, party.token)


def gone(tidied: Mapping[str, int]) -> dict[str, int]:
    """What the upkeep deleted, without what there was none of."""
    return {what: count for what, count in tidied.items() if count}


async def test_names_outlive_the_key_that_sealed_them(
    settings: Settings, own_database_url: str, la: Party, provider: Party
) -> None:
    old, new = SANDBOX_SEALING_KEY, Fernet.generate_key().decode()
    async with serving(settings, own_database_url, old, party=la) as clerk:
        case = await clerk.opens(appellant={"kind": "parent", "name": "Sam Example"})
        number = await declines(Party(provider.slug, clerk.http, provider.token), case)
        record = await clerk.gets(f"/v1/certificates/{number}")

    assert await reseal(own_database_url, Seal([new, old])) >= 2
    async with serving(settings, own_database_url, new, party=la) as clerk:
        assert await clerk.gets(f"/v1/certificates/{number}") == record
        adviser = Party(provider.slug, clerk.http, provider.token)
        again = await adviser.records(case, "reissue-certificate", occurred_on="2026-03-09")
        token = (await clerk.gets(f"/v1/certificates/{again['certificate']['number']}"))["token"]
        assert token != record["token"]
    async with serving(settings, own_database_url, old, party=la) as clerk:
        assert (await clerk.sends("GET", f"/v1/cases/{case}")).status_code == 409


async def test_a_request_sent_again_outlives_the_key_that_guarded_it(
    settings: Settings, own_database_url: str, la: Party
) -> None:
    """Also one whose answer is kept sealed: the second."""
    old, new = SANDBOX_SEALING_KEY, Fernet.generate_key().decode()
    async with serving(settings, own_database_url, old, party=la) as clerk:
        sent = [("/v1/cases", a_notice()), ("/v1/referrals", a_referral(await clerk.opens()))]
        first = [
            await clerk.sends("POST", path, json=body, headers={"Idempotency-Key": f"k{number}"})
            for number, (path, body) in enumerate(sent)
        ]
    assert {answer.status_code for answer in first} == {201}
    await reseal(own_database_url, Seal([new, old]))
    for keys in ((new, old), (new,)):
        async with serving(settings, own_database_url, *keys, party=la) as clerk:
            for number, (path, body) in enumerate(sent):
                again = await clerk.sends("POST", path, json=body, headers={"Idempotency-Key": f"k{number}"})
                assert (again.status_code, again.json()) == (201, first[number].json())
                other = await clerk.sends("POST", path, json={}, headers={"Idempotency-Key": f"k{number}"})
                assert other.status_code == 422


async def test_an_answer_that_no_key_opens_is_said_to_be_out_of_reach(
    settings: Settings, own_database_url: str, la: Party
) -> None:
    """The old key went without `reseal`: whether the request is the same cannot be told, and no other is blamed."""
    old, new = SANDBOX_SEALING_KEY, Fernet.generate_key().decode()
    headers = {"Idempotency-Key": "k"}
    async with serving(settings, own_database_url, old, party=la) as clerk:
        await clerk.posts("/v1/cases", a_notice(), **headers)
    async with serving(settings, own_database_url, new, party=la) as clerk:
        again = await clerk.sends("POST", "/v1/cases", json=a_notice(), headers=headers)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/idempotency-key-retired")
        first = await clerk.posts("/v1/cases", a_notice(la_reference="EHC-2"), **{"Idempotency-Key": "k2"})
        assert await clerk.posts("/v1/cases", a_notice(la_reference="EHC-2"), **{"Idempotency-Key": "k2"}) == first


async def test_public_look_ups_are_forgotten_after_a_year(own: AsyncEngine, own_database_url: str) -> None:
    looked = text(
        "INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)"
        " SELECT 'MC', 'active', asked_by, now() - make_interval(days => days)"
        " FROM (VALUES ('public', 401), ('public 192.0.2.0/24', 401), ('public', 399), ('public-body', 401),"
        " ('la', 999)) AS looks (asked_by, days)"
    )
    async with own.begin() as connection:
        await connection.execute(looked)
    assert gone(await tidy(own_database_url)) == {"public look-ups of certificates, older than a year": 2}
    async with own.connect() as connection:
        left = (await connection.execute(text("SELECT asked_by FROM certificate_lookups ORDER BY 1"))).scalars().all()
    assert left == ["la", "public", "public-body"]


async def test_keys_are_forgotten_after_three_days(own: AsyncEngine, own_database_url: str, la: Party) -> None:
    keep = text(
        "INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)"
        " SELECT :organisation, 'hours ' || hours, '', 200, '{}', '', now() - make_interval(hours => hours)"
        " FROM unnest(ARRAY[1, 24, 71, 73, 1000]) AS hours"
    )
    async with own.begin() as connection:
        await connection.execute(keep, {"organisation": la.id})
    assert gone(await tidy(own_database_url)) == {"idempotency keys": 2}
    async with own.connect() as connection:
        left = await connection.execute(text("SELECT key FROM idempotency ORDER BY recorded_at DESC"))
        assert list(left.scalars()) == ["hours 1", "hours 24", "hours 71"]


async def test_nobody_stays_reachable_whose_consent_was_taken_back(
    own: AsyncEngine, own_database_url: str, settings: Settings, parties: Parties
) -> None:
    """A withdrawal forgets it at once; of a referral that a withdrawal met as it was made, the upkeep does."""
    count = text("SELECT count(*) FROM referral_contents WHERE referral_id = CAST(:id AS uuid)")

    async def kept(referral: str) -> int:
        async with own.connect() as connection:
            return int((await connection.execute(count, {"id": referral})).scalar_one())

    app = create_app(settings.model_copy(update={"database_url": own_database_url}))
    async with app.router.lifespan_context(app), calling(app) as http:
        la, provider, advice = [
            Party(slug, http, (await parties.get(slug)).token)
            for slug in ("sandbox-la-991", "sandbox-provider-a", "sandbox-advice-991")
        ]
        case = await la.opens()
        first = await refers(la, case)
        assert await kept(first) == 1
        await does(advice, first, "withdraw-consent")
        assert await kept(first) == 0
        met = await refers(provider, case, given_on="2026-02-10")
        living = await refers(la, await la.opens())
    assert await kept(met) == 1
    assert gone(await tidy(own_database_url)) == {"ways to reach people who took their consent back": 1}
    assert (await kept(met), await kept(living)) == (0, 1)


async def test_contact_details_go_when_the_times_of_the_case_are_over(
    own: AsyncEngine, own_database_url: str, settings: Settings, parties: Parties
) -> None:
    """A case that ended long ago has none. A case that goes on keeps them, until nothing happened for two years."""
    moved = "UPDATE cases SET {} WHERE id = CAST(:case AS uuid)"
    app = create_app(settings.model_copy(update={"database_url": own_database_url}))
    async with app.router.lifespan_context(app), calling(app) as http:
        la = Party("sandbox-la-991", http, (await parties.get("sandbox-la-991")).token)
        said = {
            "appellant": {"kind": "parent", "contact": {"telephone": "01632 960001"}},
            "notice_sent_on": "2026-02-02",
        }
        ended, edge, going_on, left = [await la.opens(**said) for _ in range(4)]
        for case in (ended, edge):
            await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-03")
    async with own.begin() as connection:
        lasts = await connection.scalar(
            text("SELECT times_end_on FROM cases WHERE id = CAST(:id AS uuid)"), {"id": ended}
        )
        assert str(lasts) == "2026-04-02"  # two months after the notice: the family may still appeal
        today = "CAST(timezone('Europe/London', now()) AS date)"
        await connection.execute(text(moved.format(f"times_end_on = {today} - 91")), {"case": ended})
        await connection.execute(text(moved.format(f"times_end_on = {today} - 90")), {"case": edge})
        await connection.execute(text(moved.format("updated_at = now() - interval '731 days'")), {"case": left})
    what = "contact details of families whose case is over"
    assert gone(await tidy(own_database_url)) == {what: 2}
    async with own.connect() as connection:
        kept = await connection.execute(
            text("SELECT case_id FROM contacts WHERE case_id = ANY(:cases)"), {"cases": [ended, edge, going_on, left]}
        )
        assert {str(one) for one in kept.scalars()} == {edge, going_on}
    assert gone(await tidy(own_database_url, {"contact_kept_days": 89})) == {what: 1}


GONE_BY = (
    "INSERT INTO slots (id, mediator_id, provider_id, person, starts_at, ends_at, counted)"
    " SELECT gen_random_uuid(), id, provider_id, person, now() - make_interval(days => days), now()"
    " - make_interval(days => days) + interval '3 hours', true FROM mediators, unnest(ARRAY[1, 89, 91, 400]) AS days",
    "INSERT INTO engagements (id, mediator_id, provider_id, person, during, expires_at)"
    " SELECT gen_random_uuid(), id, provider_id, person, tstzrange(now() - make_interval(days => days),"
    " now() - make_interval(days => days) + interval '1 hour'), now() - make_interval(days => days)"
    " FROM mediators, unnest(ARRAY[1, 4]) AS days",
    "INSERT INTO allocations (id, organisation_id, status, facts, made_at, booked_at) SELECT gen_random_uuid(),"
    " provider_id, status, '{}', now() - make_interval(days => days), CASE status WHEN 'booked' THEN now() END"
    " FROM mediators, unnest(ARRAY[1, 91]) AS days, unnest(ARRAY['proposed', 'booked']) AS status",
)


async def test_time_that_has_gone_by_goes(
    own: AsyncEngine, own_database_url: str, settings: Settings, provider: Party
) -> None:
    app = create_app(settings.model_copy(update={"database_url": own_database_url}))
    async with app.router.lifespan_context(app), calling(app) as http:
        await mediates(Party(provider.slug, http, provider.token))
    async with own.begin() as connection:
        for statement in GONE_BY:
            await connection.execute(text(statement))
        ahead = await connection.scalar(text("SELECT count(*) FROM slots WHERE starts_at > now()"))
    assert gone(await tidy(own_database_url)) == {
        "slots that have gone by": 2,
        "holds that have ended": 1,
        "proposals that have gone by": 1,
    }
    async with own.connect() as connection:
        left = [await connection.scalar(text(f"SELECT count(*) FROM {one}")) for one in ("slots", "allocations")]  # noqa: S608 - named here
        assert (ahead > 300, left) == (True, [ahead + 2, 3])
