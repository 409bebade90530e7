"""The errors that any route can answer with, as one tree (RFC 9457, Problem Details for HTTP APIs).

Problem
├── MalformedJson            400  malformed-json
├── RepeatedHeader           400  repeated-header
├── IdempotencyKeyMissing    400  idempotency-key-missing
├── Unauthenticated          401  unauthenticated
├── ScopeMissing             403  scope-missing
├── NotYoursToRecord         403  not-yours-to-record
├── NotFound                 404  not-found
├── MethodNotAllowed         405  method-not-allowed
├── Refused                  409  refused                 the pathway's own no, with its rule and what unlocks it
├── AlreadyRegistered        409  already-registered
├── IdempotencyKeyRetired    409  idempotency-key-retired
├── RecordUnreadable         409  record-unreadable       somebody changed it past the service
├── StaleVersion             412  stale-version
├── ContentTooLarge          413  content-too-large
├── UnsupportedMediaType     415  unsupported-media-type
├── UnsupportedEncoding      415  unsupported-encoding
├── InvalidInput             422  invalid-input           with the list of fields
├── IdempotencyKeyReused     422  idempotency-key-reused
├── TooManyRequests          429  too-many-requests
├── Internal                 500  internal
├── Unavailable              503  unavailable             nothing was written
└── OutcomeUnknown           503  outcome-unknown         nobody can say whether it was

A wing adds its own in its module `problems`. The class is the table's row: what is answered, what `GET
/problems/{slug}` explains and what the OpenAPI document shows all come from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

MOST_FAULTS_TOLD = 20
"""The most faults that an answer lists. It counts the rest."""

CATALOGUE: dict[str, type["Problem"]] = {}
"""Every problem by its slug, filled as the classes below are read."""


class Problem(HTTPException):
    """An error with a stable type. Raise it anywhere below a route.

    The class extends HTTPException because FastAPI lets only those exceptions through while it reads a body.
    """

    slug: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    meaning: ClassVar[str]
    """What happened and what the caller can do, in plain words."""
    example: ClassVar[Mapping[str, object]] = {}
    """`detail` and the problem's own members, as a caller might see them."""
    passes: ClassVar[bool] = False
    """Whether the same request may succeed soon. Then the refusal is not kept under the key of the request."""
    schema: ClassVar[str] = "Problem"
    """The name of its body's schema in the OpenAPI document."""

    def __init__(self, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: object) -> None:
        super().__init__(self.status, detail or self.meaning, headers)
        self.members = members

    def __init_subclass__(cls) -> None:
        CATALOGUE[cls.slug] = cls

    @classmethod
    def reference(cls) -> str:
        """The stable `type`: a path on this service that explains the problem."""
        return f"/problems/{cls.slug}"

    def body(self) -> dict[str, object]:
        """The members of the problem document, in the order in which a person reads them."""
        return {
            "type": self.reference(),
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }

    def response(self) -> Response:
        """The whole answer."""
        return problem_response(self.status, self.body(), self.headers)

    @classmethod
    def sample(cls) -> dict[str, object]:
        """An example of the body."""
        return {
            "type": cls.reference(),
            "title": cls.title,
            "status": cls.status,
            "detail": cls.meaning,
            **cls.example,
        }


def problem_response(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None) -> Response:
    """Return any problem document as an answer. Dates, ids and enums become their JSON form."""
    return Response(to_json(body), status, headers, media_type=MEDIA_TYPE)


def _one_of(titles: Sequence[str]) -> str:
    """Say which problems share a status."""
    if len(titles) == 1:
        return titles[0]
    return "The problem is one of these. " + " ".join(f"({i}) {title}." for i, title in enumerate(titles, 1))


def problem_responses(*slugs: str) -> dict[int | str, dict[str, object]]:
    """Return the problems that an operation can answer with, for `responses=`: one example each, by status."""
    documented: dict[int | str, dict[str, object]] = {}
    if IdempotencyKeyReused.slug in slugs:
        slugs = (*slugs, IdempotencyKeyRetired.slug)  # whoever may send a key again may be too late
    for status in sorted({CATALOGUE[slug].status for slug in slugs}):
        kinds = [CATALOGUE[slug] for slug in dict.fromkeys(slugs) if CATALOGUE[slug].status == status]
        # The plainest last: every problem fits it, and a generated client takes the first that fits.
        names = sorted({kind.schema for kind in kinds}, key=lambda name: (name == Problem.schema, name))
        schemas = [{"$ref": f"#/components/schemas/{name}"} for name in names]
        documented[status] = {
            "description": _one_of([kind.title for kind in kinds]),
            "content": {
                MEDIA_TYPE: {
                    "schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas},
                    "examples": {k.slug: {"summary": k.title, "value": k.sample()} for k in kinds},
                }
            },
        }
    return documented


class MalformedJson(Problem):
    slug, status, title = "malformed-json", 400, "The body is not JSON"
    meaning = "The service could not read the body. Send one JSON document in UTF-8."
    example: ClassVar = {"detail": "The body is not JSON: Expecting ',' delimiter at character 42."}


