"""Turns the address of the database, as PostgreSQL's own tools write it, into the form for SQLAlchemy and the driver.

For example `postgresql://user:password@first:5432,second:5432/mediation?sslmode=verify-full`. With several hosts, the
service uses the host that accepts writes. A failover needs this, and a service that writes cannot use any other host.
"""

from urllib.parse import parse_qsl, quote, urlencode

_SCHEMES = ("postgresql+asyncpg", "postgresql", "postgres")
_PORT = "5432"
_KNOWN = {"host", "port", "ssl", "target_session_attrs", "prepared_statement_cache_size"}
_WRITES = "read-write"
_VALUES = {
    "ssl": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "primary", "read-write", "standby", "prefer-standby", "read-only"),
}


def for_driver(url: str) -> str:
    """Return the address with the driver named. Raises ValueError for what is no address, or asks for the unknown."""
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in _SCHEMES:
        raise ValueError("a PostgreSQL address is needed, of the form postgresql://user:password@host/database")
    who, at, place = rest.rpartition("@")  # first: a password may hold what parts the rest
    place, _, query = place.partition("?")
    hosts, slash, database = place.partition("/")
    said = [("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(query, keep_blank_values=True)]
    unknown = sorted({name for name, _ in said} - _KNOWN)
    if unknown:
        raise ValueError(f"it has the parameter {unknown[0]}. Known are host, port, sslmode and target_session_attrs")
    for name, value in said:
        if value not in _VALUES.get(name, (value,)):
            raise ValueError(f"its {'sslmode' if name == 'ssl' else name} must be one of {', '.join(_VALUES[name])}")
    _check_ports(hosts, [port for name, value in said if name == "port" for port in value.split(",")])
    several = _several(hosts, said)
    if several:
        said = [(name, value) for name, value in said if name not in ("host", "port")]
        if "target_session_attrs" not in dict(said):
            said.append(("target_session_attrs", _WRITES))
        said = [*(("host", each) for each in several), *said]
        hosts = ""
    written = urlencode(said, safe="/:", quote_via=quote)
    return f"postgresql+asyncpg://{who}{at}{hosts}{slash}{database}{'?' if written else ''}{written}"


def _check_ports(hosts: str, named: list[str]) -> None:
    for host in hosts.split(","):
        if host.startswith("[") != ("]" in host):
            raise ValueError("an IPv6 address in it stands in brackets, such as [::1]:5432")
        port = host.rpartition("]")[2].partition(":")[2]
        named = [*named, port] if port else named
    for port in named:
        if not (port.isascii() and port.isdecimal() and 0 < int(port) <= 65_535):
            raise ValueError("a port in it is not a number from 1 to 65535")


def _several(hosts: str, said: list[tuple[str, str]]) -> list[str]:
    """Return each host with its port where there is more than one."""
    named = [host for name, value in said if name == "host" for host in value.split(",")] or hosts.split(",")
    if len(named) < 2:
        return []
    ports = [port for name, value in said if name == "port" for port in value.split(",")] or [_PORT]
    ports = ports * len(named) if len(ports) == 1 else ports
    if len(ports) != len(named):
        raise ValueError("it names another number of ports than of hosts")
    return [host if ":" in host else f"{host}:{port}" for host, port in zip(named, ports, strict=True)]
