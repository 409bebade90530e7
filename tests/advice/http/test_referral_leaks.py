"""Arm's length: each way in which something of a referral could reach somebody whose business it is not, tried."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferredPerson, Source
from app.advice.referrals.views import case_seen
from app.cases.domain.facts import CaseFacts
from app.cases.records import facts_to_json
from app.kernel.terms import AppellantKind, DecisionKind
from app.law.domain.regimes import RegimeId
from app.platform.json import as_json
from tests.platform.sql.test_walls import as_organisation
from tests.support.feed import feed, feed_by_now, feed_up_to
from tests.support.parties import Parties, Party
from tests.support.referrals import (
    EVERYTHING,
    SECRETS,
    UNTOLD,
    a_referral,
    does,
    helps,
    hides,
    reads,
    refers,
    tries,
)

SERVICE = "sandbox-advice-991"


@pytest.fixture(scope="module")
async def other_advice(parties: Parties) -> Party:
    return await parties.get("sandbox-advice-992")


async def all_that_is_told(party: Party, case: str, referral: str) -> dict[str, tuple[int, str, str | None]]:
    """Everything but the feed that an organisation can ask of a referral that it made, and of its case."""
    paths = (
        f"/v1/referrals/{referral}", f"/v1/referrals/{referral}/actions", f"/v1/referrals/{referral}/events",
        f"/v1/cases/{case}", f"/v1/cases/{case}/actions", f"/v1/cases/{case}/deadlines", f"/v1/cases/{case}/events",
        f"/v1/cases/{case}/advice-offers", f"/v1/cases/{case}/advice", "/v1/referrals?limit=200",
        "/v1/cases?limit=200", "/v1/advice-services", "/v1/advice-offers?limit=200",
        f"/v1/cases/{case}/events/verification",
    )  # fmt: skip
    answers = {path: await party.sends("GET", path) for path in paths}
    return {path: (one.status_code, one.text, one.headers.get("etag")) for path, one in answers.items()}


LIVES: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "declined": (("open", {"note": SECRETS[2]}), ("decline", {"reason": "conflict_of_interest"})),
    "waiting": (("open", {}), ("wait-list", {})),
    "active": (("open", {}), ("accept", {}), ("start", {}), ("record-contact", {"means": "in_person"})),
    "closed": (("open", {}), ("accept", {}), ("close", {"outcome": "family_disengaged", "level_of_help": 4})),
    "withdrawn": (("open", {}), ("withdraw-consent", {})),
}


@pytest.mark.parametrize("maker", ["sandbox-la-991", "sandbox-provider-a"])
@pytest.mark.parametrize("state", LIVES)
async def test_whoever_referred_is_told_nothing_of_what_became_of_it(
    parties: Parties, la: Party, advice: Party, maker: str, state: str
) -> None:
    """Not the state, not a reason, not a date, not a version: every answer is the same, byte for byte."""
    party, case = await parties.get(maker), await la.opens()
    referral = await refers(party, case, *UNTOLD)
    heard = await feed_by_now(party, la)
    before = await all_that_is_told(party, case, referral)
    for action, body in LIVES[state]:
        await does(advice, referral, action, **body)
    assert (await advice.gets(f"/v1/referrals/{referral}"))["state"] == state
    assert await all_that_is_told(party, case, referral) == before
    assert (await feed_by_now(party, la))[:-1] == heard
    assert all(hides(told) for told in (str(heard), *[one for _, one, _ in before.values()]))


@pytest.mark.parametrize("state", LIVES)
async def test_nor_by_referring_again_or_by_withdrawing(la: Party, advice: Party, state: str) -> None:
    """A second referral could ask whether the first one lives; a withdrawal, whether there is one to come."""
    case = await la.opens()
    untouched, referral = await refers(la, await la.opens()), await refers(la, case)
    for action, body in LIVES[state]:
        await does(advice, referral, action, **body)
    again = await la.sends("POST", "/v1/referrals", json=a_referral(case))
    assert (again.status_code, sorted(again.json())) == (409, ["detail", "status", "title", "type"])
    answers = [await tries(la, one, "withdraw-consent") for one in (untouched, referral, referral)]
    assert [one.status_code for one in answers] == [200] * 3
    assert {tuple(one.json()) for one in answers} == {tuple(answers[0].json())}
    assert len({one.headers["etag"] for one in answers}) == 1
    assert "withdrawn" not in answers[1].text


async def test_an_action_of_the_service_is_refused_alike_in_every_state(la: Party, advice: Party) -> None:
    one, other = await refers(la, await la.opens()), await refers(la, await la.opens())
    await helps(advice, other)
    told = [await tries(la, referral, "close", outcome="settled") for referral in (one, other)]
    assert [answer.status_code for answer in told] == [403, 403]
    assert told[0].json() == told[1].json()


async def test_a_list_of_receipts_cannot_be_asked_for_a_state(la: Party) -> None:
    assert (await la.sends("GET", "/v1/referrals", params={"state": "declined"})).status_code == 422


async def test_an_authority_does_not_learn_that_the_family_came_by_itself(la: Party, advice: Party) -> None:
    """Its own referral is taken as any, though the family is being helped already."""
    case = await la.opens()
    offers, untouched = f"/v1/cases/{case}/advice-offers", await la.gets(f"/v1/cases/{case}/advice-offers")
    family = await refers(advice, case, *UNTOLD, source="family")
    await helps(advice, family)
    assert await la.gets(offers) == untouched
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None
    assert family not in str(await la.lists("/v1/referrals"))
    for path in ("", "/actions", "/events"):
        assert (await la.sends("GET", f"/v1/referrals/{family}{path}")).status_code == 404
    assert (await tries(la, family, "withdraw-consent")).status_code == 404
    await refers(la, case)


async def test_that_help_is_given_is_told_with_leave_and_while_it_stands(
    la: Party, provider: Party, advice: Party
) -> None:
    case = await la.opens()
    family = await refers(advice, case, *EVERYTHING, source="family")
    await helps(advice, family)
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is True
    assert (await provider.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None, "the leave names the authority"
    await does(advice, family, "withdraw-consent")
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None


async def test_a_provider_is_never_told_that_help_is_given(la: Party, provider: Party, advice: Party) -> None:
    referral = await refers(provider, await la.opens(), *EVERYTHING)
    await helps(advice, referral)
    assert (await reads(provider, referral))["help_is_given"] is None
    assert (await la.sends("GET", f"/v1/referrals/{referral}")).status_code == 404, "it did not make this one"


async def test_acceptance_and_decline_look_the_same(la: Party, provider: Party) -> None:
    """The answer was given to the provider. The authority must stop asking, and cannot tell which it was."""
    told = []
    for answer in ("accepted", "declined"):
        case = await la.opens()
        offer = {"moment": "notice", "made_on": "2026-02-03", "answer": answer}
        await provider.posts(f"/v1/cases/{case}/advice-offers", offer)
        seen = [
            await la.gets(f"/v1/cases/{case}/{path}") for path in ("advice-offers", "events", "advice", "deadlines")
        ]
        refused = await la.sends("POST", f"/v1/cases/{case}/advice-offers", json={"moment": "contact_missed"})
        told.append((without_ids(seen, case), without_ids(refused.json(), case)))
        assert seen[0]["due"] == []
    assert told[0] == told[1]


def without_ids(shown: Any, case: str) -> Any:
    """The same without what differs between any two cases: ids, references, instants, salts and hashes."""
    if isinstance(shown, list):
        return [without_ids(one, case) for one in shown]
    if isinstance(shown, dict):
        differs = {"recorded_at", "hash", "previous", "salt", "case_id", "la_reference", "request_id"}
        return {name: without_ids(one, case) for name, one in shown.items() if name not in differs}
    return str(shown).replace(case, "case")


async def test_an_acceptance_is_whoever_heard_its(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    path = f"/v1/cases/{case}/advice-offers"
    await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"})
    for party, answer in ((la, "accepted"), (provider, None)):
        assert [(one["answer"], one["to_refer"]) for one in (await party.gets(path))["made"]] == [
            (answer, answer is not None)
        ]
        assert "accepted" not in str(await party.gets(f"/v1/cases/{case}/events"))
    assert (await tribunal.sends("GET", path)).status_code == 403


async def test_nobody_else_sees_that_an_answer_was_corrected(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.posts(
        f"/v1/cases/{case}/advice-offers", {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"}
    )
    paths = [f"/v1/cases/{case}{path}" for path in ("", "/advice-offers", "/events", "/deadlines", "/advice")]

    async def told() -> list[tuple[str, str | None]]:
        answers = [await la.sends("GET", path) for path in (*paths, "/v1/advice-offers", "/v1/advice-offers/to-refer")]
        return [(one.text, one.headers.get("etag")) for one in answers]

    heard = await feed_by_now(la, la)
    before = await told()
    tried = await la.sends("POST", paths[1], json={"moment": "notice", "answer": "declined"})
    assert tried.status_code == 409, "it was not said to the authority"
    await provider.posts(paths[1], {"moment": "notice", "answer": "declined", "reason": "not_now"})
    assert await told() == before
    assert (await feed_by_now(la, la))[:-1] == heard


async def test_another_service_finds_nothing(la: Party, advice: Party, other_advice: Party) -> None:
    referral = await refers(la, await la.opens(), *EVERYTHING)
    await helps(advice, referral)
    for path in ("", "/actions", "/events"):
        assert (await other_advice.sends("GET", f"/v1/referrals/{referral}{path}")).status_code == 404
    for action in ("close", "withdraw-consent"):
        assert (await tries(other_advice, referral, action, outcome="other")).status_code in (404, 422)
    assert referral not in str(await other_advice.lists("/v1/referrals"))
    assert referral in str((await feed_up_to(advice, referral))[0])
    assert referral not in str((await feed(other_advice))[0])
    assert (await reads(advice, referral))["state"] == "active"


@pytest.mark.parametrize(
    ("covers", "seen"),
    [
        (("contact",), set()),
        (("contact", "decision"), {"decision"}),
        (("contact", "case_dates"), {"state", "deadlines"}),
        (("contact", "mediation"), {"session_on"}),
        (("contact", "tell_authority"), set()),
        (EVERYTHING, {"decision", "state", "deadlines", "session_on"}),
    ],
    ids=lambda value: "-".join(sorted(value)),
)
async def test_the_service_sees_what_the_consent_covers(
    la: Party, provider: Party, advice: Party, owner: AsyncEngine, covers: tuple[str, ...], seen: set[str]
) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-09")
    await la.records(case, "arrange-mediation", session_on="2026-03-06", occurred_on="2026-02-10")
    referral = await refers(la, case, *covers)
    shown = (await reads(advice, referral))["case"]
    assert {name for name, value in shown.items() if value is not None} == seen
    if "mediation" not in covers:
        assert "notify-session" not in str(shown), "its date would tell the session's"
    async with as_organisation(owner, SERVICE) as connection:
        asked = text("SELECT * FROM app_case_for_advice(CAST(:referral AS uuid))")
        row = (await connection.execute(asked, {"referral": referral})).one()._mapping
        shows = {"decision": "kind", "deadlines": "facts", "session_on": "session_on"}
        assert {name for name, column in shows.items() if row[column] is not None} == seen - {"state"}
        if row["facts"] is not None and "mediation" not in covers:
            assert "2026-03-06" not in str(row["facts"])


@pytest.mark.parametrize(
    ("covers", "seen"),
    [
        ("contact", set()),
        ("decision", {"decision"}),
        ("case_dates", {"state", "deadlines"}),
        ("mediation", {"session_on"}),
    ],
)
def test_what_the_database_told_is_asked_again(app: FastAPI, covers: str, seen: set[str]) -> None:
    """Were a row to hold everything, no more of it would be shown."""
    day = date(2026, 2, 9)
    told = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), AppellantKind.PARENT)
    row: Any = SimpleNamespace(
        kind="plan_content", sections='["F"]', state="notified", facts=as_json(facts_to_json(told)), session_on=day
    )
    consent = Consent(ReferredPerson.PARENT, day, frozenset({ConsentCovers(covers)}))
    facts = ReferralFacts(Source.FAMILY, ReferredPerson.PARENT, consent, day)
    shown = case_seen(app.state.service, facts, row, day).model_dump()
    assert {name for name, value in shown.items() if value is not None} == seen


async def test_what_came_of_mediation_is_covered_by_nothing(la: Party, provider: Party, advice: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-09")
    await la.records(case, "arrange-mediation", session_on="2026-03-06", occurred_on="2026-02-10")
    await provider.records(case, "record-session-outcome", outcome="full_agreement", occurred_on="2026-03-06")
    await provider.records(case, "record-agreement", terms=[{"kind": "amend_plan"}], occurred_on="2026-03-06")
    told = str((await reads(advice, await refers(la, case, *EVERYTHING)))["case"])
    for words in ("agreement", "amend_plan"):
        assert words not in told


@pytest.mark.parametrize("covered", [True, False])
async def test_a_session_can_be_counted_back_from_nothing(
    la: Party, provider: Party, advice: Party, owner: AsyncEngine, covered: bool
) -> None:
    """The adviser's three days run from its end; and that there was one is what came of mediation."""
    case = await la.opens(kind="plan_content", sections=("F",))
    referral = await refers(la, case, *(EVERYTHING if covered else ("contact", "case_dates")))
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-12")
    await la.records(case, "arrange-mediation", session_on="2026-03-06", occurred_on="2026-02-13")
    seen = (await reads(advice, referral))["case"]
    assert seen["state"] == ("mediation_arranged" if covered else "mediation_requested")
    await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2026-03-06")
    seen = (await reads(advice, referral))["case"]
    assert seen["state"] == ("mediation_concluded" if covered else "mediation_requested")
    codes = [one["code"] for one in seen["deadlines"]]
    assert ("issue-certificate" in codes, "notify-session" in codes) == (covered, covered)
    async with as_organisation(owner, SERVICE) as connection:
        asked = text("SELECT * FROM app_case_for_advice(CAST(:referral AS uuid))")
        row = (await connection.execute(asked, {"referral": referral})).one()
    assert ("2026-03-06" in str(row.facts), "concluded" in row.state + row.facts["stage"]) == (covered, covered)


