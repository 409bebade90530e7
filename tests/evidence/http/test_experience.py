"""A family says how it was, by its own link; and nobody can tell whether it did."""

import asyncio
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Answer, Asked, Stage, asked_at, place
from app.evidence.experience.links import read_link, text_of
from app.evidence.experience.use_cases import Link, last_day
from tests.support.capacity import advances
from tests.support.feedback import CONTACT, END, SESSION, a_link, answers, contacted, mediated
from tests.support.parties import Party, declines
from tests.support.routes import operations


async def refused(party: Party, case: str, stage: Stage) -> tuple[int, str]:
    answer = await party.sends("POST", f"/v1/cases/{case}/feedback-links", json={"stage": stage})
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def test_a_family_answers_by_its_link(la: Party, provider: Party, public: httpx2.AsyncClient) -> None:
    path = await a_link(provider, await contacted(la, provider), CONTACT)
    page = await public.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.text.count("<fieldset") == len(asked_at(CONTACT))
    assert "<textarea" not in page.text, "free text may identify a family"
    thanks = await answers(public, path, compelled="strongly_agree")
    assert thanks.status_code == 200
    assert "Thank you" in thanks.text


async def test_each_stage_is_asked_by_who_is_in_touch_then(
    la: Party, provider: Party, tribunal: Party, icb: Party, advice: Party, other_la: Party, other_provider: Party
) -> None:
    case = await mediated(la, provider)
    for stage, asks, does_not in ((CONTACT, provider, la), (SESSION, provider, la), (END, la, provider)):
        assert await refused(does_not, case, stage) == (403, "not-yours-to-record")
        for stranger in (tribunal, icb, advice, other_la, other_provider):
            assert (await refused(stranger, case, stage))[0] in (403, 404)
        await a_link(asks, case, stage)
        assert await refused(asks, case, stage) == (409, "no-feedback-link"), "one is open"


async def test_a_stage_must_have_happened(la: Party, provider: Party) -> None:
    case = await la.opens()
    assert await refused(provider, case, CONTACT) == (409, "no-feedback-link")
    await declines(provider, case)
    assert await refused(provider, case, SESSION) == (409, "no-feedback-link")
    assert await refused(la, case, END) == (409, "no-feedback-link")
    assert (await la.sends("POST", f"/v1/cases/{case}/feedback-links", json={"stage": "lunch"})).status_code == 422


async def test_a_repeated_key_gives_the_same_link(la: Party, provider: Party) -> None:
    case = await contacted(la, provider)
    made = [
        await provider.posts(f"/v1/cases/{case}/feedback-links", {"stage": CONTACT}, **{"Idempotency-Key": f"L{case}"})
        for _ in range(2)
    ]
    assert made[0] == made[1]


async def test_a_link_that_never_was_and_one_that_has_ended_look_alike(
    app: FastAPI, la: Party, provider: Party, public: httpx2.AsyncClient
) -> None:
    path = await a_link(provider, await contacted(la, provider), CONTACT)
    over = Link(UUID(int=0), CONTACT, None, date(2026, 1, 31), "once")
    ended = "/feedback/" + text_of(over, app.state.service.seal)
    pages = set()
    for wrong in (ended, path[:-3] + "AAA", path + "A", "/feedback/x", "/feedback/" + "A" * 2000, "/feedback/%C3%A9"):
        for answer in (await public.get(wrong), await answers(public, wrong)):
            assert answer.status_code == 404, wrong
            pages.add(answer.text)
    assert len(pages) == 1
    assert "You have done nothing wrong" in pages.pop()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (b"", "at least one statement"),
        (b"unknown=agree&compelled=", "at least one statement"),
        (b"heard=delighted", "one of the answers"),
        (b"heard=agree&heard=disagree", "one of the answers"),
        (b"&".join(b"x=1" for _ in range(60)), "at least one statement"),
        (b"\xff\xfe=%ff", "at least one statement"),
        (b'{"heard": "agree"}', "at least one statement"),
    ],
)
async def test_a_form_that_cannot_be_taken_says_what_to_do(
    la: Party, provider: Party, public: httpx2.AsyncClient, form: bytes, says: str
) -> None:
    path = await a_link(provider, await contacted(la, provider), CONTACT)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await public.post(path, content=form, headers=kind)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert says in answer.text
    large = await public.post(path, content=b"heard=agree&x=" + b"x" * 5000, headers=kind)
    assert large.status_code == 413
    assert "Thank you" in (await answers(public, path)).text, "a fault uses nothing up"


async def counts(owner: AsyncEngine, stage: Stage, way: str = "any") -> tuple[int, list[int]]:
    """Return the counts of authority 991 for today's quarter, as the database's owner reads them."""
    ask = text(
        "SELECT c.families, c.counts FROM experience_counts c JOIN organisations o ON o.id = c.la_id"
        " WHERE o.la_code = '991' AND c.stage = :stage AND c.way = :way AND c.first_day > '2026-03-31'"
        " ORDER BY c.first_day DESC LIMIT 1"
    )
    async with owner.connect() as connection:
        row = (await connection.execute(ask, {"stage": stage, "way": way})).first()
    return (row.families, list(row.counts)) if row else (0, [0] * 72)


