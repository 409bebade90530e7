"""A real PostgreSQL without an installation: for the sandbox and the tests, never for a live deployment.

One server for one process::

    with EmbeddedPostgres(Path("var/pg")) as server:
        serve(server.url("mediation"))

Without a data folder, the database is deleted at the end, and durability is traded for speed. The tests use it so: each
worker of pytest-xdist starts its own server in ``pytest_configure``, because an open transaction holds back every feed
on a server. Each test database is a copy of a migrated template: ``create_database(name, template)``.

The server is a direct child and ends with this process, even if this process is killed. After a bad end, the next start
recovers what was committed. Linux and macOS: docs/decisions/0002-embedded-postgresql.md gives the reasons.
"""

from app.platform.db.embedded.binaries import find_binaries
from app.platform.db.embedded.errors import EmbeddedPostgresError
from app.platform.db.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "find_binaries"]
