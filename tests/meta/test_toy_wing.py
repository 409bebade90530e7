"""A whole wing is one folder and one line: a toy is added to a copy of the house, and nothing else is changed.

The toy brings a route with its example, a table with a sealed column, what it forgets, and what it renews.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app

TOY = {
    "__init__.py": "",
    "tables.py": """
from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table

from app.platform.db.tables import metadata

toys = Table(
    "toys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("broken_at", DateTime(timezone=True)),
)
""",
    "routes.py": '''
from typing import Annotated

from fastapi import Body
from fastapi.openapi.models import Example

from app.platform.http.fields import Answer
from app.platform.http.fields import Body as Said
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router

router = Router(prefix="/v1/toys", tags=["Toys"])
TOP: dict[str, Example] = {"a top": {"value": {"spins": 3}}}


class ToyIn(Said):
    """A toy."""

    spins: int


class Toy(Answer):
    """A toy, wound up."""

    spins: int


@router.post("", summary="Wind a toy up", responses=problem_responses("malformed-json", "invalid-input"))
async def wind_up(body: Annotated[ToyIn, Body(openapi_examples=TOP)]) -> Toy:
    """Doubles how often it spins."""
    return Toy(spins=body.spins * 2)
''',
    "documented.py": """
from typing import Any

from app.platform.http.examples import Examples
from app.toys.routes import TOP, Toy, ToyIn, wind_up

EXAMPLES: Examples[Any] = Examples()


@EXAMPLES.of(wind_up)
def _wound(service: Any) -> Toy:
    return Toy(spins=ToyIn.model_validate(TOP["a top"]["value"]).spins * 2)
""",
    "wing.py": """
from app.platform.wing import Forgets, Renews, Sealed, Wing

RENEWED = []


def _routers():
    from app.toys.routes import router

    return (router,)


def _examples():
    from app.toys.documented import EXAMPLES

    return (EXAMPLES,)


def _tables():
    from app.toys.tables import toys

    return (toys,)


def _sealed():
    from app.toys.tables import toys

    return (Sealed(toys.c.id, toys.c.sealed),)


def _forgets():
    from sqlalchemy import delete

    from app.toys.tables import toys

    return (Forgets("broken toys", delete(toys).where(toys.c.broken_at.is_not(None))),)


async def _renew(database):
    RENEWED.append(database)
    return 1


WING = Wing(
    name="toys",
    tags=(("Toys", "To play with."),),
    routers=_routers,
    examples=_examples,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    renews=lambda: (Renews("toys", _renew),),
)
""",
}
"""The folder: each file with its text."""

LINE = '    "events",\n'
WITH_TOYS = f'{LINE}    "toys",\n'

PLAY = """
import asyncio
import json

from cryptography.fernet import Fernet
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from app.generate import list_of_routes
from app.main import create_app
from app.platform.http.listed import served
from app.platform.sealing import Seal
from app.schema import metadata
from app.settings import Settings
from app.upkeep import reseal, tidy

settings = Settings(_env_file=None)
told = {}


async def play():
    app = create_app(settings, served(list_of_routes()))  # as after `make openapi`
    document = app.openapi()
    told["operation"] = document["paths"]["/v1/toys"]["post"]
    told["tags"] = [tag["name"] for tag in document["tags"]]
    owner = create_async_engine(settings.database_url)
    toys = metadata.tables["toys"]
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    async with owner.begin() as connection:
        await connection.run_sync(toys.create)
        for number, broken_at in ((1, None), (2, func.now())):
            sealed = Seal([old]).seal({"name": "top"}, "toy")
            await connection.execute(toys.insert().values(id=number, sealed=sealed, broken_at=broken_at))
    await reseal(settings.database_url, Seal([new, old]))
    told["gone"] = (await tidy(settings.database_url))["broken toys"]
    async with owner.connect() as connection:
        left = (await connection.execute(select(toys.c.id, toys.c.sealed))).all()
    told["left"] = [row.id for row in left]
    told["opens"] = Seal([new]).open(left[0].sealed, "toy")
    await owner.dispose()
    async with app.router.lifespan_context(app):
        http = AsyncClient(transport=ASGITransport(app=app), base_url="http://toys.test")
        answer = await http.post("/v1/toys", json={"spins": 3})
        token = await http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=("sandbox-la-991", "sandbox-la-991-secret"),
        )
        bearer = {"Authorization": "Bearer " + token.json()["access_token"]}
        moved = await http.post("/sandbox/clock", json={"days": 1}, headers=bearer)
        await http.aclose()
    told["answer"] = [answer.status_code, answer.json()]
    told["moved"] = moved.status_code
    from app.toys.wing import RENEWED

    told["renewed"] = len(RENEWED)


asyncio.run(play())
print(json.dumps(told))
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house with the toy's folder and its line."""
    shutil.copytree(app.__path__[0], tmp_path / "app", ignore=shutil.ignore_patterns("fonts", "__pycache__"))
    folder = tmp_path / "app/toys"
    folder.mkdir()
    for name, text in TOY.items():
        (folder / name).write_text(text)
    wings = tmp_path / "app/wings.py"
    before = wings.read_text()
    assert before.count(LINE) == 1
    wings.write_text(before.replace(LINE, WITH_TOYS))
    return tmp_path


def test_a_wing_is_one_folder_and_one_line(house: Path, own_database_url: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(house), "ENVIRONMENT": "sandbox", "DATABASE_URL": own_database_url}
    played = subprocess.run(  # noqa: S603 - the script above
        [sys.executable, "-c", PLAY], cwd=house, env=environment, capture_output=True, check=False, text=True
    )
    assert played.returncode == 0, played.stderr
    told: dict[str, Any] = json.loads(played.stdout.splitlines()[-1])
    operation = told["operation"]
    assert "Toys" in told["tags"]
    assert operation["requestBody"]["content"]["application/json"]["examples"]["a top"]["value"] == {"spins": 3}
    shown = operation["responses"]["200"]["content"]["application/json"]["examples"]["as it stands"]["value"]
    assert told["answer"] == [200, shown] == [200, {"spins": 6}]
    assert (told["gone"], told["left"], told["opens"]) == (1, [1], {"name": "top"})
    assert (told["moved"], told["renewed"]) == (200, 1)
