"""Comparisons over HTTP: an authority asks, follows, reads and cancels its own, and nobody else sees them."""

import asyncio
import csv
import io
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.evidence.comparisons import runner
from app.evidence.comparisons.columns import TableName
from app.evidence.comparisons.report import report
from app.evidence.comparisons.sandbox import EXAMPLE_COMPARISON, example, keep_example
from app.evidence.domain.comparison.areas import regions
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.scenarios import published
from app.evidence.domain.comparison.unknowns import unknowns_of
from app.law.domain.regimes import RegimeId
from tests.support.parties import Party
from tests.support.waiting import comes_true, until

PATH = "/v1/evidence/comparisons"
READ: dict[str, Callable[[str], Any]] = {"string": str, "integer": int, "number": float, "date": date.fromisoformat}
PAGE = Path(__file__).parents[3] / "docs/evidence.md"
EXAMPLE = f"{PATH}/{EXAMPLE_COMPARISON}"
NAMED = {"regime": "cfa-2014", "name": "Today's law with MIAM's rules", "parameters": {"preset": "miam"}}
SMALL = {"population": {"synthetic": {"authority": "991", "decisions": 100, "seed": 3}}, "samples": 8}


@pytest.fixture(scope="module", autouse=True)
async def kept(app: FastAPI) -> None:
    """The finished comparison of the sandbox."""
    await keep_example(app.state.service.database, app.state.service.desk)


async def ended(la: Party, comparison: str) -> Any:
    """Wait until a comparison has ended."""
    return await until(lambda one: one["status"] != "running", partial(la.gets, f"{PATH}/{comparison}"))


