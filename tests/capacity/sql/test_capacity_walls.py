"""The second wall around capacity: whose mediators, whose time, whose session, whatever a query forgot."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG, PARTNERS
from tests.platform.sql.test_walls import as_organisation
from tests.support.capacity import a_mediator, books, holds, mediates, puts, slots_for, tables_that_say, wants_mediation
from tests.support.parties import Party

OFFERED = ("mediators", "slots", "engagements")
"""Seen by whoever may turn to the provider."""
OF_THE_CASE = ("holds", "sessions", "mediation_needs")
"""Seen by the parties to the mediation."""
OF_ONE_ALONE = {"searches": "sandbox-la-991", "allocations": "sandbox-la-991", "journal": "sandbox-provider-a"}
"""Seen by one organisation only."""
CAPACITY = (*OFFERED, *OF_THE_CASE, *OF_ONE_ALONE)

PARTIES = ("sandbox-la-991", "sandbox-provider-a")
NEIGHBOURS = ("sandbox-la-992", "sandbox-icb")
"""They work with the same provider: its mediators they see, and whose session it is they do not."""
STRANGERS = [slug for slug in BY_SLUG if slug not in (*PARTIES, *NEIGHBOURS)]
OUTSIDERS = [*NEIGHBOURS, *STRANGERS, None]


@pytest.fixture(scope="module")
async def ours(la: Party, provider: Party, owner: AsyncEngine) -> dict[str, str]:
    """What is authority 991's and provider A's: one of everything, by its id."""
    mediator = await mediates(provider)
    booked_for, held_for = await wants_mediation(la, provider), await wants_mediation(la, provider)
    first, second = (await slots_for(la, held_for, mediator))[:2]
    session = await books(la, booked_for, first["id"])
    hold = await holds(la, second["id"], held_for)
    await puts(la, f"/v1/cases/{held_for}/mediation-needs", {"access": ["quiet_room"]})
    await la.posts(f"/v1/cases/{held_for}/searches", {})
    allocation = str(uuid4())
    async with owner.begin() as connection:
        values = {"id": allocation, "la": la.id}
        await connection.execute(
            text(
                "INSERT INTO allocations (id, organisation_id, status, facts, made_at)"
                " VALUES (CAST(:id AS uuid), :la, 'proposed', '{}', now())"
            ),
            values,
        )
        engagement = await connection.scalar(
            text("SELECT engagement_id FROM sessions WHERE id = CAST(:id AS uuid)"), {"id": session["id"]}
        )
    return {
        "mediator": mediator, "case": held_for, "booked_case": booked_for, "session": session["id"], "hold": hold["id"],
        "slot": first["id"], "engagement": str(engagement), "allocation": allocation,
    }  # fmt: skip


async def telling(connection: AsyncConnection, table: str, ids: dict[str, str]) -> list[str]:
    """The rows of a table that name any of what is not everybody's to know."""
    asked = text(f'SELECT CAST(t AS text) FROM "{table}" t WHERE CAST(t AS text) ~ :ids')  # noqa: S608 - named above
    return list((await connection.execute(asked, {"ids": "|".join(ids.values())})).scalars())


@pytest.mark.parametrize("slug", PARTIES)
async def test_the_parties_see_their_own(owner: AsyncEngine, ours: dict[str, str], slug: str) -> None:
    """So that the emptiness below is the wall's."""
    async with as_organisation(owner, slug) as connection:
        for table in CAPACITY:
            told = await telling(connection, table, ours)
            assert bool(told) == (OF_ONE_ALONE.get(table, slug) == slug), table


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_an_outsider_sees_at_most_that_time_is_taken(
    owner: AsyncEngine, ours: dict[str, str], slug: str | None
) -> None:
    async with as_organisation(owner, slug) as connection:
        for table in CAPACITY:
            told = await telling(connection, table, ours)
            assert bool(told) == (table in OFFERED and slug in NEIGHBOURS), table
            for private in ("case", "booked_case", "session", "allocation"):
                assert ours[private] not in str(told)


