"""The published promise, asked by a machine: every operation answers as its document says, whatever it is sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi
from schemathesis.python.asgi import HOST
from starlette.types import ASGIApp, Receive, Scope, Send

from app.main import create_app
from app.settings import Settings
from tests.contract.findings import Findings
from tests.support.document import shares_its_document
from tests.support.parties import a_notice
from tests.support.waiting import PATIENCE

ELSEWHERE = {
    "/v1/law/assurance": "computes for seconds in a process of its own; tests/cases/domain",
    "/sandbox/clock": "would move every case's present; tests/sandbox/http",
}

ROLES = {
    "sandbox-la-991": {"coverage": "", "stateful": "max-steps = 12\ngeneration = { max-examples = 10 }"},
    "sandbox-provider-a": {"fuzzing": "generation = { max-examples = 4 }"},
}
"""How each is asked: `coverage` tries every edge of every schema that is worth a request, `fuzzing` draws by lot,
`stateful` follows links from what one operation answers to the next."""

TURNS = {"sandbox-provider-a": "sandbox-tribunal"}
"""Who sends every other request: to draw one by lot costs more than to answer it."""

PHASES = ("examples", "coverage", "fuzzing", "stateful")

CONFIG = """
seed = 1
continue-on-failure = true
# Stateful tests begin again after every new failure: where many operations fail at once, that goes on for hours.
max-failures = 20
request-timeout = {patience}
suppress-health-check = ["too_slow"]
headers = {{ Authorization = "Bearer {token}" }}

[dictionaries]
cases = {{ values = {cases} }}
numbers = {{ values = {numbers} }}

[parameters]
"path.case_id" = {{ dictionary = "cases", probability = 0.9 }}
"path.number" = {{ dictionary = "numbers", probability = 0.8 }}

[generation]
max-examples = 3
deterministic = true
no-shrink = true
database = "none"

# The law refuses much that a schema allows.
[checks.positive_data_acceptance]
enabled = false
"""

LIKE_AN_ID = """
[[operations]]
# An id could stand where this path has a word. So another method asks for a record by that name, which there is not.
include-path = "{path}"
checks.unsupported_method.enabled = false
checks.allow_header_conformance.enabled = false
"""


def like_an_id(paths: dict[str, Any]) -> Iterator[str]:
    """Yield each path whose last word stands where another path has an id, and takes methods of its own."""
    for path, methods in paths.items():
        folder, _, last = path.rpartition("/")
        others = (
            by for one, by in paths.items() if one.startswith(f"{folder}/{{") and one.count("/") == path.count("/")
        )
        if "{" not in last and any(by.keys() - methods.keys() for by in others):
            yield path


class Callers:
    """Organisations as they call an application that Schemathesis runs in its own thread."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def token(self, slug: str) -> str:
        form = {"grant_type": "client_credentials"}
        return str(self._client.post("/oauth/token", data=form, auth=(slug, f"{slug}-secret")).json()["access_token"])

    def post(self, slug: str, path: str, body: Any) -> Any:
        answer = self._client.post(path, json=body, headers={"Authorization": f"Bearer {self.token(slug)}"})
        assert answer.ok, answer.text
        return answer.json()


class TakingTurns:
    """An application that takes every other request of one caller for another's."""

    def __init__(self, app: ASGIApp, token: str, other: str) -> None:
        self._app = app
        self._senders = [f"Bearer {one}".encode() for one in (token, other)]
        self.taken = [0, 0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if headers.get(b"authorization") == self._senders[0]:
            turn = sum(self.taken) % 2
            self.taken[turn] += 1
            scope["headers"] = list({**headers, b"authorization": self._senders[turn]}.items())
        await self._app(scope, receive, send)


@pytest.fixture
def served(settings: Settings, own_database_url: str) -> Iterator[Any]:
    """The service on a database of its own, in Schemathesis' thread; stopped there, before the database goes."""
    yield shares_its_document(create_app(settings.model_copy(update={"database_url": own_database_url})))
    asgi.shutdown_lifespans()


@pytest.mark.parametrize("slug", ROLES)
def test_every_operation_keeps_its_promise(served: Any, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", HOST)  # else each request reads every variable of the environment, four times
    with asgi.get_client(served) as client:
        callers = Callers(client)
        token = callers.token(slug)
        config = CONFIG.format(patience=PATIENCE, token=token, **some_records(callers))
        if slug in TURNS:
            served.middleware_stack = turns = TakingTurns(served.middleware_stack, token, callers.token(TURNS[slug]))
    config += "".join(LIKE_AN_ID.format(path=path) for path in like_an_id(served.openapi()["paths"]))
    for phase in PHASES:
        config += f"\n[phases.{phase}]\nenabled = {json.dumps(phase in ROLES[slug])}\n{ROLES[slug].get(phase, '')}\n"

    told = SchemathesisConfig.from_str(config)
    schema = schemathesis.openapi.from_asgi("/openapi.json", served, config=told, timeout=PATIENCE)
    findings = Findings.of(schema.exclude(path=list(ELSEWHERE)))
    assert not findings.failures, str(findings)
    assert findings.statuses[200] > 20, f"too few requests got anywhere: {findings.statuses}"
    assert max(findings.statuses) < 500
    assert slug not in TURNS or min(turns.taken) > 200


def some_records(callers: Callers) -> dict[str, str]:
    """Cases to ask about: some as their notice opened them, some certified, some about the placement alone."""
    la, provider = "sandbox-la-991", "sandbox-provider-a"
    cases, numbers = [], []
    for number in range(6):
        sections = ("I",) if number % 2 else ("B", "F", "G")
        case = callers.post(la, "/v1/cases", a_notice(kind="plan_content", sections=sections))["id"]
        cases.append(case)
        if number < 3:
            for action, more in (
                ("contact-adviser", {}),
                ("decline-mediation", {}),
                ("issue-certificate", {"ground": "declined"}),
            ):
                body = {"occurred_on": "2026-02-10", **more}
                shown = callers.post(provider, f"/v1/cases/{case}/actions/{action}", body)
            numbers.append(shown["certificate"]["number"])
    return {"cases": json.dumps(cases), "numbers": json.dumps(numbers)}
