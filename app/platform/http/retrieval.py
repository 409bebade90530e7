"""What HTTP promises for every `GET`: `HEAD` has the same answer without a body, and `If-None-Match` can give 304.

Plain ASGI, like everything that happens to every request. It is inside `Edge`, which records the method of the request.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.http.etags import already_had
from app.platform.http.request_state import exchange_of

_OF_THE_CONTENT = frozenset({b"content-length", b"content-type", b"content-disposition", b"link"})
"""Headers that a 304 leaves out: RFC 9110 section 15.4.5."""


class Retrieval:
    """Answers `HEAD` with the route of `GET`, and answers 304 if the caller already has the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = scope["method"]
        known = exchange_of(scope).request_headers.get(b"if-none-match")
        if asked == "GET" and known is None:
            await self._app(scope, receive, send)
            return
        silent = asked == "HEAD"

        async def send_what_is_new(message: Message) -> None:
            nonlocal silent
            scope["method"] = asked  # the server reads it: after HEAD it awaits no body, whatever its length would be
            if message["type"] == "http.response.start" and known is not None and _is_known(message, known):
                silent = True
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in _OF_THE_CONTENT]
                message = {**message, "status": 304, "headers": kept}
            elif message["type"] == "http.response.body" and silent:
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"  # in place: the router leaves its findings on this very scope
        try:
            await self._app(scope, receive, send_what_is_new)
        finally:
            scope["method"] = asked


def _is_known(start: Message, known: bytes) -> bool:
    if start["status"] != 200:
        return False
    tag = next((value for name, value in start.get("headers", ()) if name.lower() == b"etag"), None)
    return tag is not None and already_had(known.decode("latin-1"), tag.decode("latin-1"))
