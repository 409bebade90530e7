"""An outside issuer's keys: which keys count, when they are fetched, and what happens when the issuer fails."""

import asyncio
import gzip
import json
import warnings
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from structlog.testing import capture_logs

from app.platform.http.auth.outside import OutsideIssuer
from app.platform.http.auth.published_keys import UnfitIssuer, published_keys
from app.platform.http.problems import Unauthenticated, Unavailable
from tests.platform.alone.local_issuer import LocalIssuer, a_key
from tests.support.waiting import PATIENCE, until


async def test_weak_and_foreign_keys_are_left_out(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        weak = RSAKey.generate_key(1024, {"kid": "weak"})
        by_weak = issuer.token(key=weak)
    encrypting = RSAKey.generate_key(2048, {"kid": "encrypting", "use": "enc"})
    issuer.keys += [weak, encrypting, OctKey.generate_key(256, {"kid": "shared"})]
    assert (await reader.read(issuer.token()))[0].client_id == "la"
    signing = RSAKey.import_key(encrypting.as_dict(private=True) | {"use": "sig"})
    for token in (by_weak, issuer.token(key=signing)):
        with pytest.raises(Unauthenticated):
            await reader.read(token)


class Endless(StreamingResponse):
    """A document that never ends, or ends after very many bytes."""

    def __init__(self, *, pause: float) -> None:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(100_000):
                yield b'{"issuer": "secret of the issuer"}' + b" " * 1_000
                await asyncio.sleep(pause)

        super().__init__(parts(), media_type="application/json")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys"])
@pytest.mark.parametrize("document", ["huge", "slow", "squeezed", "deep"])
async def test_a_document_has_a_largest_size_and_a_longest_time(
    issuer: LocalIssuer, reader: OutsideIssuer, path: str, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.platform.http.auth.published_keys.DOCUMENT_SECONDS", 1.0)
    answers: dict[str, Response] = {
        "huge": Endless(pause=0.0),
        "slow": Endless(pause=0.3),
        "squeezed": Response(gzip.compress(b"{}"), headers={"content-encoding": "gzip"}),
        "deep": PlainTextResponse("[" * 100_000),
    }
    issuer.answers[path] = answers[document]
    with capture_logs() as lines, pytest.raises(Unavailable):
        await asyncio.wait_for(reader.read(issuer.token()), PATIENCE)
    assert lines
    assert "secret of the issuer" not in json.dumps(lines)
    assert all(set(line) <= {"event", "log_level", "issuer", "kind", "why"} for line in lines)
    assert len(json.dumps(lines)) < 500


async def test_keys_are_not_fetched_in_the_clear_for_an_issuer_of_https() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield json.dumps({"issuer": "https://issuer.test", "jwks_uri": "http://issuer.test/keys"}).encode()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, content=parts())

    asked: list[str] = []
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        with pytest.raises(UnfitIssuer, match="https"):
            await published_keys(http, "https://issuer.test")
    assert asked == ["https://issuer.test/.well-known/openid-configuration"]


async def test_elliptic_curves_too(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    issuer.keys.append(ECKey.generate_key("P-256", {"kid": "curve"}))
    assert (await reader.read(issuer.token(key=issuer.keys[1], alg="ES256")))[0].client_id == "la"


async def test_another_key_of_the_same_name(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    with pytest.raises(Unauthenticated):
        await reader.read(issuer.token(key=a_key("first")))


async def test_keys_rotate(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    old = issuer.token()
    await reader.read(old)
    issuer.keys.insert(0, a_key("second"))
    assert (await reader.read(issuer.token()))[0].client_id == "la"
    assert (await reader.read(old))[0].client_id == "la"
    del issuer.keys[1]
    issuer.keys.insert(0, a_key("third"))
    await reader.read(issuer.token())
    with pytest.raises(Unauthenticated):
        await reader.read(old)


async def test_known_keys_are_not_asked_for_again(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    for _ in range(5):
        await reader.read(issuer.token())
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_invented_key_names_do_not_storm_the_issuer(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=60.0)
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await reading.read(issuer.token(key=a_key(f"invented-{number}")))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
    await reading.aclose()


async def test_many_first_requests_are_one_question(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=60.0)
    await asyncio.gather(*(reading.read(issuer.token()) for _ in range(20)))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
    await reading.aclose()


async def test_old_keys_are_renewed_behind_the_back_of_requests(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, keep_keys_seconds=0.0)
    await reading.read(issuer.token())
    withdrawn = issuer.token()
    issuer.keys[:] = [a_key("second")]
    await reading.read(withdrawn)  # served by the keys at hand while the new ones are fetched

    async def served() -> bool:
        try:
            await reading.read(withdrawn)
        except Unauthenticated:
            return False
        return True

    assert await until(lambda still: not still, served) is False
    await reading.aclose()


async def test_an_issuer_that_is_down(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    token = issuer.token()
    issuer.stop()
    with pytest.raises(Unavailable):
        await reader.read(token)


async def test_an_issuer_that_goes_down_later(issuer: LocalIssuer, reader: OutsideIssuer) -> None:
    await reader.read(issuer.token())
    known, unknown = issuer.token(), issuer.token(key=a_key("unknown"))
    issuer.stop()
    assert (await reader.read(known))[0].client_id == "la"
    with pytest.raises(Unavailable):  # it may be a new key: nobody can say now
        await reader.read(unknown)


async def test_a_dead_issuer_is_not_asked_on_every_request(issuer: LocalIssuer, reader_of: Any) -> None:
    reading = reader_of(issuer.url, pause_seconds=PATIENCE)
    issuer.answers["/keys"] = PlainTextResponse("no", 500)
    for _ in range(3):
        with pytest.raises(Unavailable) as unavailable:
            await reading.read(issuer.token())
    assert unavailable.value.headers == {"Retry-After": f"{PATIENCE:.0f}"}
    assert len(issuer.asked) == 2
    issuer.answers.clear()
    reading._asked_at -= PATIENCE  # the pause is over
    assert (await reading.read(issuer.token()))[0].client_id == "la"
    await reading.aclose()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", PlainTextResponse("not json")),
        ("/.well-known/openid-configuration", JSONResponse([])),
        ("/.well-known/openid-configuration", JSONResponse({"issuer": "https://other.test", "jwks_uri": "x"})),
        ("/.well-known/openid-configuration", JSONResponse({}, 404)),
        ("/.well-known/openid-configuration", Response(status_code=302, headers={"location": "/elsewhere"})),
        ("/keys", JSONResponse({})),
        ("/keys", JSONResponse({"keys": []})),
        ("/keys", JSONResponse({"keys": [{"kty": "RSA"}]})),
        ("/keys", JSONResponse(["keys"])),
        ("/keys", JSONResponse({"keys": [1]})),
    ],
)
async def test_an_issuer_that_answers_nonsense(
    issuer: LocalIssuer, reader: OutsideIssuer, path: str, answer: Response
) -> None:
    issuer.answers[path] = answer
    with pytest.raises(Unavailable):
        await reader.read(issuer.token())
