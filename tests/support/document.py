"""The OpenAPI document of the service, as it is published: the service takes seconds to write it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

PUBLISHED = Path(__file__).parents[2] / "openapi/openapi.json"


@cache
def _published() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(PUBLISHED.read_bytes())
    return document


def shares_its_document(app: FastAPI) -> FastAPI:
    """Return the application, which now takes its document from the published file.

    The document says the same of every database, and the settings of the tests differ in nothing else that it tells of.
    `tests/meta/test_generated.py` fails if the file is not what the code writes.
    """
    app.openapi = _published  # type: ignore[method-assign] # the way FastAPI documents for amending the document
    return app
