"""Every route: who may call it, what the document says of it, and what it can answer."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.cases.domain.words import Action
from app.main import create_app
from app.platform.access.scopes import Scope
from app.platform.http.metrics import OF_ADVICE, Metrics
from app.platform.http.problems import CATALOGUE
from app.settings import Settings
from tests.support.routes import Operation, operations

PUBLIC = {
    "POST /v1/law/deadlines": "the law is everybody's",
    "GET /v1/law/rules": "likewise",
    "GET /v1/law/regimes": "likewise",
    "GET /v1/law/regimes/{regime}": "likewise",
    "GET /v1/law/versions": "likewise",
    "GET /v1/law/authorities": "likewise: the codes are published",
    "GET /v1/law/pathway": "likewise",
    "GET /v1/law/pathway.svg": "likewise, drawn",
    "GET /v1/law/assurance": "likewise",
    "GET /v1/law/referrals": "likewise",
    "GET /v1/law/referrals/assurance": "likewise",
    "GET /v1/certificates/{number}/verification": "whoever is shown a certificate may check it; no name in the answer",
    "POST /v1/certificates/verification": "likewise, for several",
    "GET /v1/evidence/experience/questions": "families and forums read what is asked",
    "GET /v1/evidence/experience/{la_code}/{quarter}": "figures that an authority made public",
    "GET /v1/evidence/experience/{la_code}/{quarter}.csv": "likewise, as a file",
    "GET /evidence/experience/{la_code}/{quarter}": "likewise, for people",
    "GET /feedback/{token}": "a family has no account: its link is the secret",
    "POST /feedback/{token}": "likewise",
    "GET /v1/imports/template.csv": "names of columns, for people who prepare a file",
    "GET /v1/exports/sen2.xsd": "names of elements, for people who check a file",
    "GET /v1/evidence/{name}/metadata.json": "what columns mean, for programs that read published figures",
    "GET /v1/exports/{name}/metadata.json": "likewise",
    "GET /v1/evidence/comparisons/{comparison_id}/metadata.json": "likewise: the same for every comparison",
    "GET /v1/calendars/{secret}.ics": "calendar programs send no token: the address is the secret",
    "POST /oauth/token": "the caller proves itself here, by its secret",
    "GET /.well-known/jwks.json": "public keys",
    "GET /.well-known/oauth-authorization-server": "where to get a token",
    "GET /problems": "what each problem means",
    "GET /problems/{slug}": "likewise",
    "GET /health/live": "asked by the platform that runs the service",
    "GET /health/ready": "likewise",
    "GET /metrics": "likewise; route templates and counts only",
    "GET /": "what this is, for people",
    "GET /style.css": "how the pages for people look",
    "GET /certificate": "leads from a typed number to its page",
    "GET /docs": "the page to try the API on",
    "GET /docs/page.js": "its own script",
    "GET /docs/{name}": "its own files",
    "GET /docs/oauth2-redirect": "its own",
    "GET /openapi.json": "the document itself",
}
"""What answers without a token, and why. Everything else names a scope."""

WITH_ANY_TOKEN = {"GET /v1/me": "a caller may always ask who it is"}
"""What needs a token, whatever its scopes, and why."""

UNDOCUMENTED = {
    *("GET /", "GET /style.css", "GET /certificate"),
    *("GET /feedback/{token}", "POST /feedback/{token}", "GET /evidence/experience/{la_code}/{quarter}"),
    *("GET /docs", "GET /docs/page.js", "GET /docs/{name}", "GET /docs/oauth2-redirect", "GET /openapi.json"),
}
"""What is no part of the API."""


@pytest.fixture(scope="module")
def table(app: FastAPI) -> list[Operation]:
    return list(operations(app))


@pytest.fixture(scope="module")
def documented(table: list[Operation]) -> list[Operation]:
    return [one for one in table if one.documented is not None]


def test_every_route_names_a_scope_or_is_public_for_a_reason(table: list[Operation]) -> None:
    open_to_all = {str(one) for one in table if not one.scopes}
    assert open_to_all <= {*PUBLIC, *WITH_ANY_TOKEN}
    assert not {str(one) for one in table if one.scopes} & set(PUBLIC)


def test_every_route_is_documented(table: list[Operation]) -> None:
    assert {str(one) for one in table if one.documented is None} <= UNDOCUMENTED


def test_the_document_names_the_same_scope_as_the_route(documented: list[Operation]) -> None:
    for operation in documented:
        assert operation.documented is not None
        required = [scopes for one in operation.documented.get("security", []) for scopes in one.values()]
        needs_token = bool(operation.scopes) or str(operation) in WITH_ANY_TOKEN
        assert required == ([sorted(operation.scopes)] if needs_token else []), str(operation)


def test_each_scope_opens_something(table: list[Operation]) -> None:
    """A scope that no route asks for is a promise that nothing keeps."""
    assert {scope for one in table for scope in one.scopes} == set(Scope)


def test_each_has_a_summary_a_description_and_one_tag(app: FastAPI, documented: list[Operation]) -> None:
    introduced = {tag["name"] for tag in app.openapi()["tags"]}
    for operation in documented:
        assert operation.documented is not None
        said = operation.documented
        assert len(said["summary"]) > 3, str(operation)
        assert len(said["description"]) > 20, str(operation)
        assert not said["summary"].endswith("."), str(operation)
        assert len(said["tags"]) == 1, str(operation)
        assert said["tags"][0] in introduced, str(operation)
    assert introduced == {one.documented["tags"][0] for one in documented if one.documented}


SAYS_WHO = re.compile(r"^(?:Recorded by: |\*For)", re.MULTILINE)


def test_each_says_once_who_it_is_for(documented: list[Operation]) -> None:
    for operation in documented:
        assert operation.documented is not None
        said = operation.documented["description"]
        assert len(SAYS_WHO.findall(said)) == 1, str(operation)
        assert "Only for " not in said, f"{operation} says who it is for in its text, and again below"


def test_no_paragraph_is_shown_as_code(documented: list[Operation]) -> None:
    """Four spaces before a paragraph make it a block of code in Markdown."""
    for operation in documented:
        assert operation.documented is not None
        assert "\n\n    " not in operation.documented["description"], str(operation)


def test_each_of_advice_and_referrals_is_counted_under_one_label(documented: list[Operation]) -> None:
    """In the metrics: a route of a path of its own would tell what advice services do."""
    for operation in documented:
        assert operation.documented is not None
        metrics = Metrics()
        metrics.observe(operation.path, operation.method, 200, 0.01)
        ours = operation.documented["tags"][0] in ("Advice", "Referrals")
        assert (OF_ADVICE in metrics.exposition().decode()) is ours, str(operation)


def test_operation_ids_are_unique_and_speak(documented: list[Operation]) -> None:
    ids = [one.documented["operationId"] for one in documented if one.documented]
    assert len(ids) == len(set(ids))
    assert all(name.isidentifier() and "v1" not in name for name in ids)


def test_each_body_has_an_example(documented: list[Operation]) -> None:
    for operation in documented:
        assert operation.documented is not None
        for media in operation.documented.get("requestBody", {}).get("content", {}).values():
            assert media.get("examples") or "example" in media, str(operation)


def test_each_path_parameter_is_explained_or_typed(documented: list[Operation]) -> None:
    for operation in documented:
        assert operation.documented is not None
        declared = {one["name"] for one in operation.documented.get("parameters", []) if one["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", operation.path))


HANDED_OVER = ("/cases/{case_id}/provider", "/handover", "/legal-holds", "/lift", "/erasures")
"""What the authority alone does, and no rule of law forbids."""
RECORDING = (
    "/actions/",
    "/corrections",
    "/transfer",
    "/v1/sessions",
    "/v1/appeals/",
    "/hold",
    "/searches",
    "/advice-offers",
    "/v1/referrals",
)
"""Where something is recorded that a rule may forbid."""


class TestProblems:
    """What an operation can answer with stands in the document, with an example each."""

    def slugs(self, operation: Operation) -> set[str]:
        assert operation.documented is not None
        return {
            slug
            for answer in operation.documented["responses"].values()
            for slug in answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
        }

    def test_they_are_the_catalogues(self, documented: list[Operation]) -> None:
        for operation in documented:
            assert self.slugs(operation) <= set(CATALOGUE), str(operation)

    def test_who_needs_a_token_may_be_told_so(self, documented: list[Operation]) -> None:
        for operation in documented:
            wanted = {"unauthenticated", "scope-missing", "too-many-requests"}
            assert not operation.scopes or wanted <= self.slugs(operation), str(operation)

    def test_who_names_a_record_may_find_none(self, documented: list[Operation]) -> None:
        for operation in documented:
            if operation.scopes and "{" in operation.path:
                assert "not-found" in self.slugs(operation), str(operation)

    def test_who_sends_json_may_send_it_wrong(self, documented: list[Operation]) -> None:
        for operation in documented:
            assert operation.documented is not None
            if "application/json" in operation.documented.get("requestBody", {}).get("content", {}):
                assert {"malformed-json", "invalid-input"} <= self.slugs(operation), str(operation)

    def test_who_sends_a_key_may_have_used_it(self, documented: list[Operation]) -> None:
        for operation in documented:
            assert operation.documented is not None
            named = {one["name"] for one in operation.documented.get("parameters", []) if one["in"] == "header"}
            keyed = "Idempotency-Key" in named
            assert keyed == ("idempotency-key-reused" in self.slugs(operation)), str(operation)
            assert ("If-Match" in named) == ("stale-version" in self.slugs(operation)), str(operation)

    def test_actions_can_be_refused(self, documented: list[Operation]) -> None:
        for operation in documented:
            records = operation.method == "POST" and any(part in operation.path for part in RECORDING)
            confirms = (operation.method, operation.path) == ("POST", "/v1/cases")  # what an adviser recorded
            assert (records or confirms) == ("refused" in self.slugs(operation)), str(operation)
            of_its_party = records and "/advice-offers" not in operation.path  # whoever sees the case may offer
            of_the_authority = operation.method == "PATCH" or (
                operation.method == "POST" and operation.path.endswith(HANDED_OVER)
            )
            of_the_authority |= (operation.method, operation.path) == ("POST", "/v1/imports")
            of_its_owner = "/documents" in operation.path and operation.method != "GET"
            of_its_owner |= str(operation) == "PUT /v1/me/contact"  # letters name organisations of two kinds
            of_own_cases = operation.path.startswith(("/v1/evidence/", "/v1/exports/"))  # which it counts and reports
            of_the_authority |= of_own_cases and bool(operation.scopes) and "{" not in operation.path
            of_its_owner |= operation.path.endswith("/feedback-links")  # by who is in touch with the family
            of_its_owner |= "/duties/{duty_id}/" in operation.path  # the party that owes it, or the other side
            told = "not-yours-to-record" in self.slugs(operation)
            assert (of_its_party or of_the_authority or of_its_owner) == told, str(operation)

    def test_every_answer_has_a_body_described(self, documented: list[Operation]) -> None:
        for operation in documented:
            assert operation.documented is not None
            for status, answer in operation.documented["responses"].items():
                assert answer["description"], f"{operation} {status}"
                assert answer.get("content") or status in ("204", "304"), f"{operation} {status}"


def test_every_action_has_a_path_and_no_other_has(documented: list[Operation]) -> None:
    prefix = "/v1/cases/{case_id}/actions/"
    paths = [one.path.removeprefix(prefix) for one in documented if one.path.startswith(prefix)]
    assert sorted(paths) == sorted(Action)


def test_each_action_has_a_schema_of_its_own(documented: list[Operation]) -> None:
    schemas = []
    for operation in documented:
        if operation.path.startswith("/v1/cases/{case_id}/actions/") and operation.documented is not None:
            schema = operation.documented["requestBody"]["content"]["application/json"]["schema"]
            schemas.append(str(schema.get("$ref") or schema["anyOf"][0]["$ref"]))
    assert len(schemas) == len(set(schemas)) == len(Action)


def test_a_live_deployment_has_no_sandbox_in_it(app: FastAPI, settings: Settings) -> None:
    more: dict[str, Any] = {
        "environment": "live",
        "sealing_keys": [SecretStr("bm90LXRoZS1zYW5kYm94cy1rZXktYnV0LW91ci1vd24=")],
    }
    live = create_app(settings.model_copy(update=more))
    sandbox, reality = {str(one) for one in operations(app)}, {str(one) for one in operations(live)}
    assert sandbox - reality == {"GET /sandbox/clock", "POST /sandbox/clock"}
    assert reality <= sandbox
    assert Scope.SANDBOX_CLOCK not in {scope for one in operations(live) for scope in one.scopes}


def test_every_reference_in_the_document_leads_somewhere(app: FastAPI) -> None:
    document = app.openapi()

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            return [*([node["$ref"]] if isinstance(node.get("$ref"), str) else []), *references(list(node.values()))]
        return [found for child in node for found in references(child)] if isinstance(node, list) else []

    defined = {
        f"#/components/{kind}/{name}"
        for kind, named in document["components"].items()
        if kind != "securitySchemes"
        for name in named
    }
    followed = set(references(document))
    assert followed <= defined, f"lead nowhere: {followed - defined}"
    assert followed == defined, f"never used: {defined - followed}"
