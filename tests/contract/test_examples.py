"""Every documented example works as it stands, in a sandbox as a first start leaves it."""

import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.advice.sandbox import open_referrals
from app.advice.scenes import REFERRALS
from app.appeals.sandbox import open_appeals
from app.capacity.sandbox import open_capacity
from app.cases.sandbox import all_open, open_examples, stories
from app.cases.schemas.actions import BODIES
from app.cases.schemas.actions.requests import DeclineMediationIn
from app.cases.stories import TO_READ
from app.certificates.number import normalise
from app.documentation.document import CLIENT
from app.duties.sandbox import open_examples as open_duties
from app.duties.upkeep import check_ledgers
from app.evidence.comparisons.sandbox import keep_example as keep_comparison
from app.evidence.experience.sandbox import open_answers
from app.imports.sandbox import import_examples
from app.keeping.holds.sandbox import set_example as set_example_hold
from app.main import create_app
from app.notices.sandbox import tell_contacts
from app.platform.http.answer_headers import SOMETIMES
from app.settings import Settings
from tests.support.document import shares_its_document
from tests.support.parties import Parties, Party, calling

FORM = "application/x-www-form-urlencoded"
OF_THE_DAY = frozenset(
    {
        "opened_at", "updated_at", "certificate", "contact_period", "certificate_window_missed", "leave_window",
        "agreement", "concession",
    }
)  # fmt: skip
"""Members of a case that differ between the documents and a sandbox: when it was recorded, a drawn number, and what has
become late."""

SMALL_CHECK = """
import runpy
from app.cases.domain import assurance
assurance.assure.__defaults__ = (assurance.NOTICE, assurance.DISPUTES[1:2])
runpy.run_module("app.cases.assuring", run_name="__main__")
"""
"""The process that checks the pathway, as it is but for its search: one kind of dispute. Another test searches all."""


@dataclass(frozen=True)
class Example:
    """One request, exactly as the document gives it."""

    method: str
    path: str
    operation: dict[str, Any]
    body: Any
    media_type: str
    client: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@pytest.fixture(scope="module")
async def sandbox(settings: Settings) -> AsyncIterator[FastAPI]:
    made = shares_its_document(create_app(settings))
    made.state.service.assurance._command = (sys.executable, "-c", SMALL_CHECK)
    made.state.service.assurance._patience = 300  # the check runs behind all else, and here the tests are all else
    async with made.router.lifespan_context(made):
        await open_examples(made.state.service.database, made.state.service.desk)
        await open_referrals(made.state.service.database, made.state.service.desk)
        await open_capacity(made.state.service.database, made.state.service.desk)
        await open_appeals(made.state.service.database, made.state.service.desk)
        await tell_contacts(made.state.service.database, made.state.service.desk)
        await import_examples(made.state.service.database, made.state.service.desk)
        await keep_comparison(made.state.service.database, made.state.service.desk)
        await open_answers(made.state.service.database, made.state.service.desk)
        await open_duties(made.state.service.database, made.state.service.desk)
        await set_example_hold(made.state.service.database, made.state.service.desk)
        yield made


@pytest.fixture(scope="module")
async def callers(sandbox: FastAPI) -> AsyncIterator[Parties]:
    async with calling(sandbox) as http:
        yield Parties(http)


def examples(document: dict[str, Any]) -> Iterator[Example]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            filled = path
            for parameter in operation.get("parameters", []):
                if parameter["required"] and parameter["in"] == "query":
                    filled += f"?{parameter['name']}={_given(parameter, document)}"
                elif parameter["required"]:
                    filled = filled.replace(f"{{{parameter['name']}}}", _given(parameter, document))
            assert "{" not in filled, f"{path} has a parameter without an example"
            usual = operation.get(CLIENT, "sandbox-la-991")
            for shown, media_type in _bodies(operation):
                client = shown.get(CLIENT, usual)
                yield Example(method.upper(), filled, operation, shown["value"], media_type, client)


def _given(parameter: dict[str, Any], document: dict[str, Any]) -> str:
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    shown = [parameter[name] for name in ("example",) if name in parameter]
    return str((shown or schema.get("examples") or schema["enum"])[0])