async def test_a_familys_answer_is_not_kept_in_clear_under_a_key(la: Party, owner: AsyncEngine) -> None:
    path, key = f"/v1/cases/{await la.opens()}/advice-offers", {"Idempotency-Key": "an answer"}
    said = {"moment": "notice", "made_on": "2026-02-03", "answer": "declined", "reason": "wants_nobody_told"}
    told = await la.posts(path, said, **key)
    async with owner.connect() as connection:
        kept = await connection.execute(text("SELECT body FROM idempotency WHERE key = 'an answer'"))
        assert "wants_nobody_told" not in kept.scalar_one()
    assert await la.posts(path, said, **key) == told


@pytest.mark.parametrize("slug", ["sandbox-tribunal", "sandbox-operator", "sandbox-icb"])
async def test_who_has_no_part_in_it_is_not_let_in(parties: Parties, la: Party, slug: str) -> None:
    outsider, case = await parties.get(slug), await la.opens()
    referral = await refers(la, case)
    of_one = (f"/v1/referrals/{referral}", f"/v1/cases/{case}/advice", f"/v1/cases/{case}/advice-offers")
    for path in ("/v1/referrals", "/v1/advice-services/effect", *of_one):
        assert (await outsider.sends("GET", path)).status_code == 403
    assert (await tries(outsider, referral, "withdraw-consent")).status_code == 403


