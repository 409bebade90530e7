"""A real PostgreSQL without an installation: for the sandbox and the tests, never for a live deployment.

One server for one process::

    with EmbeddedPostgres(Path("var/pg")) as server:
        serve(server.url("mediation"))

Without a data folder the database is thrown away at the end, and durability is traded for speed: that is the one for
tests. When pytest-xdist runs several workers, its controller starts one server in ``pytest_configure`` and passes the
URL through the environment, which the workers inherit; each worker then copies its own database from a migrated
template with ``create_database(name, template)``.

The server is a direct child and ends with this process, even if this one is killed; whatever ended badly, the next
start recovers what was committed. Linux and macOS; see docs/decisions/0002-embedded-postgresql.md for the reasons.
"""

from app.platform.db.embedded.binaries import find_binaries
from app.platform.db.embedded.errors import EmbeddedPostgresError
from app.platform.db.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "find_binaries"]