class Stub:
    """Processes that say what a test wants instead of comparing."""

    def __init__(self, program: str) -> None:
        self.program, self.started = program, list[Process]()

    async def start(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", self.program, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
        self.started.append(process)
        return process


@pytest.fixture
def stub(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Stub:
    made = Stub(request.param)
    monkeypatch.setattr(runner, "start", made.start)
    monkeypatch.setattr(runner, "BEATS", (0.2,))
    return made


FOR_EVER = """
import time
print('{"progress": 0.25}', flush=True)
time.sleep(600)
"""


CHATTY = """
import sys, time
sys.stderr.write('no reader is waited for' * 100_000)
print('{"progress": 0.25}', flush=True)
time.sleep(600)
"""
DEAF = """
import os, sys, time
os.close(0)
print('{"progress": 0.25}', flush=True)
time.sleep(600)
"""
LONG = "print('9' * 1_000_000)"
YIELDING = """
import json, sys, time
if json.loads(sys.stdin.readline()).get('yield'):
    time.sleep(600)
print('{"progress": 0.25}', flush=True)
time.sleep(600)
"""


async def test_a_comparison_is_worked_out_and_read(la: Party) -> None:
    sent = await la.posts(PATH, SMALL)
    assert (sent["status"], sent["progress"]) == ("running", 0)
    assert sent["asked"]["regimes"][0] == "cfa-2014"
    done = await ended(la, sent["id"])
    assert (done["status"], done["progress"], done["failure"]) == ("done", 1, None)
    today = done["by_regime"]["cfa-2014"]
    assert today["decisions"] == 100
    assert today["appeals"]["low"] <= today["appeals"]["value"] <= today["appeals"]["high"]
    assert done["unknowns"]
    assert (await la.gets(PATH))["items"][0]["id"] == sent["id"]


async def test_the_request_of_the_page_compares_a_regime_with_itself(la: Party) -> None:
    """The body in docs/evidence.md, and every table, chart and page under the name that it gives."""
    asked = json.loads(PAGE.read_text("utf-8").partition("```json\n")[2].partition("```")[0])
    [today, named] = asked["regimes"]
    assert (today, named["regime"]) == ("cfa-2014", "cfa-2014")
    sent = await la.posts(PATH, asked)
    assert sent["asked"]["regimes"] == asked["regimes"]
    done = await ended(la, sent["id"])
    assert [*done["by_regime"]] == ["cfa-2014", named["name"]]
    figures = done["by_regime"][named["name"]]
    assert (figures["regime"], figures["changed"]) == ("cfa-2014", named["parameters"])
    assert figures["locked_out"]["value"] > done["by_regime"]["cfa-2014"]["locked_out"]["value"]
    assert {one["regime"] for one in done["sensitivity"]} == {"cfa-2014", named["name"]}
    assert all(0 <= one[share] <= 1 for one in done["sensitivity"] for share in ("first_order", "total"))
    for part, ends in figures["locked_out"]["ranges"].items():
        assert ends["low"] <= figures["locked_out"]["parts"][part] <= ends["high"]
    for groups in (figures["by_kind"], figures["by_support"], figures["by_area"]):
        for counts in groups.values():
            assert {*counts["ranges"]} == {*counts} - {"decisions", "ranges"}
    region = done["population"]["region"]
    assert {*figures["by_area"]} == {region}
    for table in ("measures", "parts", "groups", "authorities", "sensitivity"):
        answer = await la.sends("GET", f"{PATH}/{sent['id']}.csv", params={"table": table})
        rows = [*csv.DictReader(io.StringIO(answer.text))]
        assert {row["regime"] for row in rows} == {"cfa-2014", named["name"]}, table
        assert table != "parts" or all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in rows)
    chart = (await la.sends("GET", f"{PATH}/{sent['id']}/charts/locked-out.svg")).text
    assert named["name"].split()[0] in chart
    pages = PdfReader(BytesIO((await la.sends("GET", f"{PATH}/{sent['id']}.pdf")).content)).pages
    first = " ".join(pages[0].extract_text().split())
    assert len(pages) == 2
    assert f"{named['name']}: {figures['locked_out']['value']:.0f} (" in first
    assert "Changed for this comparison" in first


async def test_the_sandbox_has_a_finished_comparison_with_tables_and_charts(la: Party) -> None:
    read = await la.gets(EXAMPLE)
    assert read["by_regime"]["green-paper-2022"]["locked_out"]["value"] > 0
    assert list(read["by_regime"]) == ["cfa-2014", "green-paper-2022"]
    for name in TableName:
        answer = await la.sends("GET", f"{EXAMPLE}.csv", params={"table": name})
        assert answer.headers["content-type"].startswith("text/csv")
        assert (len(answer.text.splitlines()) > 5) is (name != "authorities"), name
    for name in read["charts"]:
        answer = await la.sends("GET", f"{EXAMPLE}/charts/{name}.svg")
        assert (answer.headers["content-type"], answer.text) == ("image/svg+xml", example()["charts"][name])


async def test_each_table_leads_to_metadata_that_it_fits(la: Party) -> None:
    for name in TableName:
        answer = await la.sends("GET", f"{EXAMPLE}.csv", params={"table": name.value})
        address, relation, kind = answer.headers["link"].split("; ")
        assert (relation, kind) == ('rel="describedby"', 'type="application/csvm+json"')
        described = await la.http.get(address.strip("<>"))
        assert described.headers["content-type"] == "application/csvm+json"
        [told] = [one for one in described.json()["tables"] if one["url"] == f"{EXAMPLE}.csv?table={name}"]
        columns = told["tableSchema"]["columns"]
        names, *rows = csv.reader(io.StringIO(answer.text))
        assert names == [column["name"] for column in columns]
        assert rows or name is TableName.AUTHORITIES
        for row in rows:
            for column, cell in zip(columns, row, strict=True):
                assert cell or not column["required"], column["name"]
                _ = cell and READ[column["datatype"]](cell)


@pytest.mark.parametrize("year", [None, 2024])
async def test_a_result_of_an_earlier_edition_is_read(la: Party, owner: AsyncEngine, year: int | None) -> None:
    result = deepcopy(example()["result"])
    for member in ("own_cases", "authority_name", "region"):
        del result["population"][member]
    result["population"]["own_cases_of"] = year
    result["sensitivity"][0] |= {"first_order": -0.3, "total": 1.82}
    for told in result["by_regime"].values():
        del told["regime"]
        for measure in ("certificates", "locked_out", "delayed", "cost"):
            del told[measure]["ranges"]
        del told["by_authority"]
        told["by_area"] = {"middle": told["by_kind"]["other"]}
        del told["by_size"]
        for groups in (told["by_kind"], told["by_support"]):
            for counts in groups.values():
                counts.pop("ranges", None)
    earlier = uuid4()
    copied = text(
        "INSERT INTO evidence_comparisons (id, la_id, client_id, status, asked, progress, result, charts, asked_at,"
        " started_at, finished_at) SELECT :id, la_id, client_id, status, asked, progress, CAST(:result AS json),"
        " charts, asked_at, started_at, finished_at FROM evidence_comparisons WHERE id = :example"
    )
    values = {"id": earlier, "example": EXAMPLE_COMPARISON, "result": json.dumps(result)}
    async with owner.begin() as connection:
        await connection.execute(copied, values)
    told = await la.gets(f"{PATH}/{earlier}")
    own = told["population"]["own_cases"]
    assert (own and (own["from_quarter"], own["to_quarter"])) == (year and (f"{year}-Q1", f"{year}-Q4"))
    assert [*told["by_regime"]["cfa-2014"]["by_size"]] == ["middle"]
    assert told["by_regime"]["cfa-2014"]["regime"] == "cfa-2014"
    assert (told["sensitivity"][0]["first_order"], told["sensitivity"][0]["total"]) == (0, 1)
    for path in ("pdf", *(f"csv?table={name}" for name in TableName)):
        answer = await la.sends("GET", f"{PATH}/{earlier}.{path}")
        assert answer.status_code == 200, path


async def test_the_report_has_two_pages_and_the_same_bytes(la: Party) -> None:
    first, again = [await la.sends("GET", f"{EXAMPLE}.pdf") for _ in range(2)]
    assert (first.headers["content-type"], first.content) == ("application/pdf", again.content)
    pages = [page.extract_text() for page in PdfReader(BytesIO(first.content)).pages]
    assert len(pages) == 2
    assert "What was found" in pages[0]
    assert "What cannot be known" in pages[1]


def test_a_report_names_what_the_caller_changed() -> None:
    result = example()["result"]
    figures = result["by_regime"]["green-paper-2022"]
    changed = figures | {"changed": {"preset": "miam", "absence_renews_days": False}, "sent_back": 9}
    first, *others = result["assumptions"]
    assumptions = [
        first | {"source": "Your own number", "unit": "share", "value": 0.5, "low": 0.25, "high": 0.75},
        *others,
    ]
    asked = result | {"by_regime": result["by_regime"] | {"green-paper-2022": changed}, "assumptions": assumptions}
    pages = [
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(report(asked, example()["charts"]))).pages
    ]
    assert len(pages) == 2
    assert (
        "Changed for this comparison: the parameters of “Family proceedings: a meeting about mediation”, "
        "absence_renews_days = no" in pages[0]
    )
    assert "In 9 appeals, the tribunal can only send the decision back." in pages[0]
    assert f"Changed assumptions: {first['meaning']}: 50 % (25 % to 75 %). Seed" in pages[1]


