"""Functions that read past the policies: each was reviewed, and a new one fails here until it has been.

A review asks three things. Who may execute it? Does it take ids and read the rows itself, so that
nobody hands it rows of their own making? Does it say in its own words who may ask, since no policy does?
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.access.secrets import form_of
from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party, declines
from tests.support.referrals import refers


@pytest.fixture(scope="module")
async def ours(la: Party, provider: Party) -> dict[str, str]:
    case = await la.opens()
    return {"case": case, "number": await declines(provider, case)}


CALLED = {
    "app_advice_offers(uuid)": "of a case that the caller offers help on; an answer, to whoever it was said to",
    "app_answer_offer(uuid,text,date,text,text)": "on a case that the caller offers help on",
    "app_area_of_case(uuid)": "to a service of that area",
    "app_arranges(uuid)": "whether the caller itself is party to a case's mediation",
    "app_arrivals(date)": "of providers that the caller sees; counts alone",
    "app_calendar(text,timestamp with time zone)": "to whoever holds a mediator's secret address",
    "app_call_off(uuid,timestamp with time zone)": "to the tribunal, on a case in its sight",
    "app_comparisons_waiting()": "which comparisons wait, and whose: for a worker, which acts as that authority",
    "app_count_experience(text,date,uuid,date,text,text,integer[])": "for whoever holds a family's sealed "
    "link; adds one family's answers, and returns nothing",
    "app_correct_consent(uuid,text,text[],date,text,date,text)": "a referral that the caller made",
    "app_case_for_advice(uuid)": "to the service of that referral, as far as its consent goes",
    "app_certificates_of(uuid)": "of a case that the caller sees",
    "app_correct_answer(uuid,text,text)": "an answer that the caller itself was given",
    "app_count_duties(date,text[],date,date,uuid)": "of duties that the caller sees; counts alone",
    "app_elsewhere(uuid[],text[],date)": "of mediators that the caller sees; by whom it was said is not told",
    "app_erase_names(uuid,text[],bytea[])": "by the authority of a case that has ended; no certificate is read",
    "app_families_helped(uuid,date,date)": "as app_families_supported",
    "app_families_supported(uuid,date,date)": "an authority's own area, or a service's own referrals; no id comes back",
    "app_feed_end()": "a number",
    "app_feed_lag()": "three numbers",
    "app_feed_place(uuid,text,bigint,text)": "about an event whose hash the caller has read",
    "app_held(uuid,timestamp with time zone)": "how many, to a party to the case's mediation",
    "app_help_is_given(uuid)": "to the authority of that case, where the person agreed",
    "app_holder_of_case(uuid)": "to a service of that area",
    "app_imports_waiting(uuid)": "which imports wait, and whose: for a worker, which acts as that authority",
    "app_keep_duties(uuid,integer,jsonb,boolean)": "by a party to the case, or the tribunal; nothing is read",
    "app_let_go(uuid,timestamp with time zone)": "for a party to the case's mediation",
    "app_offers_help(uuid)": "whether the caller itself offers help on a case",
    "app_own_referrals(uuid,text,timestamp with time zone,uuid,integer)": "a service's own; bones without consent",
    "app_proves(text,text)": "whether a secret, hashed, is a client's; no hash comes back",
    "app_published_evidence(text,text,date)": "public: what an authority itself made public",
    "app_receipts(uuid,timestamp with time zone,uuid,integer)": "what the caller itself referred",
    "app_receipts_of_case(uuid)": "likewise, of one case",
    "app_records_referral(uuid,uuid,integer)": "whether the caller itself may write an entry; asked by a policy",
    "app_same_notice(uuid,text,date[],text,text,uuid,text)": "that there is one; the id of a case that the caller sees",
    "app_secret_form(text)": "how a client's secret is hashed, and nothing of it",
    "app_server()": "the name of the server",
    "app_taken_back_since(uuid,uuid,text,date)": "to that service; asked by a policy",
    "app_to_refer(date,uuid,integer)": "what was answered to the caller itself",
    "app_transfer_case(uuid,integer,uuid,uuid,uuid,uuid,text,text,text,date,timestamp with time zone,jsonb,text,text,"
    "text,text)": "an authority gives its own case away, to partners of the other authority",
    "app_certificate_now(text)": "public: whether a number counts, and nothing else of the certificate",
    "app_verify_certificate(text,text,timestamp with time zone)": "public: no name, and it leaves a trace",
    "app_waiting()": "of providers that the caller sees; counts alone",
    "app_withdraw_consent(uuid,text,date,text)": "a referral to the caller, or one that it made",
    "app_write_certificate_again(uuid,character varying,character varying,character varying,bytea,"
    "timestamp with time zone)": "to the authority, of its own case; ground and day stay the issuer's",
}
"""What the service calls: by whom it may be asked what, in each function's own words."""

