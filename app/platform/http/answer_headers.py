"""The headers of answers in the OpenAPI document. Each is described once, and referred to wherever it is sent."""

from typing import Any

from app.platform.http.headers import LONGEST_CONDITION


def _header(description: str, example: str | int, kind: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}, "example": example}


HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": _header(
        "The id of the request: the id that you sent, or a new id. With this id, the operator of the service can "
        "find your request in the log.",
        "7d1f6c2e9b",
    ),
    "RateLimit": _header(
        "How many requests you may still send: `r` requests in the next `t` seconds. After `t` seconds, you may "
        "send the full number again.",
        '"client";r=5998;t=60',
    ),
    "RateLimit-Policy": _header(
        "How many requests you may send: `q` requests in every `w` seconds.", '"client";q=6000;w=60'
    ),
    "Cache-Control": _header("This header says whether you may store the answer, and for how long.", "no-store"),
    "ETag": _header(
        "The version of the content of this answer. Send this value as `If-Match` with a change: the service makes "
        "the change only if nobody else has changed the record. Send this value as `If-None-Match` when you read "
        "again: you get 304 (not modified) if nothing has changed.",
        '"3"',
    ),
    "Location": _header("The address of the new record.", "/v1/cases/67434d52-f26f-5e26-b813-ebaa978dcb51"),
    "Link": _header(
        'For a list: the address of the next page, as `rel="next"`. The last page has no such address. For '
        'figures as a CSV table: the address of the description of the columns, as `rel="describedby"`.',
        '</v1/cases?cursor=...>; rel="next"',
    ),
    "Idempotent-Replayed": _header(
        "`true` if you sent the same request before with the same `Idempotency-Key`. You then get the first "
        "answer again, and nothing is recorded twice. Other answers do not have this header.",
        "true",
    ),
    "Retry-After": _header("Wait this number of seconds, then send the same request again.", 5, "integer"),
    "WWW-Authenticate": _header(
        "What is wrong with your access token, or with the name or secret that you sent to get a token.", "Bearer"
    ),
    "Accept": _header("The media types that this operation accepts.", "application/json"),
    "Accept-Encoding": _header(
        "The encodings (such as compression) that the service accepts for the body of a request.", "identity"
    ),
    "Content-Disposition": _header(
        "The file name under which you can save the answer.", 'inline; filename="MC-4QY7-F7VQ-XD7R-HRYC.pdf"'
    ),
    "Vary": _header("The headers of your request that change this answer.", "Accept"),
}

SOMETIMES = frozenset({"Content-Disposition", "Link", "Idempotent-Replayed", "Accept", "Accept-Encoding"})
"""Headers that not every such answer has."""

_READ_WITH_TAG = frozenset(
    {
        *("get_actions", "get_case", "get_deadlines", "get_session", "get_needs", "get_mediator", "get_availability"),
        *("get_referral", "get_referral_actions", "get_advice_service", "get_advice_offers", "get_advice"),
        *(
            "get_contact",
            "get_document",
            "get_duty",
            "get_own_contact",
            "post_document",
            "open_case",
            "book_session",
            "add_mediator",
            "refer",
            "offer_advice",
        ),
        *("get_organisation", "get_client", "post_organisation", "post_client", "get_appeal"),
    }
)
_LOCATED = frozenset(
    {
        *("open_case", "book_session", "hold_slot", "add_mediator", "propose_allocation", "refer", "compare_regimes"),
        *("post_organisation", "post_client", "post_document", "import_caseload"),
    }
)
_CACHED_IN_PUBLIC = frozenset({"get_pathway_picture", "issue_token", "public_keys", "get_calendar"})
_NEGOTIATED = frozenset({"verify_one", "get_notice", "get_record", "problem_type", "problem_types"})
_LINKED = frozenset({"get_feed", "get_import", "get_published_experience_csv", "get_sen2_csv", "get_comparison_table"})
_UNLIMITED = frozenset({"live", "ready"})
_SAVED = frozenset({"application/pdf", "application/xml"})
"""Media types of answers that a person saves as a file."""
_OF_PROBLEMS = {
    "401": ("WWW-Authenticate",),
    "403": ("WWW-Authenticate",),
    "412": ("ETag",),
    "415": ("Accept", "Accept-Encoding"),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}


_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` (version) of the answer that you already have. If the answer is still the same, you "
    "get 304 (not modified) without a body.",
    "schema": {"type": "string", "title": "If-None-Match", "maxLength": LONGEST_CONDITION},
}


_ON_BEHALF_OF = {
    "name": "On-Behalf-Of",
    "in": "header",
    "required": False,
    "description": "A pseudonym for the person who sends this request. Your organisation chooses the pseudonym. "
    "Never send a person's name in this header. We store the pseudonym with what this request records, and "
    "show the pseudonym only to your organisation.",
    "schema": {"type": "string", "title": "On-Behalf-Of", "pattern": "^[A-Za-z0-9._-]+$", "maxLength": 64},
}


def tell_headers(operation: dict[str, Any]) -> None:
    """Name on each response of an operation the headers that it is sent with. In place."""
    name = operation["operationId"]
    if name in _READ_WITH_TAG and name.startswith("get_"):
        operation.setdefault("parameters", []).append(dict(_IF_NONE_MATCH))
        operation["responses"]["304"] = {"description": "Nothing has changed since the answer that you already have."}
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ())):
        operation["parameters"].append(dict(_ON_BEHALF_OF))
    for status, response in operation["responses"].items():
        more = _of_success(operation, response, status) if status < "400" else _OF_PROBLEMS.get(status, ())
        named = ["X-Request-ID", *more]
        if operation["operationId"] not in _UNLIMITED:
            named += ["RateLimit", "RateLimit-Policy"]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in named}


def _of_success(operation: dict[str, Any], response: dict[str, Any], status: str) -> list[str]:
    name = operation["operationId"]
    sent = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}
    schemas = [media.get("schema", {}).get("$ref", "") for media in response.get("content", {}).values()]
    csv = "text/csv" in response.get("content", {})
    listed = csv and "application/json" in response["content"]
    said = {
        "Cache-Control": bool(operation.get("security")) or name in _CACHED_IN_PUBLIC,
        "ETag": name in _READ_WITH_TAG or ("If-Match" in sent and status != "204"),
        "Location": status in ("201", "202") and name in _LOCATED,
        "Link": listed or name in _LINKED or any("/Page_" in schema for schema in schemas),
        "Idempotent-Replayed": "Idempotency-Key" in sent,
        "Content-Disposition": csv or not _SAVED.isdisjoint(response.get("content", {})),
        "Vary": name in _NEGOTIATED or listed,
    }
    if status == "304":
        return ["Cache-Control", "ETag"]
    return [header for header, there in said.items() if there]