def test_a_long_report_of_england_has_two_pages_too() -> None:
    result = example()["result"]
    names = [*result["by_regime"], "send-reform-2026"]
    figures = result["by_regime"]["green-paper-2022"]
    divided = figures | {"by_area": dict.fromkeys(regions(), figures["by_kind"]["other"])}
    difference = next(one["name"] for one in result["assumptions"] if one["unit"] == "difference")
    at = next(i for i, one in enumerate(result["sensitivity"]) if one["regime"] == "green-paper-2022")
    moved = [*result["sensitivity"]]
    moved[at] = moved[at] | {"assumption": difference}
    order = Order(3000, 7, published(*map(RegimeId, names)))
    long = result | {
        "by_regime": result["by_regime"] | {"green-paper-2022": divided, "send-reform-2026": divided},
        "sensitivity": moved,
        "unknowns": unknowns_of(order),
    }
    assert len(PdfReader(BytesIO(report(long, example()["charts"]))).pages) == 2


def test_a_report_of_six_regimes_has_two_pages_too() -> None:
    result = example()["result"]
    figures = result["by_regime"]["green-paper-2022"]
    crowded = result | {"by_regime": result["by_regime"] | {f"regime-{n}-of-the-year": figures for n in range(4)}}
    assert len(PdfReader(BytesIO(report(crowded, example()["charts"]))).pages) == 2