OF_THE_OWNER = {
    "app_answer_of_holder()": "a trigger's",
    "app_ask_new_holder()": "a trigger's",
    "app_cover_own_case()": "a trigger's",
    "app_duties_follow()": "a trigger's",
    "app_end_referral(uuid,text,date,text)": "a part of app_withdraw_consent",
    "app_fold_public_lookup()": "a trigger's",
    "app_free_time()": "a trigger's",
    "app_meet_withdrawal()": "a trigger's",
    "app_must_be_of_a_session()": "a trigger's",
    "app_keep_appeal()": "a trigger's",
    "app_must_share()": "a trigger's",
    "app_must_be_of_its_area()": "a trigger's",
    "app_no_more_offers()": "a trigger's",
    "app_one_at_a_time(uuid,uuid,text)": "a part of others",
    "app_withdrawal_since(uuid,uuid,uuid,text,date)": "a part of others",
}
"""What no role but the owner executes, and why the service need not."""

DEFINERS = text("""
    SELECT CAST(CAST(p.oid AS regprocedure) AS text) AS name, p.proconfig AS settings,
        ARRAY(SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE CAST(CAST(a.grantee AS regrole) AS text) END
            FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE a.grantee <> p.proowner AND a.privilege_type = 'EXECUTE' ORDER BY 1) AS grantees,
        ARRAY(SELECT CAST(t AS text) FROM unnest(CAST(p.proargtypes AS regtype[])) t
            JOIN pg_type y ON y.oid = CAST(t AS oid) WHERE y.typtype = 'c') AS rows
    FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = CAST('public' AS regnamespace)
""")


async def test_every_function_that_reads_past_the_policies_was_reviewed(owner: AsyncEngine) -> None:
    expected = {name: ["mediation_app"] for name in CALLED} | {name: [] for name in OF_THE_OWNER}
    async with owner.connect() as connection:
        found = (await connection.execute(DEFINERS)).all()
    assert {one.name: one.grantees for one in found} == expected
    for one in found:
        assert one.settings[0] == "search_path=public, pg_temp", f"{one.name} may be led to another's tables"
        assert set(one.settings[1:]) <= {"enable_sort=off"}, f"{one.name} sets what nobody reviewed"
        assert one.rows == [], f"{one.name} takes rows that its caller may have made up"


@pytest.mark.parametrize("slug", ["sandbox-la-992", "sandbox-provider-a", "sandbox-advice-992", None])
async def test_no_referral_is_ended_but_through_its_withdrawal(owner: AsyncEngine, la: Party, slug: str | None) -> None:
    referral = await refers(la, await la.opens(), "contact")
    end = text("SELECT app_end_referral(CAST(:referral AS uuid), 'x', CURRENT_DATE, CAST(now() AS text))")
    withdraw = text("SELECT app_withdraw_consent(CAST(:referral AS uuid), 'x', CURRENT_DATE, CAST(now() AS text))")
    correct = text(
        "SELECT app_correct_consent(CAST(:referral AS uuid), 'x', '{}', CURRENT_DATE, 'other', CURRENT_DATE,"
        " CAST(now() AS text))"
    )
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(withdraw, {"referral": referral})).scalar_one() is False
        assert (await connection.execute(correct, {"referral": referral})).scalar_one() == "none"
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(end, {"referral": referral})
    async with owner.begin() as connection:  # nor does the owner end one in a stranger's name
        if slug is not None:
            named = {"id": str(BY_SLUG[slug].id), "kind": BY_SLUG[slug].kind}
            await connection.execute(
                text("SELECT set_config('app.organisation', :id, true), set_config('app.kind', :kind, true)"), named
            )
        await connection.execute(end, {"referral": referral})
        asked = text("SELECT r.state, count(c.referral_id) AS reachable FROM referrals r LEFT JOIN referral_contents c"
            " ON c.referral_id = r.id WHERE r.id = CAST(:referral AS uuid) GROUP BY 1")  # fmt: skip
        assert tuple((await connection.execute(asked, {"referral": referral})).one()) == ("new", 1)


