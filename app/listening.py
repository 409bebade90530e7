"""The socket that the service answers on. It is bound first, so a taken port is reported at once."""

import errno
import socket


class CannotListen(Exception):
    """The address cannot be listened on. The message says why, in one sentence, and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address. Connections wait in its queue until the service accepts them.

    `port` 0 asks the system for a free port. Raises CannotListen.
    """
    if not 0 <= port <= 65_535:
        raise CannotListen(f"{port} is not a port. A port is a number from 0 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as fault:
        raise CannotListen(f"{host}:{port} is not an address to listen on ({fault}).") from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as fault:
        bound.close()
        raise CannotListen(_why(fault, host, port)) from None
    bound.set_inheritable(True)  # the workers are processes of their own
    return bound


def _why(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65_535 else port - 1
        return (
            f"Port {port} on {host} is in use by another program. End that program, or choose another port: `make "
            f"run PORT={other}`, or `--port {other}`."
        )
    if fault.errno == errno.EACCES:
        return f"Port {port} is reserved for the system's own services. Choose a port of 1024 or more."
    return f"{host} is not an address of this machine ({fault.strerror})."