@pytest.mark.parametrize("stub", [FOR_EVER], indirect=True)
async def test_a_cancelled_comparison_stops_its_process(la: Party, stub: Stub) -> None:
    sent = await la.posts(PATH, SMALL)
    await until(lambda one: one["progress"] == 0.25, partial(la.gets, f"{PATH}/{sent['id']}"))
    early = await la.sends("GET", f"{PATH}/{sent['id']}.csv")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/comparison-not-done")
    cancelled = await la.sends("DELETE", f"{PATH}/{sent['id']}")
    assert cancelled.json()["status"] == "cancelled"
    await comes_true(lambda: stub.started[0].returncode is not None)
    again = await la.sends("DELETE", f"{PATH}/{sent['id']}")
    assert (again.status_code, again.json()["status"]) == (200, "cancelled")


@pytest.mark.parametrize("stub", [CHATTY, DEAF], indirect=True)
async def test_a_process_that_complains_much_or_hears_nothing_goes_on(la: Party, stub: Stub) -> None:
    sent = await la.posts(PATH, SMALL)
    await until(lambda one: one["progress"] == 0.25, partial(la.gets, f"{PATH}/{sent['id']}"))
    await la.sends("DELETE", f"{PATH}/{sent['id']}")
    await comes_true(lambda: stub.started[0].returncode is not None)


@pytest.mark.parametrize("stub", [YIELDING], indirect=True)
async def test_a_process_that_gets_no_processor_begins_again_with_a_share(
    la: Party, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "YIELDS", True)
    monkeypatch.setattr(runner, "STARVED", 0.1)
    sent = await la.posts(PATH, SMALL)
    await until(lambda one: one["progress"] == 0.25, partial(la.gets, f"{PATH}/{sent['id']}"))
    yielding, shares = stub.started
    assert (yielding.returncode is not None, shares.returncode) == (True, None)
    await la.sends("DELETE", f"{PATH}/{sent['id']}")
    await comes_true(lambda: shares.returncode is not None)


@pytest.mark.parametrize("stub", ["print('no result')\n", "raise SystemExit(3)\n", LONG], indirect=True)
async def test_a_process_that_dies_fails_its_comparison(la: Party, stub: Stub) -> None:
    sent = await la.posts(PATH, SMALL)
    failed = await ended(la, sent["id"])
    assert (failed["status"], failed["failure"], failed["by_regime"]) == ("failed", runner.GIVEN_UP, None)
    assert len(stub.started) == 1


@pytest.mark.parametrize("stub", [FOR_EVER], indirect=True)
async def test_a_comparison_whose_worker_died_begins_again_and_not_for_ever(
    app: FastAPI, la: Party, owner: AsyncEngine, stub: Stub
) -> None:
    """Another worker held it, and is silent."""
    for attempts, status in ((1, "running"), (3, "failed")):
        sent = await la.posts(PATH, SMALL)
        await until(lambda one: one["progress"] == 0.25, partial(la.gets, f"{PATH}/{sent['id']}"))
        async with owner.begin() as connection:
            await connection.execute(
                text(
                    "UPDATE evidence_comparisons SET holder = :other, attempts = :attempts,"
                    " lease_until = now() - interval '1 second' WHERE id = :id"
                ),
                {"other": uuid4(), "attempts": attempts, "id": sent["id"]},
            )
        taken = len(stub.started)
        await comes_true(lambda: stub.started[taken - 1].returncode is not None)  # noqa: B023 - called here alone
        app.state.jobs.wake()
        if status == "running":
            await comes_true(lambda: len(stub.started) > taken)  # noqa: B023 - likewise
            await la.sends("DELETE", f"{PATH}/{sent['id']}")
        else:
            assert (await ended(la, sent["id"]))["failure"] == runner.GIVEN_UP


@pytest.mark.parametrize("stub", [FOR_EVER], indirect=True)
async def test_few_may_wait_at_once(la: Party, stub: Stub) -> None:
    sent = [await la.posts(PATH, SMALL) for _ in range(3)]
    key = {"Idempotency-Key": "few-may-wait"}
    refused = await la.sends("POST", PATH, json=SMALL, headers=key)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/comparisons-waiting")
    for one in sent:
        await la.sends("DELETE", f"{PATH}/{one['id']}")
    later = await la.sends("POST", PATH, json=SMALL, headers=key)
    assert later.status_code == 202, "the refusal has passed, and was not kept under the key"
    await la.sends("DELETE", later.headers["location"])
    assert len(stub.started) <= 1, "one at a time"