async def test_the_first_answer_counts_and_a_second_changes_nothing(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    path = await a_link(la, await mediated(la, provider), END)
    before, was = await counts(owner, END, "mediated")
    first = await answers(public, path, compelled="strongly_agree")
    second = await answers(public, path, compelled="strongly_disagree")
    assert (first.status_code, first.text) == (second.status_code, second.text)
    after, now = await counts(owner, END, "mediated")
    assert after == before + 1
    more = [here - there for here, there in zip(now, was, strict=True)]
    assert sum(more) == len(asked_at(END))
    assert more[place(Asked.COMPELLED, Answer.STRONGLY_AGREE)] == 1
    assert more[place(Asked.HEARD, Answer.AGREE)] == 1


async def test_answers_at_the_same_moment_count_once_for_each_link(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    paths = [await a_link(provider, await contacted(la, provider), CONTACT) for _ in range(3)]
    before, _ = await counts(owner, CONTACT)
    sent = await asyncio.gather(*(answers(public, path) for path in paths * 4))
    assert {answer.status_code for answer in sent} == {200}
    after, now = await counts(owner, CONTACT)
    assert after == before + len(paths)
    assert sum(now) == after * len(asked_at(CONTACT)), "every family has one answer to every statement"


OF_THE_READING = re.compile('"(now|as_of|made_at)":"[^"]+"|<DateTime>[^<]+|gAAAA[A-Za-z0-9_%-]+')
"""What says when it was read, and where a list goes on: such a place is sealed afresh each time."""


async def surfaces(app: FastAPI, party: Party, case: str) -> dict[str, tuple[int, str]]:
    """Everything that a party can read of a case, and every list and figure that it can read."""
    read = {}
    for operation in operations(app):
        rest = operation.path.replace("{case_id}", case)
        if operation.method != "GET" or "{" in rest or not operation.scopes:
            continue
        asked: dict[str, Any] = {"year": 2026, "case_id": case, "limit": 200}
        taken = {one["name"] for one in (operation.documented or {}).get("parameters", []) if one["in"] == "query"}
        query = {name: value for name, value in asked.items() if name in taken}
        answer = await party.sends("GET", rest, params=query)
        read[operation.path] = answer.status_code, OF_THE_READING.sub("", answer.text)
    return read


async def rows(owner: AsyncEngine) -> dict[str, set[str]]:
    """Every row of every table, as its owner reads it."""
    async with owner.connect() as connection:
        names = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found = {}
        for name in names.scalars():
            told = await connection.execute(text(f'SELECT CAST(t AS text) FROM "{name}" t'))  # noqa: S608 - the catalogue's
            found[name] = set(told.scalars())
    return found


async def test_an_attacker_who_reads_everything_cannot_tell_whether_a_family_answered(
    app: FastAPI, la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    """The attackers are the authority and the provider. Each made a link itself, and opens and sends its page."""
    case = await mediated(la, provider)
    paths = [await a_link(provider, case, CONTACT), await a_link(provider, case, SESSION), await a_link(la, case, END)]
    seen_by = [provider, provider, la]
    for party in {id(one): one for one in seen_by}.values():
        await surfaces(app, party, case)  # each read of a case is logged once an hour
    for path, stage, attacker in zip(paths, Stage, seen_by, strict=True):
        before = await surfaces(app, attacker, case), await public.get(path), await refused(attacker, case, stage)
        kept = await rows(owner)
        thanked = await answers(public, path, compelled="strongly_agree")
        written = await rows(owner)
        after = await surfaces(app, attacker, case), await public.get(path), await refused(attacker, case, stage)
        assert len(before[0]) > 20
        differs = [path for path, told in before[0].items() if told != after[0][path]]
        assert differs == [], "no answer of the API changes"
        assert (before[1].status_code, before[1].text) == (after[1].status_code, after[1].text), "nor does the page"
        assert before[2] == after[2]
        tried = await answers(public, path, compelled="strongly_disagree")
        assert (tried.status_code, tried.text) == (thanked.status_code, thanked.text), "nor what it answers"
        changed = {name for name, was in kept.items() if was != written[name]}
        assert changed == {"feedback_spent", "experience_counts"}
        assert not [row for name in changed for row in written[name] if case in row]
    async with owner.connect() as connection:
        named = await connection.execute(
            text(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name IN ('feedback_spent', 'experience_counts')"
            )
        )
        columns = set(named.scalars())
    assert columns == {"once", "ends_on", "la_id", "first_day", "stage", "way", "families", "counts"}


async def test_an_answer_says_nothing_of_its_time(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    """All counts of a cell are one row, so that no transaction marks what one family answered."""
    path = await a_link(provider, await contacted(la, provider), CONTACT)
    await answers(public, path)
    async with owner.connect() as connection:
        cells = await connection.execute(
            text("SELECT count(*) FROM experience_counts WHERE stage = 'after_contact' AND first_day > '2026-03-31'")
        )
        assert cells.scalar_one() == 1
        ends = await connection.execute(text("SELECT DISTINCT ends_on FROM feedback_spent"))
        assert len(ends.all()) == 1, "all links of a month end together"


async def test_a_case_without_contact_has_no_way_into_the_figures(app: FastAPI, la: Party, provider: Party) -> None:
    case = await mediated(la, provider)
    path = await a_link(la, case, END)
    link = read_link(path.rpartition("/")[2], app.state.service.seal, date(2026, 1, 1))
    assert link is not None
    assert (link.stage, link.way, link.la_id) == (END, Way.MEDIATED, la.id)
    assert case not in str(link)
    assert link.ends_on == last_day(link.ends_on.replace(day=1) - timedelta(days=1))


async def test_what_is_asked_is_public(public: httpx2.AsyncClient) -> None:
    told = (await public.get("/v1/evidence/experience/questions")).json()
    assert [one["question"] for one in told["questions"]] == list(Asked)
    assert [one["label"] for one in told["scale"]][-1] == "Prefer not to say"
    assert "not its text" in told["standards"] or "not their text" in told["standards"]


async def test_figures_are_for_an_authority(provider: Party, tribunal: Party, icb: Party, advice: Party) -> None:
    for caller in (provider, tribunal, icb, advice):
        read = await caller.sends("GET", "/v1/evidence/experience")
        publish = await caller.sends("POST", "/v1/evidence/experience/publications", json={"quarter": "2026-Q1"})
        assert {read.status_code, publish.status_code} == {403}


@pytest.mark.parametrize("quarter", ["2999-Q4", "2014-Q2", "spring"])
async def test_a_quarter_that_cannot_be_counted_is_not_published(la: Party, quarter: str) -> None:
    answer = await la.sends("POST", "/v1/evidence/experience/publications", json={"quarter": quarter})
    assert answer.status_code == 422


async def test_a_quarter_is_counted_once_and_published_by_its_authority_alone(
    la: Party, other_la: Party, provider: Party, public: httpx2.AsyncClient
) -> None:
    """The last test of this file: it moves the clock."""
    for number in range(12):
        path = await a_link(provider, await contacted(la, provider), CONTACT)
        assert (await answers(public, path, compelled="strongly_agree" if number < 6 else "disagree")).is_success
    today = await advances(la, 1)
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    soon = await la.sends("GET", "/v1/evidence/experience", params={"quarter": quarter})
    assert soon.status_code == 422, "a quarter that goes on is not counted"
    await advances(la, 190)
    told = await la.gets("/v1/evidence/experience", quarter=quarter)
    contact = told["stages"][0]
    assert contact["families"] >= 12
    [compelled] = [one["answers"] for one in contact["questions"] if one["question"] == "compelled"]
    assert compelled[0]["families"] >= 6
    assert min(band["families"] for one in contact["questions"] for band in one["answers"]) >= 5
    few = await other_la.gets("/v1/evidence/experience", quarter=quarter)
    assert [one["families"] for one in few["stages"]] == [None, None, None]

    data, page = f"/v1/evidence/experience/991/{quarter}", f"/evidence/experience/991/{quarter}"
    for unpublished in (data, f"{data}.csv", page):
        assert (await public.get(unpublished)).status_code == 404
    made = await la.posts("/v1/evidence/experience/publications", {"quarter": quarter})
    again = await la.posts("/v1/evidence/experience/publications", {"quarter": quarter})
    assert made == again, "a publication stays"
    assert made["page_url"].endswith(page)
    shown = (await public.get(data)).json()
    assert shown["stages"] == told["stages"]
    order = [one["question"] for one in contact["questions"]]
    assert order == [one for one in Asked if one in order], "in the order of the page"
    assert (shown["la_code"], shown["quarter"]) == ("991", quarter)
    file = await public.get(f"{data}.csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert file.text.splitlines()[0] == "la_code,quarter,stage,ways,question,statement,answers,families"
    people = await public.get(page)
    assert people.status_code == 200
    assert "I felt forced to take part." in people.text
    assert (await public.get(f"/evidence/experience/992/{quarter}")).status_code == 404
    for wrong in ("/evidence/experience/991/spring", "/evidence/experience/9910/2026-Q1", "/evidence/experience/x/y"):
        assert (await public.get(wrong)).status_code == 404


async def test_a_second_link_is_made_after_the_first_has_ended_and_no_third(la: Party, provider: Party) -> None:
    case = await contacted(la, provider, notice_sent_on="2026-02-02")
    await a_link(provider, case, CONTACT)
    await advances(la, 62)
    await a_link(provider, case, CONTACT)
    await advances(la, 62)
    assert await refused(provider, case, CONTACT) == (409, "no-feedback-link")
