"""Races between real transactions: two workers of the service on one database, and callers who cannot wait."""

from asyncio import gather
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import Settings
from tests.support.parties import Party, a_notice, calling, declines

pytestmark = pytest.mark.usefixtures("in_line_for_long")


@pytest.fixture(scope="module")
async def second_worker(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Another process of the service, as far as the database can tell, with a pool of five."""
    app = create_app(settings.model_copy(update={"pool_size": 5}))
    async with app.router.lifespan_context(app), calling(app) as http:
        yield http


def through(http: httpx2.AsyncClient, party: Party) -> Party:
    return Party(party.slug, http, party.token)


async def test_of_the_same_action_twice_one_wins(la: Party, provider: Party, second_worker: httpx2.AsyncClient) -> None:
    case = await la.opens()
    callers = [provider, through(second_worker, provider)] * 3
    answers = await gather(*(one.tries(case, "contact-adviser", occurred_on="2026-02-09") for one in callers))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}
    assert (await la.sees(case))["version"] == 2
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"] is True


async def test_of_two_certificates_one_is_issued(
    la: Party, provider: Party, second_worker: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    callers = [provider, through(second_worker, provider)]
    answers = await gather(
        *(one.tries(case, "issue-certificate", ground="declined", occurred_on="2026-02-11") for one in callers)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [issued] = [answer.json()["certificate"]["number"] for answer in answers if answer.status_code == 200]
    async with owner.connect() as connection:
        kept = await connection.execute(
            text("SELECT number FROM certificates WHERE case_id = CAST(:case AS uuid)"), {"case": case}
        )
        assert list(kept.scalars()) == [issued]


async def test_reissues_at_once_leave_one_certificate_that_stands(la: Party, provider: Party) -> None:
    case = await la.opens()
    first = await declines(provider, case)
    answers = await gather(*(provider.tries(case, "reissue-certificate", occurred_on="2026-03-02") for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    numbers = [first, *(answer.json()["certificate"]["number"] for answer in answers)]
    checked = (await la.posts("/v1/certificates/verification", {"numbers": numbers}))["results"]
    assert Counter(one["result"] for one in checked) == {"found": 1, "superseded": 4}
    standing = (await la.sees(case))["certificate"]["number"]
    assert [one["number"] for one in checked if one["result"] == "found"] == [standing]


async def test_one_key_sent_twenty_times_at_once_opens_one_case(la: Party, second_worker: httpx2.AsyncClient) -> None:
    key = str(uuid4())
    notice = a_notice(la_reference=key)
    callers = [la, through(second_worker, la)] * 10
    answers = await gather(
        *(one.sends("POST", "/v1/cases", json=notice, headers={"Idempotency-Key": key}) for one in callers)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len((await la.gets("/v1/cases", la_reference=key))["items"]) == 1


async def test_one_key_sent_at_once_for_two_things_does_one(la: Party) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answers = await gather(
        *(la.sends("POST", "/v1/cases", json=a_notice(la_reference=f"EHC-{n}"), headers=key) for n in range(4))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 3}


async def test_a_refusal_kept_under_a_key_is_one_too(la: Party, provider: Party) -> None:
    case = await la.opens()
    key = {"Idempotency-Key": str(uuid4())}
    answers = await gather(
        *(provider.tries(case, "decline-mediation", occurred_on="2026-02-10", headers=key) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} == {409}
    assert len({answer.content for answer in answers}) == 1


async def test_of_two_who_read_the_same_version_one_writes(
    la: Party, provider: Party, second_worker: httpx2.AsyncClient
) -> None:
    case = await la.opens()
    read = {"If-Match": '"1"'}
    answers = await gather(
        la.tries(case, "concede", occurred_on="2026-02-10", headers=read),
        through(second_worker, provider).tries(case, "contact-adviser", occurred_on="2026-02-10", headers=read),
        la.tries(case, "concede", occurred_on="2026-02-11", headers=read),
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 2}
    assert (await la.sees(case))["version"] == 2


async def test_thirty_cases_at_once_through_five_connections(
    la: Party, provider: Party, second_worker: httpx2.AsyncClient
) -> None:
    """More callers than connections: they queue, none is refused, none waits for a lock that is not its own."""
    clerk, adviser = through(second_worker, la), through(second_worker, provider)
    cases = await gather(*(clerk.opens() for _ in range(30)))
    await gather(*(adviser.records(case, "contact-adviser", occurred_on="2026-02-09") for case in cases))
    moves: list[tuple[Party, str, dict[str, Any]]] = [
        (adviser, "decline-mediation", {}),
        (adviser, "request-mediation", {"issues": ["education"]}),
        (clerk, "concede", {}),
        (clerk, "register-appeal", {"basis": "permission", "permission_reference": "P-1"}),
        (clerk, "withdraw", {"family_confirmed": True}),
        (clerk, "close", {"family_confirmed": True}),
    ]
    answers = await gather(
        *(
            party.tries(case, action, occurred_on="2026-02-10", **body)
            for case, (party, action, body) in zip(cases, moves * 5, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 30
    chains = await gather(*(clerk.gets(f"/v1/cases/{case}/events/verification") for case in cases))
    assert all(chain["intact"] and chain["length"] == 3 for chain in chains)


async def test_a_case_read_while_it_changes_is_read_whole(la: Party, provider: Party) -> None:
    case = await la.opens()

    async def change() -> None:
        await provider.records(case, "contact-adviser", occurred_on="2026-02-10")
        await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
        await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-10")

    states = {1: "notified", 2: "adviser_contacted", 3: "mediation_declined", 4: "certified"}

    async def read() -> None:
        for _ in range(8):
            shown, chain = await gather(la.sees(case), la.gets(f"/v1/cases/{case}/events/verification"))
            assert shown["state"] == states[shown["version"]]
            assert (shown["certificate"] is not None) == (shown["version"] == 4)
            assert chain["intact"] is True

    await gather(change(), read(), read())


async def test_corrections_and_actions_at_once_leave_one_history(
    la: Party, provider: Party, second_worker: httpx2.AsyncClient
) -> None:
    """Each is decided on the case that the one before left."""
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    corrections, bodies = f"/v1/cases/{case}/corrections", {"reason": "wrong_date"}
    sent_on = {"decision": {"notice_sent_on": "2026-01-30"}}
    answers = await gather(
        la.sends("POST", corrections, json={"seq": 1, "replace": sent_on, **bodies}),
        through(second_worker, la).sends("POST", corrections, json={"seq": 1, "replace": sent_on, **bodies}),
        provider.sends("POST", corrections, json={"seq": 2, "replace": {"occurred_on": "2026-02-06"}, **bodies}),
        through(second_worker, provider).tries(case, "decline-mediation", occurred_on="2026-02-10"),
    )
    assert Counter(answer.status_code for answer in answers) == {200: 3, 409: 1}, "one correction changes nothing"
    shown = await la.sees(case)
    assert (shown["version"], shown["decision"]["notice_sent_on"]) == (5, "2026-01-30")
    assert (shown["mediation"]["contacted_on"], shown["state"]) == ("2026-02-06", "mediation_declined")
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"] is True
