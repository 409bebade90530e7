"""Answers of the platform's own operations for the OpenAPI document."""

from typing import Any

from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import TOKEN_URL
from app.platform.http.examples import Examples
from app.platform.http.oauth_routes import TokenAnswer, issue_token
from app.platform.http.operations_routes import Alive, Ready, live, metrics, ready
from app.platform.http.problems import NotFound, Refused
from app.platform.http.wellknown_routes import (
    AuthorizationServer,
    KeySetAnswer,
    ProblemList,
    ProblemMeaning,
    authorization_server,
    meaning,
    problem_type,
    problem_types,
    public_keys,
)

EXAMPLES: Examples[Any] = Examples()
HOME = "https://mediation.example"
KEY: dict[str, object] = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",  # the public key of RFC 8037's example
    "use": "sig",
    "alg": "Ed25519",
    "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
}


@EXAMPLES.of(issue_token)
def _token(_: Any) -> TokenAnswer:
    return TokenAnswer(access_token="eyJhbGciOiJSUzI1NiIs...", expires_in=3600, scope="cases:read")  # noqa: S106 - shortened


@EXAMPLES.of(authorization_server)
def _server(_: Any) -> AuthorizationServer:
    return AuthorizationServer(
        issuer=HOME,
        token_endpoint=HOME + TOKEN_URL,
        jwks_uri=f"{HOME}/.well-known/jwks.json",
        scopes_supported=[scope.value for scope in Scope],
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        service_documentation=f"{HOME}/docs",
    )


@EXAMPLES.of(public_keys)
def _keys(_: Any) -> KeySetAnswer:
    return KeySetAnswer(keys=[KEY])


@EXAMPLES.of(problem_type)
def _problem(_: Any) -> ProblemMeaning:
    return meaning(Refused)


@EXAMPLES.of(problem_types)
def _problems(_: Any) -> ProblemList:
    return ProblemList(problems=[meaning(NotFound), meaning(Refused)])


@EXAMPLES.of(live)
def _live(_: Any) -> Alive:
    return Alive()


@EXAMPLES.of(ready)
def _ready(_: Any) -> Ready:
    return Ready(checks={"database": "ok"})


@EXAMPLES.of(metrics)
def _metrics(_: Any) -> str:
    return 'http_requests_total{method="GET",route="/v1/cases/{case_id}",status="200"} 7.0\n'