@pytest.mark.parametrize("slug", OUTSIDERS)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mediators SET name = 'x', version = version + 1 WHERE id = CAST(:mediator AS uuid)",
        "DELETE FROM slots WHERE mediator_id = CAST(:mediator AS uuid)",
        "UPDATE engagements SET expires_at = NULL WHERE mediator_id = CAST(:mediator AS uuid)",
        "DELETE FROM engagements WHERE mediator_id = CAST(:mediator AS uuid)",
        "DELETE FROM holds WHERE id = CAST(:hold AS uuid)",
        "UPDATE sessions SET version = version + 1 WHERE id = CAST(:session AS uuid)",
        "UPDATE mediation_needs SET version = version + 1 WHERE case_id = CAST(:case AS uuid)",
        "UPDATE allocations SET facts = '{}' WHERE id = CAST(:allocation AS uuid)",
    ],
)
async def test_an_outsider_changes_nothing(
    owner: AsyncEngine, ours: dict[str, str], slug: str | None, statement: str
) -> None:
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(text(statement), ours)).rowcount == 0


async def test_the_parties_may(owner: AsyncEngine, ours: dict[str, str]) -> None:
    """So that the refusals above are the wall's: authority 991 lets its own hold go."""
    async with as_organisation(owner, "sandbox-la-991") as connection:
        let_go = text("DELETE FROM engagements WHERE id = CAST(:hold AS uuid)")
        assert (await connection.execute(let_go, ours)).rowcount == 1


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM mediators",
        "UPDATE slots SET counted = true",
        "UPDATE engagements SET during = 'empty'",
        "UPDATE engagements SET person = 'x'",
        "UPDATE holds SET expires_at = now()",
        "DELETE FROM sessions",
        "DELETE FROM mediation_needs",
        "UPDATE searches SET free_in_time = 0",
        "DELETE FROM searches",
        "DELETE FROM allocations",
        "UPDATE journal SET changes = '{}'",
        "DELETE FROM journal",
        "TRUNCATE engagements",
        "ALTER TABLE engagements DROP CONSTRAINT engagements_one_at_a_time_excl",
    ],
)
async def test_the_services_role_may_not(owner: AsyncEngine, statement: str) -> None:
    for slug in PARTIES:
        async with as_organisation(owner, slug) as connection:
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                await connection.execute(text(statement))


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize("statement", ["UPDATE journal SET changes = '{}'", "DELETE FROM journal", "TRUNCATE journal"])
async def test_the_journal_refuses_even_its_owner(owner: AsyncEngine, statement: str) -> None:
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(statement))
        await connection.rollback()


REGISTER = text(
    "INSERT INTO mediators (id, provider_id, person, name, register, accredited_until, facts, availability, version,"
    " head, created_at, updated_at) VALUES (gen_random_uuid(), :provider, 'x', 'x', 'civil_mediation_council',"
    " '2029-01-01', '{}', '{}', 1, '', now(), now())"
)


@pytest.mark.parametrize("slug", ["sandbox-provider-b", "sandbox-la-991", "sandbox-icb", "sandbox-operator"])
async def test_nobody_registers_a_mediator_for_another(owner: AsyncEngine, slug: str) -> None:
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(REGISTER, {"provider": BY_SLUG["sandbox-provider-a"].id})


async def test_a_provider_gives_no_mediator_away(owner: AsyncEngine, provider: Party, other_provider: Party) -> None:
    free = (await provider.posts("/v1/mediators", a_mediator()))["id"]
    async with as_organisation(owner, "sandbox-provider-a") as connection:
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(
                text("UPDATE mediators SET provider_id = :other WHERE id = CAST(:id AS uuid)"),
                {"id": free, "other": other_provider.id},
            )


ENTER = text(
    "INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,"
    " recorded_at, changes, previous, hash) VALUES (CAST(:id AS uuid), 3, :of, :record, 'changed',"
    " :kind, :by, 'x', '2026-02-12', now(), '{}', '', '')"
)


@pytest.mark.parametrize(
    ("record", "whose"), [("mediator", "sandbox-provider-a"), ("allocation", "sandbox-la-991")], ids=str
)
async def test_nobody_else_enters_anything_of_a_record(
    owner: AsyncEngine, ours: dict[str, str], record: str, whose: str
) -> None:
    """Neither in its owner's name nor in its own: the number would be taken, and the owner's chain at an end."""
    said = {"id": ours[record], "record": record, "kind": BY_SLUG[whose].kind}
    theirs = BY_SLUG[whose].id
    for slug in BY_SLUG.keys() - {whose}:
        own = BY_SLUG[slug].id
        for of, by in ((theirs, own), (own, own), (theirs, theirs)):
            async with as_organisation(owner, slug) as connection:
                with pytest.raises(DBAPIError, match="row-level security"):
                    await connection.execute(ENTER, {**said, "of": of, "by": by, "kind": BY_SLUG[slug].kind})
    async with as_organisation(owner, whose) as connection:
        assert (await connection.execute(ENTER, {**said, "of": theirs, "by": theirs})).rowcount == 1