@pytest.mark.parametrize("stub", [FOR_EVER], indirect=True)
async def test_few_may_wait_though_many_ask_at_once(la: Party, stub: Stub) -> None:
    answers = await asyncio.gather(*(la.sends("POST", PATH, json=SMALL) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [202] * 3 + [409] * 5
    for one in answers:
        if one.status_code == 202:
            await la.sends("DELETE", f"{PATH}/{one.json()['id']}")
    assert len(stub.started) <= 1


async def test_own_closed_cases_are_replayed_and_read_once(la: Party, owner: AsyncEngine) -> None:
    """Of a year in which no other test records a notice."""
    asked = {"population": {"own_cases": {"year": 2018}}, "samples": 8}
    few = await la.sends("POST", PATH, json=asked)
    assert (few.status_code, few.json()["type"]) == (409, "/problems/too-few-cases")
    for number in range(52):
        case = await la.opens(notice_sent_on="2018-03-05", la_reference=f"OWN-{number}", not_a_duplicate=True)
        await la.records(case, "close", family_confirmed=True, occurred_on="2018-06-04")
    sent = await la.posts(PATH, asked)
    assert not {"own", "decisions"} & sent["asked"].keys()
    done = await ended(la, sent["id"])
    today = done["by_regime"]["cfa-2014"]
    assert (done["status"], today["decisions"], today["contacts"]) == ("done", 50, None)
    assert today["appeals"]["value"] is None
    assert (today["by_support"], today["by_area"], today["cost"]["value"], done["sensitivity"]) == ({}, {}, None, [])
    assert {kind: one["contacts"] for kind, one in today["by_kind"].items()} == {"refusal_to_assess": None}
    assert done["population"]["own_cases"]["from_quarter"] == "2018-Q1"
    report_of_it = await la.sends("GET", f"{PATH}/{sent['id']}.pdf")
    assert "(not shown)" in PdfReader(BytesIO(report_of_it.content)).pages[0].extract_text()
    assert "None" not in (await la.sends("GET", f"{PATH}/{sent['id']}.csv")).text
    later = await la.opens(notice_sent_on="2018-03-06", la_reference="OWN-later", not_a_duplicate=True)
    await la.records(later, "close", family_confirmed=True, occurred_on="2018-06-04")
    again = await la.posts(PATH, asked)
    await la.sends("DELETE", f"{PATH}/{again['id']}")
    async with owner.connect() as connection:
        read = await connection.execute(
            text("SELECT asked->'order'->>'own' FROM evidence_comparisons WHERE asked->'order'->>'own' IS NOT NULL")
        )
        assert len({*read.scalars()}) == 1, "one reading, so that nobody can compare two"
        kept = await connection.execute(text("SELECT json_array_length(families) FROM evidence_readings ORDER BY 1"))
        assert [*kept.scalars()] == [0, 0, 0, 52]
    of_the_rest = {"own_cases": {"from_quarter": "2018-Q2", "to_quarter": "2018-Q4"}}
    rest = await la.sends("POST", PATH, json=asked | {"population": of_the_rest})
    assert (rest.status_code, rest.json()["type"]) == (409, "/problems/too-few-cases")


async def test_nobody_else_sees_a_comparison(other_la: Party, provider: Party, tribunal: Party, icb: Party) -> None:
    assert (await other_la.gets(PATH))["items"] == []
    for stranger in (other_la, provider, tribunal, icb):
        for path in (EXAMPLE, f"{EXAMPLE}.csv", f"{EXAMPLE}.pdf", f"{EXAMPLE}/charts/cost.svg"):
            assert (await stranger.sends("GET", path)).status_code == 404
    assert (await other_la.sends("DELETE", EXAMPLE)).status_code == 404
    assert (await provider.sends("POST", PATH, json=SMALL)).status_code == 403


async def test_a_file_of_a_comparison_is_only_read(la: Party) -> None:
    for ending in ("csv", "pdf"):
        answer = await la.sends("DELETE", f"{EXAMPLE}.{ending}")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