@pytest.mark.parametrize("function", sorted(name for name, why in OF_THE_OWNER.items() if why == "a trigger's"))
async def test_no_triggers_function_runs_on_a_table_of_ones_own(owner: AsyncEngine, function: str) -> None:
    async with as_organisation(owner, "sandbox-la-992") as connection:
        await connection.execute(text("CREATE TEMPORARY TABLE mine (case_id uuid)"))
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(
                text(f"CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION {function}")
            )


IN_A_NAME = text(
    "INSERT INTO events (case_id, seq, la_id, provider_id, type, by_kind, organisation_id, client_id, occurred_on,"
    " recorded_at, changes, previous, hash) VALUES (CAST(:case AS uuid), 99, :la, :provider, 'mediation-declined',"
    " :kind, :organisation, 'x', '2026-02-12', now(), '{}', '', '')"
)
PARTIES = ("sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal")


@pytest.mark.parametrize("writer", PARTIES)
@pytest.mark.parametrize("name", PARTIES)
async def test_an_event_is_in_the_name_of_whoever_writes_it(
    owner: AsyncEngine,
    ours: dict[str, str],
    writer: str,
    name: str,
) -> None:
    values = {
        "case": ours["case"], "la": BY_SLUG["sandbox-la-991"].id, "provider": BY_SLUG["sandbox-provider-a"].id,
        "kind": BY_SLUG[name].kind, "organisation": BY_SLUG[name].id,
    }  # fmt: skip
    own = {**values, "kind": BY_SLUG[writer].kind, "organisation": BY_SLUG[writer].id}
    for said in (values, {**own, "kind": values["kind"]}, {**own, "organisation": values["organisation"]}):
        async with as_organisation(owner, writer) as connection:
            if said == own:
                await connection.execute(IN_A_NAME, said)
                continue
            with pytest.raises(DBAPIError, match="row-level security"):
                await connection.execute(IN_A_NAME, said)


@pytest.mark.parametrize("column", ["ground = 'took_part'", "issued_on = '2026-01-01'", "sealed_token = ''"])
async def test_nothing_of_a_certificate_changes_but_whether_it_stands(
    owner: AsyncEngine,
    ours: dict[str, str],
    column: str,
) -> None:
    async with as_organisation(owner, "sandbox-provider-a") as connection:
        change = text(f"UPDATE certificates SET {column} WHERE number = :number")  # noqa: S608 - named in this file
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(change, {"number": ours["number"]})


@pytest.mark.parametrize("column", ["secret_hash", "*", "CAST(client_secrets AS text)"])
async def test_the_service_reads_no_hash_of_a_secret(owner: AsyncEngine, column: str) -> None:
    async with as_organisation(owner, None) as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text(f"SELECT {column} FROM client_secrets"))  # noqa: S608 - named in this file


async def test_it_learns_whether_a_secret_is_right_and_how_it_is_hashed(owner: AsyncEngine) -> None:
    form, proves = text("SELECT app_secret_form(:client)"), text("SELECT app_proves(:client, :hashed)")
    async with owner.begin() as connection:
        stored = await connection.execute(
            text("SELECT secret_hash FROM client_secrets WHERE client_id = 'sandbox-la-991'")
        )
        whole = stored.scalar_one()
        await connection.execute(
            text(
                "INSERT INTO clients (client_id, organisation_id, scopes) SELECT 'elsewhere', organisation_id, '{}'"
                " FROM clients WHERE client_id = 'sandbox-la-991' ON CONFLICT DO NOTHING"
            )
        )
    async with as_organisation(owner, None) as connection:
        said = (await connection.execute(form, {"client": "sandbox-la-991"})).scalar_one()
        assert said == form_of(whole)
        assert whole.rpartition("$")[2] not in said
        for hashed, right in ((whole, True), (said, False), ("", False)):
            asked = {"client": "sandbox-la-991", "hashed": hashed}
            assert (await connection.execute(proves, asked)).scalar_one() is right
        assert (await connection.execute(form, {"client": "elsewhere"})).scalar_one() is None
        assert (await connection.execute(proves, {"client": "elsewhere", "hashed": "!"})).scalar_one() is False
