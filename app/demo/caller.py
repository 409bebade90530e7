"""The demo's client of the API: it gets tokens, sends requests, and checks that the answer is the expected one."""

import time
from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2

from app import SERVICE, VERSION

PATIENCE_SECONDS = 10.0
"""How long a service may take to start before the demo gives up."""
ANSWER_SECONDS = 10.0
"""How long the service may take to answer a request."""

LA, PROVIDER, TRIBUNAL = "sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal"
PUBLIC = "anybody"
"""No token: what the public may ask."""


class Unexpected(Exception):
    """Something was not as the demo expects: nobody answers, no sandbox answers, or it answers otherwise."""


class Caller:
    """Calls the sandbox at one address, in the name of whoever is asked for."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.asked = 0
        """Requests made of the API, those for a token or for its health not counted."""
        self._tokens: dict[str, str] = {}
        try:
            # A sandbox lives on the same machine: a proxy from the environment would be none of its business.
            self._http = httpx2.Client(base_url=self.url, timeout=ANSWER_SECONDS, trust_env=False)
        except httpx2.InvalidURL:
            raise self._no_address() from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._http.close()

    def wait_until_ready(self, when_slow: Callable[[], None]) -> None:
        """Wait until the service can work. Raises Unexpected when it cannot in PATIENCE_SECONDS."""
        started, told = time.monotonic(), False
        while (trouble := self._trouble()) is not None:
            waited = time.monotonic() - started
            if waited > PATIENCE_SECONDS / 10 and not told:
                when_slow()
                told = True
            if waited > PATIENCE_SECONDS:
                raise Unexpected(trouble)
            time.sleep(PATIENCE_SECONDS / 40)

    def _trouble(self) -> str | None:
        try:
            self._refuse_another(self._http.get("/health/live"))
            response = self._http.get("/health/ready")
        except httpx2.UnsupportedProtocol:
            raise self._no_address() from None
        except httpx2.TransportError:
            return (
                f"Nothing answers at {self.url}. Start the sandbox in another terminal with `make run`, "
                "wait for its banner, and try again."
            )
        if response.is_success:
            return None
        return f"The service at {self.url} is not ready: /health/ready says {_told(response)}"

    def _refuse_another(self, response: httpx2.Response) -> None:
        """Raise Unexpected where another program answers, or another version: no secret is sent to it."""
        try:
            said = response.json()
            name, version = said["service"], said["version"]
        except (ValueError, TypeError, KeyError):
            name = version = None
        if name != SERVICE:
            raise Unexpected(
                f"Another program answers at {self.url}. Start the sandbox on a free port (`make run PORT=8001`) "
                "and walk the demo there (`make demo PORT=8001`)."
            )
        if version != VERSION:
            raise Unexpected(
                f"The service at {self.url} is version {version}, and this demo is of {VERSION}. "
                "Start the sandbox of this version, or use the demo of that version."
            )

    def sandbox_day(self) -> date:
        """Return the sandbox's today. Raises Unexpected where no sandbox is: nothing has been written then."""
        response = self._send(LA, "GET", "/sandbox/clock")
        if not response.is_success:
            raise self._no_sandbox(response)
        return date.fromisoformat(response.json()["today"])

    def ask(self, who: str, method: str, path: str, body: object = None, *, expect: int = 200) -> httpx2.Response:
        """Send one request and return the answer. Raises Unexpected at any other status than the one expected."""
        self.asked += 1
        response = self._send(who, method, path, body)
        if response.status_code != expect:
            raise Unexpected(f"{method} {path} as {who} should have been answered {expect}, not {_told(response)}")
        return response

    def send_form(self, path: str, form: dict[str, str], *, expect: int) -> httpx2.Response:
        """Send a page's form as anybody, and return the page that answers. Raises Unexpected as `ask` does."""
        self.asked += 1
        response = self._exchange("POST", path, data=form)
        if response.status_code != expect:
            raise Unexpected(f"The form of {path[:20]}... should have been answered {expect}, not {_told(response)}")
        return response

    def upload(self, who: str, path: str, content: bytes, media: str, *, expect: int) -> httpx2.Response:
        """Send one file and return the answer. Raises Unexpected at any other status than the one expected."""
        self.asked += 1
        headers = {"Authorization": f"Bearer {self._token(who)}", "Content-Type": media}
        headers["Idempotency-Key"] = str(uuid4())
        response = self._exchange("POST", path, headers=headers, content=content)
        if response.status_code != expect:
            raise Unexpected(f"POST {path} as {who} should have been answered {expect}, not {_told(response)}")
        return response

    def _send(self, who: str, method: str, path: str, body: object = None) -> httpx2.Response:
        headers = {} if who == PUBLIC else {"Authorization": f"Bearer {self._token(who)}"}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        return self._exchange(method, path, headers=headers, json=body)

    def _exchange(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return self._http.request(method, path, **options)
        except httpx2.TransportError as fault:
            raise Unexpected(f"{method} {path} got no answer ({type(fault).__name__}). Is the service down?") from None

    def _token(self, who: str) -> str:
        """Return a party's token, asked for once. A sandbox's secrets are published: the client's name and -secret."""
        if who not in self._tokens:
            form = {"grant_type": "client_credentials"}
            response = self._exchange("POST", "/oauth/token", data=form, auth=(who, f"{who}-secret"))
            if not response.is_success:
                raise self._no_sandbox(response)
            self._tokens[who] = response.json()["access_token"]
        return self._tokens[who]

    def _no_sandbox(self, response: httpx2.Response) -> Unexpected:
        asked = response.request.url.path
        return Unexpected(f"The demo needs a sandbox, and {self.url} is not one: {asked} says {_told(response)}")

    def _no_address(self) -> Unexpected:
        return Unexpected(f"{self.url!r} is not a service's address. Say for example http://127.0.0.1:8000")


def _told(response: httpx2.Response) -> str:
    """Say what was answered: a problem's own words where there are some."""
    status = f"{response.status_code} {response.reason_phrase}"
    try:
        problem: dict[str, Any] = response.json()
        words = [problem[name] for name in ("title", "detail", "error_description") if name in problem]
        words += [f"{error['pointer']}: {error['detail']}" for error in problem.get("errors", [])]
    except (ValueError, TypeError, KeyError):
        return f"{status}."
    return ". ".join([status, *(str(word).rstrip(".") for word in words)]) + "."
