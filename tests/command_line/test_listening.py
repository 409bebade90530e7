"""A port is taken hold of before anything is promised."""

import socket

import pytest

from app.listening import CannotListen, listen


def test_a_free_port_is_bound_and_its_number_told() -> None:
    with listen("127.0.0.1", 0) as bound:
        assert bound.getsockname()[1] > 0


def test_a_taken_port_is_told_with_the_way_on() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"Port {port} on 127.0.0.1 is in use .*make run PORT={port + 1}"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotListen, match="not an address"):
        listen(host, 8000)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(CannotListen):
        listen("127.0.0.1", port)