async def test_small_figures_find_no_child(parties: Parties, other_la: Party) -> None:
    """Authority 992 has referred few. Whatever it may count, it counts nobody."""
    service = await parties.get("sandbox-advice-992")
    referral = await refers(other_la, await other_la.opens(notice_sent_on="2018-04-03"), *EVERYTHING)
    await helps(service, referral)
    shown = await other_la.gets("/v1/advice-services/effect", quarter="2018-Q2")
    for figures in (shown["overall"], *shown["by_stage"]):
        for name in ("families", "offered", "consented", "accepted", "waiting"):
            assert figures[name]["count"] in (None, 0), (name, figures)
    assert shown["overall"]["accepted"] == {"count": None, "suppressed": True}
    assert referral not in str(shown)


@pytest.fixture(scope="module")
async def kept(la: Party, provider: Party, advice: Party) -> None:
    """Everything that is sealed, said once, under idempotency keys too."""
    case = await la.opens()
    referral = await refers(la, case, *EVERYTHING)
    await helps(advice, referral)
    for party, source in ((provider, "mediation_provider"), (advice, "school")):
        body = a_referral(await la.opens(), source=source)
        await party.posts("/v1/referrals", body, **{"Idempotency-Key": f"sealed by {source}"})
    path = f"/v1/referrals/{referral}/actions/record-contact"
    await advice.posts(path, {"means": "phone", "note": SECRETS[2]}, **{"Idempotency-Key": "a note that is sealed"})


@pytest.mark.usefixtures("kept")
async def test_nothing_sealed_stands_in_clear_in_the_database(owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        tables = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for table in list(tables.scalars()):
            rows = await connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t'))  # noqa: S608 - its own name
            for row in rows.scalars():
                assert hides(row), f"{table} holds it in clear"
                assert not any(secret.encode().hex() in row for secret in SECRETS), table


@pytest.mark.usefixtures("kept")
async def test_nothing_sealed_is_logged(la: Party, capfd: pytest.CaptureFixture[str]) -> None:
    await refers(la, await la.opens())
    wrong = await la.sends("POST", "/v1/referrals", json=a_referral(await la.opens(), person=SECRETS[0]))
    assert wrong.status_code == 422
    assert hides(wrong.text)
    logged = capfd.readouterr()
    assert "/v1/referrals" in logged.out
    assert hides(logged.out + logged.err)
