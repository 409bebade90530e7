"""The walls around referrals, by SQL: as the service's own role works, in each organisation's name."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Parties, Party
from tests.support.referrals import EVERYTHING, HELPED_ON, UNTOLD, a_referral, does, helps, refers

SERVICE = "sandbox-advice-991"
OTHERS = [slug for slug in BY_SLUG if slug != SERVICE]
TABLES = ("referrals", "referral_contents", "referral_notes", "advice_offers")


@pytest.fixture(scope="module")
async def ours(la: Party, provider: Party, parties: Parties) -> dict[str, str]:
    """A referral that lives, one that was withdrawn, and an offer that was declined to the provider."""
    advice, case, over = await parties.get(SERVICE), await la.opens(), await la.opens()
    offer = {"moment": "notice", "made_on": "2026-02-03", "answer": "declined", "reason": "wants_nobody_told"}
    await provider.posts(f"/v1/cases/{case}/advice-offers", offer)
    keys = {"Idempotency-Key": "a referral with everything"}
    live = (await la.posts("/v1/referrals", a_referral(case, *UNTOLD), **keys))["id"]
    withdrawn = await refers(la, over, *EVERYTHING)
    for referral in (live, withdrawn):
        await helps(advice, referral)
    await does(advice, withdrawn, "withdraw-consent")
    return {"case": case, "over": over, "live": live, "withdrawn": withdrawn}


async def rows_of(connection: AsyncConnection, source: str) -> list[str]:
    found = await connection.execute(text(f"SELECT CAST(t AS text) FROM {source} t"))  # noqa: S608 - named in this file
    return list(found.scalars())


async def one_row(connection: AsyncConnection, function: str, given: str) -> Any:
    asked = text(f"SELECT * FROM {function}(CAST(:given AS uuid))")  # noqa: S608 - the columns and conditions are our own text
    return (await connection.execute(asked, {"given": given})).one_or_none()


@pytest.mark.parametrize("slug", [*OTHERS, None])
async def test_in_nobody_elses_name_is_a_row_read(owner: AsyncEngine, ours: dict[str, str], slug: str | None) -> None:
    told = {ours["live"], ours["withdrawn"], "wants_nobody_told"}
    async with as_organisation(owner, slug) as connection:
        for source in (*TABLES, "journal", "app_own_referrals(NULL, NULL, NULL, NULL, 1000)"):
            assert [row for row in await rows_of(connection, source) if any(one in row for one in told)] == [], source
        for referral in (ours["live"], ours["withdrawn"]):
            assert await one_row(connection, "app_case_for_advice", referral) is None
        assert not (await one_row(connection, "app_area_of_case", ours["case"]))[0]


async def test_its_service_reads_the_living_and_nothing_of_the_withdrawn(
    owner: AsyncEngine, ours: dict[str, str]
) -> None:
    async with as_organisation(owner, SERVICE) as connection:
        for table in ("referrals", "referral_contents", "referral_notes"):
            rows = await rows_of(connection, table)
            assert [row for row in rows if ours["live"] in row], table
            assert [row for row in rows if ours["withdrawn"] in row] == [], table
        assert await rows_of(connection, "advice_offers") == []
        assert await one_row(connection, "app_case_for_advice", ours["withdrawn"]) is None
        bones = await rows_of(connection, "app_own_referrals(NULL, 'withdrawn', NULL, NULL, 1000)")
        assert [row for row in bones if ours["withdrawn"] in row]
        assert ours["over"] not in str(bones)
        kept = [row for row in await rows_of(connection, "journal") if ours["withdrawn"] in row]
        assert kept
        assert ours["over"] not in str(kept)


async def test_receipts_and_offers_say_no_more_by_sql(owner: AsyncEngine, ours: dict[str, str]) -> None:
    for slug in ("sandbox-la-992", "sandbox-provider-a", SERVICE, "sandbox-tribunal", "sandbox-operator"):
        async with as_organisation(owner, slug) as connection:
            assert ours["live"] not in str(await rows_of(connection, "app_receipts(NULL, NULL, NULL, 1000)"))
    async with as_organisation(owner, "sandbox-la-991") as connection:
        told = await rows_of(connection, "app_receipts(NULL, NULL, NULL, 1000)")
        receipts = [row for row in told if ours["live"] in row or ours["withdrawn"] in row]
        assert len(receipts) == 2
        for word in ("active", "withdrawn_on", "accepted", HELPED_ON):
            assert word not in str(receipts)
        offer = await one_row(connection, "app_advice_offers", ours["case"])
        assert (offer.own, offer.answered, offer.answer, offer.reason) == (False, True, None, None)
    async with as_organisation(owner, "sandbox-la-992") as connection:
        assert await one_row(connection, "app_advice_offers", ours["case"]) is None
        counted = text("SELECT count(*) FROM app_families_supported(:area, '2014-01-01', '2030-01-01')")
        area = {"area": BY_SLUG["sandbox-la-991"].id}
        assert await rows_of(connection, "app_to_refer(NULL, NULL, 1000)") == []
        assert (await connection.execute(counted, area)).scalar_one() == 0


PUBLISH = text(
    "INSERT INTO advice_figures (owner_id, owner_kind, la_id, first_day, published, counted_at)"
    " VALUES (:owner, :kind, :area, CAST(:first AS date), '{}', CAST(:at AS timestamptz))"
)


def figures_of(owner: str, area: str, first: str = "2020-01-01", at: str = "2020-06-30T23:00Z") -> dict[str, Any]:
    first_day, counted_at = date.fromisoformat(first), datetime.fromisoformat(at)
    return {
        "owner": BY_SLUG[owner].id, "kind": BY_SLUG[owner].kind, "area": BY_SLUG[area].id, "first": first_day,
        "at": counted_at,
    }  # fmt: skip


async def test_what_was_published_is_its_owners_and_stays(owner: AsyncEngine) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        await connection.execute(PUBLISH, figures_of("sandbox-la-991", "sandbox-la-991"))
        assert [row for row in await rows_of(connection, "advice_figures") if "2020-01-01" in row]
        for slug in (SERVICE, "sandbox-la-992", "sandbox-provider-a"):
            other = BY_SLUG[slug]
            await connection.execute(text("SELECT set_config('app.organisation', :id, true)"), {"id": str(other.id)})
            await connection.execute(text("SELECT set_config('app.kind', :kind, true)"), {"kind": other.kind})
            assert [row for row in await rows_of(connection, "advice_figures") if "2020-01-01" in row] == [], slug
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("UPDATE advice_figures SET published = '{}'"))
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("DELETE FROM advice_figures"))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (figures_of("sandbox-la-991", "sandbox-la-992"), "row-level|owner_check"),
        (figures_of("sandbox-la-992", "sandbox-la-992"), "row-level"),
        (figures_of(SERVICE, "sandbox-la-991"), "row-level"),
        (figures_of("sandbox-la-991", "sandbox-la-991", first="2020-02-01", at="2021-01-01T12:00Z"), "quarter_check"),
        (figures_of("sandbox-la-991", "sandbox-la-991", first="2014-04-01"), "quarter_check"),
        (figures_of("sandbox-la-991", "sandbox-la-991", at="2020-06-30T22:59Z"), "not_too_early_check"),
    ],
)
async def test_no_figures_are_slipped_in(owner: AsyncEngine, values: dict[str, Any], why: str) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match=why):
            await connection.execute(PUBLISH, values)


async def test_a_service_publishes_of_the_areas_that_it_serves(owner: AsyncEngine) -> None:
    async with as_organisation(owner, SERVICE) as connection:
        await connection.execute(PUBLISH, figures_of(SERVICE, "sandbox-la-991"))
        with pytest.raises(DBAPIError, match="row-level"):
            await connection.execute(PUBLISH, figures_of(SERVICE, "sandbox-la-992"))


WITHDRAW = text("SELECT app_withdraw_consent(CAST(:id AS uuid), 'x', DATE '2026-03-02', '2026-03-02T10:00:00+00:00')")


@pytest.mark.parametrize("slug", [slug for slug in OTHERS if slug != "sandbox-la-991"])
async def test_a_stranger_takes_nobodys_consent_back(owner: AsyncEngine, ours: dict[str, str], slug: str) -> None:
    async with as_organisation(owner, slug) as connection:
        await connection.execute(WITHDRAW, {"id": ours["live"]})
        await connection.execute(text("RESET ROLE"))
        state = text("SELECT state FROM referrals WHERE id = CAST(:id AS uuid)")
        assert (await connection.execute(state, {"id": ours["live"]})).scalar_one() == "active"


@pytest.mark.parametrize("slug", [*OTHERS, SERVICE])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referrals SET case_id = NULL",
        "UPDATE referrals SET consent_withdrawn_on = NULL",
        "UPDATE referrals SET consent_covers = '{contact,case_dates,decision,mediation}'",
        "UPDATE referrals SET service_id = app_organisation()",
        "DELETE FROM referrals",
        "UPDATE referral_contents SET service_id = app_organisation()",
        "UPDATE referral_notes SET sealed = ''",
        "UPDATE advice_offers SET answer = 'accepted'",
        "DELETE FROM advice_offers",
    ],
)
@pytest.mark.usefixtures("ours")
async def test_nobody_may(owner: AsyncEngine, slug: str, statement: str) -> None:
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text(statement))


SLIP_IN = text(
    "INSERT INTO referrals (id, service_id, la_id, case_id, source_organisation_id, source_kind, source, person,"
    " consent_given_on, consent_covers, state, facts, version, head, referred_at, updated_at) VALUES"
    " (gen_random_uuid(), :service, :la, CAST(:case AS uuid), :maker, :kind, :source, 'parent', '2026-01-05',"
    " '{contact}', 'new', '{}', 1, '', now(), now())"
)


@pytest.mark.parametrize(
    ("slug", "maker", "service", "area", "why"),
    [
        ("sandbox-la-992", "sandbox-la-992", "sandbox-advice-992", "sandbox-la-992", "area of the case|row-level"),
        ("sandbox-la-992", "sandbox-la-991", "sandbox-advice-991", "sandbox-la-991", "row-level"),
        ("sandbox-la-991", "sandbox-la-991", "sandbox-advice-992", "sandbox-la-991", "row-level"),
        ("sandbox-la-991", "sandbox-la-991", "sandbox-provider-a", "sandbox-la-991", "service_id_fkey|row-level"),
        ("sandbox-provider-b", "sandbox-provider-b", "sandbox-advice-991", "sandbox-la-991", "row-level"),
        ("sandbox-advice-992", "sandbox-advice-992", "sandbox-advice-991", "sandbox-la-991", "row-level|who_refers"),
        ("sandbox-tribunal", "sandbox-tribunal", "sandbox-advice-991", "sandbox-la-991", "row-level|who_refers"),
    ],
)
async def test_no_referral_is_slipped_in(
    owner: AsyncEngine, ours: dict[str, str], slug: str, maker: str, service: str, area: str, why: str
) -> None:
    kind = BY_SLUG[maker].kind
    values = {
        "service": BY_SLUG[service].id, "la": BY_SLUG[area].id, "case": ours["case"], "maker": BY_SLUG[maker].id,
        "kind": kind, "source": "family" if kind == "advice_service" else kind,
    }  # fmt: skip
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match=why):
            await connection.execute(SLIP_IN, values)


async def test_no_consent_is_slipped_in_that_opens_anothers_case(owner: AsyncEngine, la: Party) -> None:
    wider = text(str(SLIP_IN).replace("'{contact}'", "'{contact,case_dates}'"))
    values = {
        "service": BY_SLUG[SERVICE].id, "la": BY_SLUG["sandbox-la-991"].id, "maker": BY_SLUG["sandbox-la-991"].id,
        "kind": "local_authority", "source": "local_authority",
    }  # fmt: skip
    for holder in ("parent", "young_person"):
        case = await la.opens(appellant={"kind": holder, "name": "Alex Example"})
        async with as_organisation(owner, "sandbox-la-991") as connection:
            if holder == "parent":
                await connection.execute(wider, {**values, "case": case})
            else:
                with pytest.raises(DBAPIError, match="covers_own"):
                    await connection.execute(wider, {**values, "case": case})


async def test_a_service_slips_nobody_in_again_on_an_older_consent(owner: AsyncEngine, ours: dict[str, str]) -> None:
    """Its policy says so too: the withdrawal was on 12 February, this consent is of 5 January."""
    values = {
        "service": BY_SLUG[SERVICE].id, "la": BY_SLUG["sandbox-la-991"].id, "case": ours["over"],
        "maker": BY_SLUG[SERVICE].id, "kind": "advice_service", "source": "family",
    }  # fmt: skip
    async with as_organisation(owner, SERVICE) as connection:
        with pytest.raises(DBAPIError, match="row-level"):
            await connection.execute(SLIP_IN, values)


async def test_when_a_consent_was_taken_back_the_service_alone_is_told(
    owner: AsyncEngine, ours: dict[str, str]
) -> None:
    asked = text("SELECT app_taken_back_since(:service, CAST(:case AS uuid), 'parent', DATE '2026-01-05')")
    values = {"service": BY_SLUG[SERVICE].id, "case": ours["over"]}
    for slug in (*OTHERS, SERVICE):
        async with as_organisation(owner, slug) as connection:
            told = (await connection.execute(asked, values)).scalar_one()
        assert (told is not None) is (slug == SERVICE), slug


@pytest.mark.parametrize("slug", [slug for slug in OTHERS if slug not in ("sandbox-la-991", "sandbox-provider-a")])
async def test_a_stranger_answers_nobodys_offer(owner: AsyncEngine, la: Party, slug: str) -> None:
    case = await la.opens()
    await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "notice", "made_on": "2026-02-03"})
    answered = text("SELECT app_answer_offer(CAST(:case AS uuid), NULL, DATE '2026-03-02', 'declined', NULL)")
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(answered, {"case": case})).scalar_one() is None


async def test_no_offer_is_recorded_as_answered_to_another(owner: AsyncEngine, la: Party) -> None:
    values = {
        "case": await la.opens(), "la": BY_SLUG["sandbox-la-991"].id, "other": BY_SLUG["sandbox-provider-a"].id,
    }  # fmt: skip
    slipped = text(
        "INSERT INTO advice_offers (id, case_id, la_id, organisation_id, organisation_kind, moment, due_on, made_on,"
        " answer, answered_to, recorded_at) VALUES (gen_random_uuid(), CAST(:case AS uuid), :la, :la,"
        " 'local_authority', 'notice', '2026-02-02', '2026-02-03', 'declined', :other, now())"
    )
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match="row-level"):
            await connection.execute(slipped, values)


@pytest.mark.parametrize("slug", OTHERS)
async def test_nobody_else_writes_into_a_referrals_journal(owner: AsyncEngine, ours: dict[str, str], slug: str) -> None:
    """Whoever made it wrote its first entry, and no other: the next place in its chain is the service's."""
    enter = text(
        "INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,"
        " recorded_at, changes, previous, hash) VALUES (CAST(:id AS uuid), 99, :service, 'referral', 'help-started',"
        " app_kind(), app_organisation(), 'x', '2026-03-02', now(), '{}', '', '')"
    )
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="row-level"):
            await connection.execute(enter, {"id": ours["live"], "service": BY_SLUG[SERVICE].id})


async def test_what_the_service_writes_into_the_facts_widens_no_consent(owner: AsyncEngine, la: Party) -> None:
    """It may write what became of a referral; what the walls read of the consent stands where it cannot."""
    referral = await refers(la, await la.opens(kind="plan_content", sections=("F",)))
    widened = text(
        "UPDATE referrals SET facts = jsonb_set(facts, '{consent,covers}',"
        ' \'["contact","case_dates","decision","mediation","tell_authority"]\') WHERE id = CAST(:id AS uuid)'
    )
    async with as_organisation(owner, SERVICE) as connection:
        assert (await connection.execute(widened, {"id": referral})).rowcount == 1
        seen = await one_row(connection, "app_case_for_advice", referral)
        assert (seen.kind, seen.state, seen.facts, seen.session_on) == (None, None, None, None)
