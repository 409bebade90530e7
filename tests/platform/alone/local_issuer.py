"""An OpenID Connect issuer on loopback, with keys of its own."""

import threading
import time
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.waiting import becomes_true

AUDIENCE = "mediation"


class LocalIssuer:
    """An OpenID Connect issuer on loopback: discovery, keys, and tokens signed by whichever key the test says."""

    def __init__(self, key: RSAKey) -> None:
        self.keys: list[Key] = [key]
        self.asked: list[str] = []
        self.answers: dict[str, Response] = {}
        """What to answer instead, by path."""
        app = Starlette(
            routes=[Route("/.well-known/openid-configuration", self._discovery), Route("/keys", self._jwks)]
        )
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        becomes_true(lambda: self._server.started)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    def _discovery(self, request: Request) -> Response:
        return self._answer(request, {"issuer": self.url, "jwks_uri": f"{self.url}/keys"})

    def _jwks(self, request: Request) -> Response:
        return self._answer(request, dict(KeySet(self.keys).as_dict(private=False)))

    def _answer(self, request: Request, usual: dict[str, Any]) -> Response:
        self.asked.append(request.url.path)
        return self.answers.get(request.url.path) or JSONResponse(usual)

    def token(self, *, key: Key | None = None, alg: str = "RS256", **changed: Any) -> str:
        """A sound token, but for what is `changed`; an ellipsis leaves a claim out."""
        now = int(time.time())
        header = changed.pop("header", {})
        claims = {"iss": self.url, "aud": AUDIENCE, "iat": now, "exp": now + 300, "client_id": "la"} | changed
        key = key or self.keys[0]
        return jwt.encode(
            {"alg": alg, "kid": key.kid, **header},
            {name: value for name, value in claims.items() if value is not ...},
            key,
            [alg],
        )


def a_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})