class RepeatedHeader(Problem):
    slug, status, title = "repeated-header", 400, "A header was sent twice"
    meaning = (
        "You sent a header twice that you may send only once. `header` names it. The service did nothing. Send "
        "the request again, with that header only once."
    )
    example: ClassVar = {"detail": "Send Idempotency-Key once.", "header": "Idempotency-Key"}

    def __init__(self, header: str) -> None:
        name = header.title()
        super().__init__(f"Send {name} once.", header=name)


class IdempotencyKeyMissing(Problem):
    slug, status, title = "idempotency-key-missing", 400, "The header Idempotency-Key is missing"
    meaning = (
        "Every request that records something needs the header `Idempotency-Key`: a value that you choose for "
        "this request alone. If a request fails, you can send it again with the same value, and nothing is "
        "recorded twice."
    )


class Unauthenticated(Problem):
    slug, status, title = "unauthenticated", 401, "You sent no valid access token"
    meaning = (
        "This operation needs an access token, which proves who you are. First get a token. Then send the token "
        "in the header `Authorization: Bearer ...`."
    )
    example: ClassVar = {"detail": "The access token has expired."}

    def __init__(self, detail: str = "") -> None:
        # RFC 6750 section 3.1: no error code for a caller who sent no token at all.
        challenge = f'Bearer error="invalid_token", error_description="{detail}"' if detail else "Bearer"
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class ScopeMissing(Problem):
    slug, status, title = "scope-missing", 403, "Your token does not permit this"
    meaning = "Your token is valid, but it does not include the permission (scope) that this operation needs."
    example: ClassVar = {"detail": "This operation needs the scope cases:write.", "scope": "cases:write"}

    def __init__(self, scope: str) -> None:
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(
            f"This operation needs the scope {scope}.", headers={"WWW-Authenticate": challenge}, scope=scope
        )


class NotYoursToRecord(Problem):
    slug, status, title = "not-yours-to-record", 403, "Only another kind of organisation may do this"
    meaning = (
        "Your organisation may not record this, or may not ask for these figures. `detail` says which kind of "
        "organisation may."
    )
    example: ClassVar = {"detail": "Only the mediation adviser issues a certificate."}


class NotFound(Problem):
    slug, status, title = "not-found", 404, "Not found"
    meaning = (
        "Either there is nothing at this address, or your organisation may not see what is there. The answer does "
        "not say which."
    )


class MethodNotAllowed(Problem):
    slug, status, title = "method-not-allowed", 405, "This address does not accept this HTTP method"
    meaning = (
        "You used an HTTP method, such as POST, that this address does not accept. The header `Allow` lists "
        "the methods that you can use."
    )

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__(headers={"Allow": ", ".join(sorted(allowed))})


class Refused(Problem):
    slug, status, title = "refused", 409, "The law does not allow this action now"
    meaning = (
        "A rule of law forbids this action as long as the case is in its present state. `rule` and `citation` "
        "name the rule. `unlock` lists the fewest actions that would make this action possible."
    )
    schema = "RefusedProblem"
    example: ClassVar = {
        "detail": "An appeal needs a mediation certificate first.",
        "action": "register-appeal",
        "state": "notified",
        "rule": "certificate-before-appeal",
        "citation": "Children and Families Act 2014, s.55(3)",
        "legislation_url": "https://www.legislation.gov.uk/ukpga/2014/6/section/55",
        "reason": "An appeal needs a mediation certificate first.",
        "unlock": ["contact-adviser", "decline-mediation", "issue-certificate"],
    }

    def __init__(  # noqa: PLR0913 - keyword-only: the members of one document
        self,
        *,
        action: str,
        state: str,
        rule: str,
        citation: str,
        legislation_url: str,
        reason: str,
        unlock: Sequence[object],
    ) -> None:
        super().__init__(
            reason,
            action=action,
            state=state,
            rule=rule,
            citation=citation,
            legislation_url=legislation_url,
            reason=reason,
            unlock=unlock,
        )


class AlreadyRegistered(Problem):
    slug, status, title = "already-registered", 409, "Your organisation has already registered this record"
    meaning = (
        "Your organisation has already registered this record, for example a mediator or a referral. Change the "
        "record that you have, instead of making a second record."
    )
    example: ClassVar = {"detail": "Your organisation has already registered a mediator with this number."}


class StaleVersion(Problem):
    slug, status, title = "stale-version", 412, "Somebody has changed the record since you read it"
    meaning = (
        "Somebody changed the record after you read it: your `If-Match` names an older version. Nothing was "
        "done. Read the record again, then decide again."
    )


class ContentTooLarge(Problem):
    slug, status, title = "content-too-large", 413, "The body is too large"
    meaning = "The body of your request is larger than this service accepts."
    example: ClassVar = {"detail": "The body of this request may have at most 65536 bytes."}