async def test_nobody_but_the_tribunal_calls_off_what_it_does_not_see(owner: AsyncEngine, ours: dict[str, str]) -> None:
    """And the tribunal only on a case that it sees: this one has no certificate."""
    ask = text("SELECT count(*) FROM app_call_off(CAST(:booked_case AS uuid), now())")
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            assert (await connection.execute(ask, ours)).scalar_one() == 0, slug


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_only_parties_count_a_cases_holds_or_let_them_go(
    owner: AsyncEngine, ours: dict[str, str], slug: str | None
) -> None:
    held = text("SELECT app_held(CAST(:case AS uuid), now()), app_let_go(CAST(:case AS uuid), now())")
    async with as_organisation(owner, slug) as connection:
        assert tuple((await connection.execute(held, ours)).one()) == (0, None)
    for party in PARTIES:
        async with as_organisation(owner, party) as connection:
            assert tuple((await connection.execute(held, ours)).one()) == (1, [UUID(ours["hold"])])


BOOK = text(
    "INSERT INTO sessions (id, case_id, la_id, provider_id, mediator_id, engagement_id, format, status, starts_at,"
    " ends_at, facts, sealed, version, booked_at, updated_at) SELECT gen_random_uuid(), CAST(:case AS uuid), :la,"
    " :provider, CAST(:mediator AS uuid), e.id, 'video', 'booked', e.starts_at, e.ends_at, '{}', '', 1, now(), now()"
    " FROM engagements e WHERE e.id = CAST(:hold AS uuid)"
)


@pytest.mark.parametrize("claimed", ["sandbox-la-991", "sandbox-la-992"])
async def test_a_session_claims_no_other_authoritys_case(
    owner: AsyncEngine, ours: dict[str, str], claimed: str
) -> None:
    """Neither as the other authority's nor as its own."""
    values: dict[str, Any] = {**ours, "la": BY_SLUG[claimed].id, "provider": BY_SLUG["sandbox-provider-a"].id}
    async with as_organisation(owner, "sandbox-la-992") as connection:
        with pytest.raises(DBAPIError, match=r"sessions_case_id_fkey|row-level security"):
            await connection.execute(BOOK, values)
    async with as_organisation(owner, "sandbox-la-991") as connection:
        own = {**values, "la": BY_SLUG["sandbox-la-991"].id}
        assert (await connection.execute(BOOK, own)).rowcount == 1  # so that the refusal above is the wall's


TAKE = text(
    "INSERT INTO engagements (id, mediator_id, provider_id, person, during)"
    " SELECT gen_random_uuid(), mediator_id, provider_id, person,"
    " tstzrange(lower(during) + :later, upper(during) + :later) FROM engagements WHERE id = CAST(:engagement AS uuid)"
)


TOGETHER, NO_GAP = "engagements_one_at_a_time_excl", "engagements_gap_(after|before)_excl"


@pytest.mark.parametrize(
    ("minutes", "barred_by"),
    [
        (0, TOGETHER), (1, TOGETHER), (-179, TOGETHER), (180, NO_GAP), (-180, NO_GAP), (209, NO_GAP), (-209, NO_GAP),
        (210, None), (-210, None),
    ],
)  # fmt: skip
async def test_no_two_engagements_of_a_person_overlap_or_leave_no_gap(
    owner: AsyncEngine, ours: dict[str, str], minutes: int, barred_by: str | None
) -> None:
    """Not even by hand, as the owner. One may begin when the mediator's half hour after another is over."""
    values = {**ours, "later": timedelta(minutes=minutes)}
    async with owner.connect() as connection:
        if barred_by is None:
            assert (await connection.execute(TAKE, values)).rowcount == 1
        else:
            with pytest.raises(DBAPIError, match=barred_by):
                await connection.execute(TAKE, values)
        await connection.rollback()