def _bodies(operation: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    content = operation.get("requestBody", {}).get("content", {"": {"example": None}})
    for media_type, media in content.items():
        shown = media["examples"].values() if "examples" in media else [{"value": media["example"]}]
        for body in shown:
            yield body, media_type


async def _sent(example: Example, caller: Party) -> Any:
    content = {"data": example.body} if example.media_type == FORM else {"json": example.body}
    if example.media_type.startswith("text/") or example.media_type.endswith("ndjson"):
        content = {"content": example.body, "headers": {"Content-Type": example.media_type}}
    if example.body is None:
        content = {}
    if CLIENT in example.operation:
        return await caller.sends(example.method, example.path, **content)
    return await caller.http.request(example.method, example.path, **content)


async def test_every_example_gives_the_documented_success(sandbox: FastAPI, callers: Parties) -> None:
    document = sandbox.openapi()
    tried = 0
    for example in examples(document):
        caller = await callers.get(example.client)
        answer = await _sent(example, caller)
        documented = {status for status in example.operation["responses"] if status.startswith("2")}
        assert str(answer.status_code) in documented, f"{example} as {caller.slug}: {answer.text}"
        _with_its_headers(answer, example)
        if example.path.startswith("/v1/cases/") and "/actions/" in example.path:
            _as_documented(answer.json(), example)
        if example.method.upper() == "GET" and "etag" in answer.headers:
            known = {"If-None-Match": answer.headers["etag"]}
            again = await caller.sends("GET", example.path, headers=known)
            assert again.status_code == 304, str(example)
            _with_its_headers(again, example)
        tried += 1
    assert tried > len(BODIES)


async def test_the_ledger_of_each_case_is_what_its_trail_tells(sandbox: FastAPI, owner: AsyncEngine) -> None:
    """After every operation that the documents show: sessions, transfers, corrections, imports and the rest."""
    checked = [one async for one in check_ledgers(owner, sandbox.state.service.pathway, mend=False)]
    assert sum(count for count, _ in checked) > len(BODIES)
    assert [one for _, found in checked for one in found] == []


OF_ANY_ANSWER = {"content-type", "content-length", "x-content-type-options", "referrer-policy", "pragma"}
"""Headers that say nothing of this API, and those of RFC 6749 for caches of the last century."""


def _with_its_headers(answer: httpx2.Response, example: Example) -> None:
    told = {name.lower() for name in example.operation["responses"][str(answer.status_code)]["headers"]}
    sent = set(answer.headers) - OF_ANY_ANSWER
    assert sent <= told, f"{example} sends {sorted(sent - told)}"
    assert told - sent <= {name.lower() for name in SOMETIMES}, f"{example} does not send {sorted(told - sent)}"


def test_a_problem_tells_the_headers_that_it_is_sent_with(sandbox: FastAPI) -> None:
    document = sandbox.openapi()
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                name = response.get("$ref", "").rpartition("/")[2]
                told = set((document["components"]["responses"][name] if name else response)["headers"])
                assert "X-Request-ID" in told
                assert ("Retry-After" in told) is (status in ("429", "503")), f"{operation['operationId']} {status}"
                assert ("WWW-Authenticate" in told) is (status in ("401", "403"))


def _as_documented(answered: dict[str, Any], example: Example) -> None:
    media = example.operation["responses"]["200"]["content"]["application/json"]
    (shown,) = (one["value"] for one in media["examples"].values())
    assert {name: value for name, value in answered.items() if name not in OF_THE_DAY} == {
        name: value for name, value in shown.items() if name not in OF_THE_DAY
    }, str(example)


async def test_nobody_in_the_sandbox_is_asked_again_who_was_referred(callers: Parties) -> None:
    """Its referrals are told as a real one is: as an answer to what was offered."""
    la = await callers.get("sandbox-la-991")
    due = {one["case_id"] for one in await la.lists("/v1/advice-offers")}
    assert due
    assert not due & {str(one.story.case_id) for one in REFERRALS}
    for one in REFERRALS:
        shown = await la.gets(f"/v1/cases/{one.story.case_id}/advice-offers")
        assert [(offer["moment"], offer["answer"], offer["to_refer"]) for offer in shown["made"]] == [
            ("notice", "accepted", False)
        ]


async def test_every_operation_says_what_it_needs_and_shows_what_it_answers(sandbox: FastAPI) -> None:
    document = sandbox.openapi()
    shared = document["components"]["responses"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert ("Recorded by" in operation["description"]) or ("*For" in operation["description"]), path
            for status, response in operation["responses"].items():
                found = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
                for media_type, media in found.get("content", {}).items():  # 204 has none
                    shown = (
                        media.get("examples")
                        or media.get("example")
                        or media_type in ("application/pdf", "image/svg+xml")
                    )
                    assert shown, f"{path} {status} has no example"


async def test_opening_the_examples_again_changes_nothing(sandbox: FastAPI, callers: Parties) -> None:
    la = await callers.get("sandbox-la-991")
    case = f"/v1/cases/{DeclineMediationIn.story.case_id}"
    before = await la.gets(case)
    service = sandbox.state.service
    await open_examples(service.database, service.desk)
    assert await la.gets(case) == before


async def test_an_example_case_that_broke_off_is_taken_on(
    own_database_url: str, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_app(Settings(_env_file=None, environment="sandbox", database_url=own_database_url, **keys))
    owner = create_async_engine(own_database_url)
    async with made.router.lifespan_context(made):
        service = made.state.service
        broken = replace(TO_READ, steps=TO_READ.steps[:1])
        with monkeypatch.context() as patch:
            patch.setattr("app.cases.sandbox.TO_READ", broken)
            await open_examples(service.database, service.desk)
        assert not await all_open(owner)
        await open_examples(service.database, service.desk)
        assert await all_open(owner)
        await owner.dispose()
        async with calling(made) as http:
            la = await Parties(http).get("sandbox-la-991")
            case = await la.gets(f"/v1/cases/{TO_READ.case_id}")
            trail = await la.gets(f"/v1/cases/{TO_READ.case_id}/events/verification")
    assert case["state"] == "appeal_registered"
    assert case["version"] == 1 + len(TO_READ.steps)
    assert trail["intact"]


def test_the_numbers_in_the_stories_are_real_and_each_its_own() -> None:
    numbers = [command.number for story in stories() for command in story.steps if hasattr(command, "number")]
    assert len(numbers) > 3
    assert [normalise(number) for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)
