"""`POST /oauth/token`: access tokens for registered clients (RFC 6749, client credentials only)."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from fastapi import Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from app.platform.access.principal import RegisteredClient
from app.platform.http.auth.logins import LONGEST_ID, LONGEST_SECRET, Logins
from app.platform.http.auth.verifier import TOKEN_URL
from app.platform.http.middleware import address_of
from app.platform.http.platform import platform_of
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router

router = Router(tags=["Tokens"])

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749 section 5.1 asks for both


class TokenAnswer(BaseModel):
    """An access token: proof of who you are, for the header `Authorization` of your requests (RFC 6749 section 5.1)."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind of token, not a token
    expires_in: int = Field(description="The number of seconds after which the token ends.")
    scope: str = Field(description="What the token permits: its permissions (scopes), separated by spaces.")


class TokenRefusal(BaseModel):
    """The reason why you got no token. This error has the format of the log-in standard, OAuth (RFC 6749 section 5.2).
    All our other errors have the format `application/problem+json`."""

    error: str
    error_description: str


class _NoTokenError(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        self.answer = JSONResponse(
            TokenRefusal(error=error, error_description=description).model_dump(),
            status,
            headers=_NO_STORE | ({"WWW-Authenticate": 'Basic realm="clients"'} if status == 401 else {}),
        )


_FORM = "application/x-www-form-urlencoded"
_PARAMETERS = frozenset({"grant_type", "client_id", "client_secret", "scope"})
_MOST_PARAMETERS = 20
_REQUEST_BODY = {
    "required": True,
    "content": {
        _FORM: {
            "schema": {
                "type": "object",
                "title": "TokenRequest",
                "required": ["grant_type"],
                "maxProperties": _MOST_PARAMETERS,
                "properties": {
                    "grant_type": {"type": "string", "enum": ["client_credentials"]},
                    "client_id": {
                        "type": "string",
                        "maxLength": LONGEST_ID,
                        "description": "The name (id) of your program's account. Send the name in this field, or in "
                        "the header `Authorization` (HTTP Basic).",
                    },
                    "client_secret": {
                        "type": "string",
                        "maxLength": LONGEST_SECRET,
                        "description": "The secret of your program's account. Send the secret in this field, or in "
                        "the header `Authorization` (HTTP Basic).",
                    },
                    "scope": {
                        "type": "string",
                        "maxLength": 1000,
                        "description": "The permissions (scopes) that you want, separated by spaces. If you leave "
                        "this field out or empty, you get all the permissions of your account.",
                    },
                },
            },
            "example": {
                "grant_type": "client_credentials",
                "client_id": "sandbox-la-991",
                "client_secret": "sandbox-la-991-secret",
                "scope": "cases:read",
            },
        }
    },
}


def _example(error: str, description: str) -> dict[str, object]:
    return {"summary": error, "value": {"error": error, "error_description": description}}


@router.post(
    TOKEN_URL,
    summary="Get an access token",
    description="Send the name and the secret of your program's account (client), either in the header "
    "`Authorization` (HTTP Basic) or in the form. If you send no `scope`, the token has all the permissions of "
    "the account. In the sandbox, the secret of each account is its name followed by `-secret`.",
    response_model=TokenAnswer,
    responses={
        400: {
            "description": "You get no token, because something in the request is wrong or missing",
            "model": TokenRefusal,
            "content": {
                "application/json": {
                    "examples": {
                        "invalid_scope": _example("invalid_scope", "A scope is unknown or was not granted."),
                        "unsupported_grant_type": _example("unsupported_grant_type", "Use client_credentials."),
                        "invalid_request": _example("invalid_request", "grant_type is missing."),
                    }
                }
            },
        },
        401: {
            "description": "The name of the account (client) is unknown, or the secret is wrong",
            "model": TokenRefusal,
            "content": {
                "application/json": {
                    "examples": {"invalid_client": _example("invalid_client", "Unknown client or wrong secret.")}
                }
            },
        },
        **problem_responses("not-found", "content-too-large", "invalid-input", "too-many-requests"),
    },
    openapi_extra={"requestBody": _REQUEST_BODY},
)
async def issue_token(request: Request) -> Response:
    """Check the client's credentials, then sign a token."""
    platform = platform_of(request)
    if platform.issuer is None:
        raise NotFound(f"Tokens for this deployment come from {platform.deployment.oidc_issuer}.")
    try:
        client, scopes = await _granted(request, platform.logins)
    except _NoTokenError as refusal:
        return refusal.answer
    answer = TokenAnswer(
        access_token=platform.issuer.issue(client, scopes),
        expires_in=platform.issuer.lifetime_seconds,
        scope=" ".join(sorted(scopes)),
    )
    return JSONResponse(answer.model_dump(), headers=_NO_STORE)


async def _granted(request: Request, logins: Logins) -> tuple[RegisteredClient, frozenset[str]]:
    """Return the client that asks, and those of the requested scopes that it may have."""
    form = await _form(request)
    if "grant_type" not in form:
        raise _NoTokenError("invalid_request", "grant_type is missing.")
    if form["grant_type"] != "client_credentials":
        raise _NoTokenError("unsupported_grant_type", "Use client_credentials.")
    credentials = _credentials(request.headers.get("authorization", ""), form)
    client = await logins.prove(address_of(request.scope), *credentials)
    if client is None:
        raise _NoTokenError("invalid_client", "Unknown client or wrong secret.", 401)
    scopes = frozenset(form.get("scope", "").split()) or client.scopes
    if not scopes <= client.scopes:
        raise _NoTokenError("invalid_scope", "A scope is unknown or was not granted to this client.")
    return client, scopes


async def _form(request: Request) -> dict[str, str]:
    """Return the parameters that this route knows.

    RFC 6749 section 3.2: none may be sent twice, an empty one counts as absent, others are ignored.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _FORM:
        raise _NoTokenError("invalid_request", f"Send the request as {_FORM}.")
    try:
        sent = parse_qsl((await request.body()).decode(errors="replace"), max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise _NoTokenError("invalid_request", f"Send at most {_MOST_PARAMETERS} parameters.") from None
    pairs = [(name, value) for name, value in sent if name in _PARAMETERS]
    form = dict(pairs)
    if len(form) < len(pairs):
        raise _NoTokenError("invalid_request", "A parameter was sent twice.")
    return form


def _credentials(authorization: str, form: Mapping[str, str]) -> tuple[str, str]:
    """Return the client's id and secret, from the header or the form. RFC 6749 section 2.3.1 allows only one of the
    two.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        if "client_id" not in form or "client_secret" not in form:
            raise _NoTokenError("invalid_client", "Send the client's credentials.", 401)
        return form["client_id"], form["client_secret"]
    if "client_secret" in form:
        raise _NoTokenError("invalid_request", "Send the credentials once: by HTTP Basic or in the form.")
    client_id, secret = _basic(encoded)
    if form.get("client_id", client_id) != client_id:
        raise _NoTokenError("invalid_request", "The client_id in the form is not that of the credentials.")
    return client_id, secret


def _basic(encoded: str) -> tuple[str, str]:
    """The client's id and secret from HTTP Basic."""
    try:
        name, colon, secret = b64decode(encoded.strip(" "), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        colon = ""
    if not colon:
        raise _NoTokenError("invalid_client", "The Basic credentials cannot be read.", 401)
    return unquote_plus(name), unquote_plus(secret)
