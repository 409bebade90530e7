"""The service behind the use cases."""

import pytest
from fastapi import FastAPI

from app.cases.unit import Service


@pytest.fixture(scope="module")
async def service(app: FastAPI) -> Service:
    made: Service = app.state.service
    await made.organisations.refresh()
    return made