class UnsupportedMediaType(Problem):
    slug, status, title = "unsupported-media-type", 415, "The body must be JSON"
    meaning = "Send the body with the header `Content-Type: application/json`."

    def __init__(self) -> None:
        # RFC 9110 section 15.5.16: `Accept` in this answer says what would have been understood.
        super().__init__(headers={"Accept": "application/json"})


class UnsupportedEncoding(Problem):
    slug, status, title = "unsupported-encoding", 415, "The body must not be compressed"
    meaning = (
        "This service cannot read a compressed body. Send the body uncompressed, without the header `Content-Encoding`."
    )

    def __init__(self) -> None:
        # RFC 9110 section 15.5.16: `Accept-Encoding` in this answer says what would have been understood.
        super().__init__(headers={"Accept-Encoding": "identity"})


class InvalidInput(Problem):
    slug, status, title = "invalid-input", 422, "Something that you sent is not valid"
    meaning = (
        "`errors` lists what is wrong with the request, and where each fault is. `faults` is the number of all "
        "faults: `errors` lists at most twenty. The answer does not repeat the values that you sent."
    )
    schema = "InvalidInputProblem"
    example: ClassVar = {
        "detail": "One fault in the input.",
        "faults": 1,
        "errors": [
            {
                "where": "body",
                "pointer": "#/decision/notice_sent_on",
                "detail": "Input should be a valid date in the format YYYY-MM-DD, input is too short",
                "code": "date_parsing",
            }
        ],
    }

    def __init__(self, errors: Sequence[Mapping[str, str]], faults: int | None = None) -> None:
        """`faults` counts them all, where `errors` are the first of more."""
        faults = faults or len(errors)
        counted = "One fault" if faults == 1 else f"{faults} faults"
        told = errors[:MOST_FAULTS_TOLD]
        only = f" The first {len(told)} are listed." if len(told) == MOST_FAULTS_TOLD < faults else ""
        super().__init__(f"{counted} in the input.{only}", faults=faults, errors=told)

    @classmethod
    def at(cls, where: str, pointer: str, detail: str, code: str) -> "InvalidInput":
        """One fault. `where` is body, query, path, header or cookie; `pointer` an RFC 6901 pointer within it."""
        return cls([{"where": where, "pointer": pointer, "detail": detail, "code": code}])


class IdempotencyKeyReused(Problem):
    slug, status, title = "idempotency-key-reused", 422, "You used this Idempotency-Key before, for another request"
    meaning = (
        "You have already used this `Idempotency-Key` with another body or at another address. Use a new key "
        "for each new request."
    )


class IdempotencyKeyRetired(Problem):
    slug, status = "idempotency-key-retired", 409
    title = "You used this Idempotency-Key before, and we can no longer read the answer that you got then"
    meaning = (
        "You have already used this `Idempotency-Key`. The service can no longer decrypt its first answer, and "
        "cannot tell whether you sent the same request again. This time, the service did nothing. Read the "
        "record, then decide again."
    )


class RecordUnreadable(Problem):
    slug, status, title = "record-unreadable", 409, "The stored record is damaged or cannot be decrypted"
    meaning = (
        "Something other than this service changed the stored record, or the service no longer has the key to "
        "decrypt the record. Nothing was done. Do not send the request again: the operator must first restore the "
        "record. For a case, `GET /v1/cases/{case_id}/events` still shows what was recorded. `GET "
        "/v1/cases/{case_id}/events/verification` says which stored data differ from these events."
    )


class TooManyRequests(Problem):
    slug, status, title = "too-many-requests", 429, "Too many requests"
    meaning = (
        "You sent more requests than you may send in this time. The header `Retry-After` says how many seconds to wait."
    )

    def __init__(self, retry_after: int, detail: str = "") -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Internal(Problem):
    slug, status, title = "internal", 500, "The service failed"
    meaning = (
        "The fault is in this service, not in your request. We have logged the fault. If you report it, quote "
        "`request_id`."
    )
    example: ClassVar = {"request_id": "0b7c1d9e5f3a4c2b8d6e7f8091a2b3c4"}

    def __init__(self, request_id: str) -> None:
        super().__init__(request_id=request_id)


class Unavailable(Problem):
    slug, status, title = "unavailable", 503, "The service is not available at the moment"
    meaning = (
        "A system that this service needs does not answer. The header `Retry-After` says after how many "
        "seconds to try again."
    )
    example: ClassVar = {"detail": "The token issuer cannot be reached."}

    def __init__(self, detail: str = "", *, retry_after: int = 5, **members: object) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **members)


class OutcomeUnknown(Problem):
    slug, status, title = "outcome-unknown", 503, "We do not know whether your request was recorded"
    meaning = (
        "The database did not confirm your request in time. The request may have been recorded, or may still be "
        "recorded. If you sent an `Idempotency-Key`, wait for the number of seconds in `Retry-After`. Then send "
        "the same request with the same key: the service records the request only once. If you sent no key, first "
        "check whether the record exists."
    )

    def __init__(self, *, retry_after: int = 5) -> None:
        super().__init__(headers={"Retry-After": str(retry_after)})
