"""What a start leaves for later: a wing until it is asked for, a route until it is used, and libraries."""

import json
import subprocess
import sys
from typing import Any

import pytest

from app.wings import NAMES

STARTS = """
import json, os, sys
os.environ |= {"ENVIRONMENT": "sandbox", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
from app.main import create_app
from app.settings import Settings
app = create_app(Settings())
print(json.dumps({
    "loaded": sorted(sys.modules),
    "prepared": [route.path for route in app.routes if "dependant" in vars(route)],
    "routes": len(app.routes),
}))
"""

TYPED = """
import json
from sqlalchemy.types import NullType
from app.wings import WINGS
untyped = []
for wing in sorted(WINGS, key=lambda wing: wing.name != "cases"):
    for table in wing.tables():
        untyped += [str(column) for column in table.columns if isinstance(column.type, NullType)]
print(json.dumps(untyped))
"""
"""A column takes its type from the column that it refers to. The cases come first: every other wing loads them."""


def told(script: str, folder: Any) -> Any:
    """Return what a process of its own says that has loaded nothing before."""
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", script],
        cwd=folder,
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a service has loaded and prepared that was built in a process of its own."""
    found: dict[str, Any] = told(STARTS, tmp_path_factory.mktemp("start"))
    return found


def test_no_route_is_prepared_but_the_one_that_a_probe_asks_for(started: dict[str, Any]) -> None:
    assert started["prepared"] == ["/health/live"]
    assert started["routes"] > 200


OF_THE_LAW = ("app.law.domain", "app.law.refusals")
"""The settings name readings of the law and periods of keeping, and any refusal may cite a rule."""
PERIODS = ("app.keeping.domain", "app.keeping.domain.periods")


def test_a_start_loads_of_each_wing_what_it_hands_over_and_no_more(started: dict[str, Any]) -> None:
    of_wings = [name for name in started["loaded"] if name.startswith(tuple(f"app.{wing}." for wing in NAMES))]
    more = {name for name in of_wings if not name.endswith(".wing") and not name.startswith(OF_THE_LAW)}
    assert more == set(PERIODS)


@pytest.mark.parametrize(
    "library",
    [
        *("attr", "pygments", "rich"),
        *("alembic", "fontTools", "highspy", "httpx2", "icalendar", "jinja2", "segno", "typst"),
        *("SALib", "distributed", "matplotlib", "numpy", "scipy", "simpy"),
    ],
)
def test_a_library_that_few_requests_need_is_not_loaded(started: dict[str, Any], library: str) -> None:
    assert library not in started["loaded"]


def test_a_table_knows_its_types_without_the_wings_abreast(tmp_path: Any) -> None:
    assert told(TYPED, tmp_path) == []