async def test_the_gap_is_the_mediators_whatever_is_written(owner: AsyncEngine, ours: dict[str, str]) -> None:
    without = text(
        "INSERT INTO engagements (id, mediator_id, provider_id, person, during, gap_minutes) SELECT gen_random_uuid(),"
        " mediator_id, provider_id, person, tstzrange(lower(during) + :later, upper(during) + :later), 0"
        " FROM engagements WHERE id = CAST(:engagement AS uuid) RETURNING gap_minutes"
    )
    async with owner.connect() as connection:
        taken = await connection.execute(without, {**ours, "later": timedelta(days=100)})
        assert taken.scalar_one() == 30
        await connection.rollback()


@pytest.mark.parametrize("slug", [*BY_SLUG, None])
async def test_how_many_wait_is_told_of_visible_providers_alone(
    owner: AsyncEngine, ours: dict[str, str], slug: str | None
) -> None:
    a, b = BY_SLUG["sandbox-provider-a"].id, BY_SLUG["sandbox-provider-b"].id
    visible: dict[str | None, set[UUID]] = {
        "sandbox-provider-a": {a}, "sandbox-provider-b": {b}, "sandbox-icb": {a, b},
        **{la: {BY_SLUG[one].id for one in partners} & {a, b} for la, partners in PARTNERS.items()},
    }  # fmt: skip
    counted = (
        "SELECT provider_id, la_code, arrange_by, count(*) FROM cases WHERE arrange_by IS NOT NULL GROUP BY 1, 2, 3"
    )
    async with owner.connect() as connection:
        everything = {tuple(row) for row in await connection.execute(text(counted))}
    assert a in {row[0] for row in everything}
    async with as_organisation(owner, slug) as connection:
        told = await connection.execute(text("SELECT provider_id, area, due_on, waiting FROM app_waiting()"))
        assert {tuple(row) for row in told} == {row for row in everything if row[0] in visible.get(slug, set())}
    assert ours["case"]


async def test_what_is_sealed_is_sealed_in_a_remembered_answer_too(
    la: Party, provider: Party, owner: AsyncEngine
) -> None:
    """An answer kept under its key holds the place and the names that the session keeps sealed."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"access": ["hearing_loop"]})
    held = await holds(la, (await slots_for(la, case, mediator))[0]["id"], case)
    said = {"hold_id": held["id"], "place": "Flat 3, Quince Street"}
    key = {"Idempotency-Key": f"book {case}"}
    session = await la.posts("/v1/sessions", said, **key)
    assert await la.posts("/v1/sessions", said, **key) == session
    named = {"name": "Q. Osei-Quince", "role": "SEND manager", "has_power_to_decide": True}
    path, key = f"/v1/sessions/{session['id']}/representative", {"Idempotency-Key": f"name {case}"}
    shown = await la.posts(path, named, **key)
    assert await la.posts(path, named, **key) == shown
    assert (shown["place"], shown["representatives"][0]["name"]) == (said["place"], named["name"])
    for word in ("Quince Street", "Osei-Quince", "hearing_loop"):
        assert await tables_that_say(owner, word) == []


async def test_of_another_registration_only_what_is_asked_about_is_told(
    provider: Party, other_provider: Party, owner: AsyncEngine
) -> None:
    """And of a mediator that one may turn to: a stranger is told nothing of whomever it names."""
    number = f"ELSE-{uuid4().hex[:8]}"
    theirs = [{"party": "family", "reference": "F-1"}, {"party": "school", "reference": "URN-1"}]
    there = await mediates(other_provider, areas=["992"], registration_number=number, conflicts=theirs)
    here = await mediates(provider, areas=["991"], registration_number=number)
    asked = text(
        "SELECT mediator_id, conflicts FROM app_elsewhere(CAST(:ids AS uuid[]), CAST(:named AS text[]), current_date)"
    )

    async def told(slug: str, *named: str) -> dict[str, list[str]]:
        async with as_organisation(owner, slug) as connection:
            rows = await connection.execute(asked, {"ids": [UUID(here), UUID(there)], "named": list(named)})
            return {str(one.mediator_id): one.conflicts for one in rows}

    assert await told("sandbox-provider-a", "urn-1", "f-2") == {here: ["school URN-1"]}
    assert await told("sandbox-provider-a") == {here: []}
    assert await told("sandbox-provider-b", "urn-1") == {there: []}
    assert await told("sandbox-tribunal", "urn-1", "f-1") == {}
