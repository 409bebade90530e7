"""Whose word about a caller's address is believed: the named proxies', and nobody else's."""

import socket
from typing import Any

import pytest
import uvicorn
from pydantic import ValidationError

from app.commands import serving
from app.settings import Settings


async def seen(monkeypatch: pytest.MonkeyPatch, proxies: str, *, forwarded: list[str], caller: str) -> str:
    """The address that the service sees of a caller, as `serve` configures the server."""
    configured: list[uvicorn.Config] = []

    class Started:
        started = True

        def __init__(self, config: uvicorn.Config) -> None:
            configured.append(config)

        def run(self, sockets: Any) -> None:
            pass

    monkeypatch.setattr("app.serving.Alone", Started)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn would read it by itself
    with socket.socket() as bound:
        serving.answer_on(bound, workers=1, proxies=proxies)
    [config] = configured
    found: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(scope["client"][0])

    config.app, config.factory = app, False
    config.load()
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"type": "http", "client": (caller, 1), "scheme": "http", "headers": headers}
    await config.loaded_app(scope, None, None)
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "caller", "expected"),
    [
        ("", ["203.0.113.9"], "127.0.0.1", "127.0.0.1"),
        ("", ["203.0.113.9"], "10.0.0.7", "10.0.0.7"),
        ("10.0.0.7", ["203.0.113.9"], "10.0.0.7", "203.0.113.9"),
        ("10.0.0.7", ["203.0.113.9"], "127.0.0.1", "127.0.0.1"),
        ("10.0.0.7", ["198.51.100.1, 203.0.113.9"], "10.0.0.7", "203.0.113.9"),
        ("10.0.0.7", ["198.51.100.1", "203.0.113.9"], "10.0.0.7", "203.0.113.9"),
        ("10.0.0.0/24, 192.0.2.1", ["203.0.113.9, 192.0.2.1"], "10.0.0.8", "203.0.113.9"),
    ],
)
async def test_whose_word_is_believed(
    monkeypatch: pytest.MonkeyPatch, proxies: str, forwarded: list[str], caller: str, expected: str
) -> None:
    assert await seen(monkeypatch, proxies, forwarded=forwarded, caller=caller) == expected


@pytest.mark.parametrize(
    "named", ["*", "10.0.0.7, *", "0.0.0.0/0", "::/0", "0.0.0.0/1,128.0.0.0/1", "the-proxy", "10.0.0"]
)
def test_not_everybody_is_a_proxy(named: str) -> None:
    with pytest.raises(ValidationError, match="FORWARDED_ALLOW_IPS"):
        Settings.model_validate({"environment": "sandbox", "forwarded_allow_ips": named})
