"""What every wing needs and no wing owns: HTTP, the database, access, keys and the journal."""

import sys

# structlog colours tracebacks with Rich wherever it is installed, as it is beside the tools of developers. The service
# logs JSON, and a start must not load fifty modules for that.
if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment] # says that it is not there
    import structlog  # noqa: F401 - loaded while it is not

    del sys.modules["rich"]
