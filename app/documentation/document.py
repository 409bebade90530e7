"""Completes the OpenAPI document with what FastAPI cannot know about an operation.

Who may use the operation, what it answers, and the case of its example. Each problem is written once, not fifty times.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.advice.domain.words import ReferralAction, ReferralState
from app.cases.domain.words import Action, State
from app.cases.sandbox import CLIENTS
from app.cases.stories import LA
from app.cases.unit import Service
from app.documentation.illustrations import answers, in_the_documents
from app.events.routes import JOURNAL_TYPES
from app.kernel.terms import OrganisationKind
from app.platform.access.scopes import SCOPES_BY_KIND
from app.platform.http.answer_headers import HEADERS, tell_headers
from app.platform.http.auth.verifier import SCHEME
from app.platform.http.csv_lists import Columns, file_of
from app.platform.http.csv_tables import TABLES
from app.platform.http.examples import Example, Follows, Route
from app.platform.http.for_generators import ease, open_values
from app.platform.http.problem_bodies import problem_schemas
from app.platform.http.problems import CATALOGUE, MEDIA_TYPE, problem_responses
from app.platform.wing import Wing

PLAIN_NAMES = {
    "Advance": "ClockAdvance",
    "Case": "CaseRecord",  # `case` is a word of most languages
    "Choice": "ActionChoice",
    "Choices": "ActionChoices",
    "Clock": "SandboxClock",
    "Code": "DeadlineCode",
    "ContactIn-Input": "ContactIn",
    "ContactIn-Output": "ContactOut",
    "DeadlineStatus": "DeadlineStanding",
    "Feed": "EventFeed",
    "Kind": "RuleKind",
    "Lookup": "CertificateLookup",
    "Numbers": "CertificateNumbers",
    "Record": "JournalRecord",
    "RegimeStatus": "RegimeStanding",
    "Source": "ReferralSource",
    "Step": "DutyStep",
    "Variant": "ActionVariant",
    "Verified": "RuleVerified",
}
"""Schemas whose name in the code would mislead the reader of a generated client."""

HOW_TO_AUTHORIZE = """
Each registered organisation uses this service through a program's account (client). In the sandbox, the name and secret
of an account are already filled in: press *Authorize*. To use another account, enter its name. The secret is the name
followed by `-secret`. If you select no permissions (scopes), you get all the permissions of the account.
""".strip()

OPEN_VALUES: dict[tuple[str, str], Collection[str]] = {
    ("RefusedProblem", "action"): [*Action, *ReferralAction],
    ("RefusedProblem", "state"): frozenset({*State, *ReferralState}),
    ("JournalEntry", "type"): JOURNAL_TYPES,
}
"""By schema and member: today's values, where a schema of the platform shows what the wings define."""

CLIENT = "x-sandbox-client"
"""The member of an operation, or of a body, that names the client who can send the example."""

SAYS_WHO = ("\n\nRecorded by: ", "\n\n*For: ")
"""The words in the description of an operation that says itself who may send it: fewer than its scope lets in."""

WORDS = {"Case": "The case as it is now.", "Page": "One page of the list, with the address of the next page."}
"""The description of an answer, if the description of its schema does not fit."""

NO_CONTENT = "204"

_ALWAYS = ("malformed-json", "repeated-header", "content-too-large", "unsupported-media-type", "unsupported-encoding")
_NOT_LIMITED = frozenset({"live", "ready"})


def finished(app: FastAPI, document: dict[str, Any], wings: Sequence[Wing]) -> dict[str, Any]:
    """Return FastAPI's document of `app`, finished."""
    service, sandbox = app.state.service, app.state.platform.deployment.sandbox
    examples = {one.route: one for wing in wings for part in wing.examples() for one in part.shown}
    document["components"]["schemas"] |= problem_schemas([one for wing in wings for one in wing.problem_bodies()])
    return _finished(document, service, _by_operation(app, examples), sandbox=sandbox)


def _by_operation(app: FastAPI, examples: Mapping[Route, Example[Service]]) -> dict[str, Example[Service]]:
    """Return the examples by the operations of their routes. A route that shows nothing has an example without any."""
    routes = [route for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema]
    nothing: dict[Route, Example[Service]] = {one.endpoint: Example(route=one.endpoint, tell=None) for one in routes}
    return {str(route.operation_id): {**nothing, **examples}[route.endpoint] for route in routes}


def _finished(
    document: dict[str, Any], service: Service, examples: Mapping[str, Example[Service]], *, sandbox: bool
) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    known = in_the_documents(service)
    if sandbox and SCHEME in document["components"].get("securitySchemes", {}):
        document["components"]["securitySchemes"][SCHEME]["description"] = HOW_TO_AUTHORIZE
    document["components"]["headers"] = HEADERS
    for (name, member), values in OPEN_VALUES.items():
        schemas[name]["properties"][member] |= open_values(values)
    operations = {each["operationId"]: each for path in document["paths"].values() for each in path.values()}
    for name, operation in operations.items():
        _address(operation, examples[name], sandbox=sandbox)
        _succeed(operation, answers(examples[name], known), schemas)
    for name, one in examples.items():
        if one.follows is not None:
            _lead(operations[one.follows.route.__name__], name, one.follows)
    for operation in operations.values():
        _fail(operation, document["components"].setdefault("responses", {}))
    ease(document)
    plain: dict[str, Any] = _renamed(document)
    return plain


