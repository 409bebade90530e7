"""The OpenAPI document of the service, written once in a run of the tests: that takes seconds of work."""

from typing import Any

from fastapi import FastAPI

_WRITTEN: dict[str, Any] = {}


def shares_its_document(app: FastAPI) -> FastAPI:
    """Return the application, which now takes its document from the first that wrote one.

    The document says the same of every database, and the settings of the tests differ in nothing else that it tells of.
    """
    write = app.openapi

    def openapi() -> dict[str, Any]:
        if not _WRITTEN:
            _WRITTEN.update(write())
        return _WRITTEN

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI documents for amending the document
    return app
