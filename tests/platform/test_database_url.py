"""The database's address: as PostgreSQL's own tools write it, for one server or for several."""

import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql import asyncpg

from app.database_url import for_driver

TWO = {"host": ["one", "two"], "port": [5432, 5432], "target_session_attrs": "read-write"}


def options(url: str) -> dict[str, object]:
    """What the driver is told."""
    said = asyncpg.dialect().create_connect_args(make_url(for_driver(url)))[1]  # type: ignore[no-untyped-call] # SQLAlchemy's own
    return {name: value for name, value in said.items() if name not in ("user", "password", "database")}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://u:p@one/db", {"host": "one"}),
        ("postgres://u:p@one:5433/db", {"host": "one", "port": 5433}),
        ("postgresql+asyncpg://u@/db?host=/run/pg&port=5432", {"host": "/run/pg", "port": 5432}),
        ("postgresql://u:p@one/db?sslmode=verify-full", {"host": "one", "ssl": "verify-full"}),
        ("postgresql://u:p@[::1]:5433/db", {"host": "::1", "port": 5433}),
        ("postgresql://u:p@one/db?ssl=require", {"host": "one", "ssl": "require"}),
        ("postgresql://u:p@one,two/db", TWO),
        ("postgresql://u:p@one:5432,two:5433/db", TWO | {"port": [5432, 5433]}),
        ("postgresql://u:p@one,two:5433/db", TWO | {"port": [5432, 5433]}),
        ("postgresql://u:p@/db?host=one,two&port=5432,5433", TWO | {"port": [5432, 5433]}),
        ("postgresql://u:p@/db?host=one,two&port=5433", TWO | {"port": [5433, 5433]}),
        ("postgresql+asyncpg://u:p@/db?host=one:5432&host=two:5433", TWO | {"port": [5432, 5433]}),
        ("postgresql://u:p@one,two/db?target_session_attrs=any", TWO | {"target_session_attrs": "any"}),
        ("postgresql://u:p@one,two/db?sslmode=require", TWO | {"ssl": "require"}),
    ],
)
def test_what_the_driver_is_told(url: str, told: dict[str, object]) -> None:
    assert options(url) == told


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u@one/db", "one/db", "://", "postgresql:/one/db",
        "postgresql://u@one/db?sslmod=require",
        "postgresql://u@/db?host=one,two,three&port=5432,5433",
        "postgresql://u@one:abc/db", "postgresql://u@one:65536/db", "postgresql://u@one,two:0/db",
        "postgresql://u@/db?host=one&port=x", "postgresql://u@[::1/db", "postgresql://u@::1]/db",
        "postgresql://u@one/db?sslmode=always", "postgresql://u@one/db?target_session_attrs=best",
    ],
)  # fmt: skip
def test_what_is_refused(url: str) -> None:
    with pytest.raises(
        ValueError, match=r"PostgreSQL address|parameter sslmod\b|number of ports|a port in it|brackets|must be one of"
    ):
        for_driver(url)


def test_what_was_brought_into_form_stays_as_it_is() -> None:
    for url in ("postgresql://u:p%40@one,two/db", "postgresql://u@/db?host=/run/p%20g&port=5432"):
        assert for_driver(for_driver(url)) == for_driver(url)


@pytest.mark.parametrize("written", ["p%40%2F%3F", "p%40/?"])
def test_a_password_stays_the_same(written: str) -> None:
    assert make_url(for_driver(f"postgresql://u:{written}@one,two/db")).password == "p@/?"