def _address(operation: dict[str, Any], example: Example[Service], *, sandbox: bool) -> None:
    """Say who may use an operation, and fill in what its path needs."""
    scopes = {scope for need in operation.get("security", []) for scope in need.get(SCHEME, [])}
    said = [operation.get("description", "")]
    if not operation.get("security"):
        operation["security"] = []  # public, and meant to be
        said.append("*For anyone: you need no token.*")
    elif not any(words in said[0] for words in SAYS_WHO):
        kinds = [kind.replace("_", " ") for kind, granted in SCOPES_BY_KIND.items() if scopes <= granted]
        said.append(f"*For: {', '.join(kinds) or 'any registered organisation'}.*")
    client = CLIENTS[example.by or _usual(scopes)]
    if sandbox and operation["security"]:
        operation[CLIENT] = client
    if sandbox and scopes and client != CLIENTS[LA]:
        said.append(
            f"**To try the example in the sandbox, press *Authorize* and enter `{client}`**, with the secret "
            f"`{client}-secret`."
        )
    operation["description"] = "\n\n".join(said)
    for parameter in operation.get("parameters", []):
        if parameter["required"] and parameter["name"] in example.path:
            told = example.path[parameter["name"]]
            parameter["example"] = int(told) if parameter["schema"].get("type") == "integer" else told
        _never_null(parameter["schema"])
    for name, kind in example.sent_by.items() if sandbox else ():
        operation["requestBody"]["content"]["application/json"]["examples"][name][CLIENT] = CLIENTS[kind]


def _usual(scopes: set[str]) -> OrganisationKind:
    """Return who sends an example that names nobody: the authority, where it may."""
    return LA if scopes <= SCOPES_BY_KIND[LA] else OrganisationKind.MEDIATION_PROVIDER


def _lead(operation: dict[str, Any], target: str, follows: Follows) -> None:
    """Name in an operation's success what its answer leads to."""
    link = {"operationId": target, "parameters": {follows.parameter: follows.where}, "description": follows.words}
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("links", {})[target] = link


def _never_null(schema: dict[str, Any]) -> None:
    """A parameter is there or left out; it cannot be null, though the function that takes it has None for that."""
    some = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if len(some) == 1:
        del schema["anyOf"]
        schema |= some[0] | schema


def _succeed(operation: dict[str, Any], told: Mapping[str, Any], schemas: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            continue
        if status == NO_CONTENT:
            response["description"] = "The service has done what you asked. The answer has no body."
        for kind, media in response.get("content", {}).items():
            if kind == "text/html":
                media["example"] = "<!doctype html> ..."
            elif kind == "text/csv" and "application/json" in response["content"]:
                written = _as_csv(response["content"]["application/json"]["schema"], schemas)
                media["examples"] = {name: {"value": written(value)} for name, value in told.items()}
            elif told and (kind.endswith("json") or all(isinstance(value, str) for value in told.values())):
                media["examples"] = {name: {"value": value} for name, value in told.items()}
            name = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
            if response["description"] == "Successful Response":
                described = schemas.get(name, {}).get("description", "The answer to your request.")
                response["description"] = WORDS.get(name.partition("_")[0], described)


def _as_csv(answer: Mapping[str, Any], schemas: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], str]:
    """Return what writes a list or a table as CSV, from the schema of its answer."""
    name = answer["$ref"].rpartition("/")[2]
    if name in TABLES:
        return TABLES[name].file
    columns = Columns(schemas[name]["properties"]["items"]["items"], schemas)
    return lambda page: file_of(columns, page["items"])


def _fail(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Name every problem, and write each once."""
    responses = operation["responses"]
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        responses |= {str(status): each for status, each in problem_responses(*_ALWAYS).items()}
    keyed = any(each.get("name") == "Idempotency-Key" for each in operation.get("parameters", ()))
    if operation["operationId"] not in _NOT_LIMITED:
        unsure = ("outcome-unknown",) if "requestBody" in operation or keyed else ()
        for status, each in problem_responses("too-many-requests", "unavailable", *unsure).items():
            responses.setdefault(str(status), each)
    if keyed:
        for status, each in problem_responses("malformed-json", "idempotency-key-missing").items():
            responses[str(status)] = each
    tell_headers(operation)
    for status, response in responses.items():
        examples = response.get("content", {}).get(MEDIA_TYPE, {}).get("examples")
        if examples:
            name = "Or".join(_camel(slug) for slug in examples)
            if operation["operationId"] in ("live", "ready"):
                name = f"{name}OfProbe"  # a probe has no allowance
            shared[name] = response
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = dict(sorted(responses.items()))


def _camel(slug: str) -> str:
    assert slug in CATALOGUE  # noqa: S101 - examples of problems stand under their slugs
    return "".join(word.capitalize() for word in slug.split("-"))


def _plain(name: str) -> str:
    if name.startswith("Page_"):
        return f"{_plain(name.removeprefix('Page_').removesuffix('_'))}Page"
    return PLAIN_NAMES.get(name, name)


def _renamed(value: Any) -> Any:
    """Give schemas their plain names, wherever they stand or are referred to."""
    if isinstance(value, list):
        return [_renamed(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: _renamed(each) for name, each in value.items()}
    if "schemas" in found and "securitySchemes" in found:
        named = {_plain(name): each for name, each in found["schemas"].items()}
        found["schemas"] = {name: named[name] | {"title": name} for name in sorted(named)}
    if isinstance(reference := found.get("$ref"), str):
        head, _, name = reference.rpartition("/")
        found["$ref"] = f"{head}/{_plain(name)}"
    return found
