"""What a start leaves for later: a route until it is used, a library until it is needed."""

import json
import subprocess
import sys
from typing import Any

import pytest

STARTS = """
import json, os, sys
os.environ |= {"ENVIRONMENT": "sandbox", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
from app.main import create_app
from app.settings import Settings
app = create_app(Settings())
print(json.dumps({
    "loaded": sorted({name.partition(".")[0] for name in sys.modules}),
    "prepared": [route.path for route in app.routes if "dependant" in vars(route)],
    "routes": len(app.routes),
}))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a service has loaded and prepared that was built in a process of its own."""
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", STARTS],
        cwd=tmp_path_factory.mktemp("start"),
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_no_route_is_prepared_but_the_one_that_a_probe_asks_for(started: dict[str, Any]) -> None:
    assert started["prepared"] == ["/health/live"]
    assert started["routes"] > 100


@pytest.mark.parametrize(
    "library",
    [
        *("alembic", "fontTools", "highspy", "httpx2", "icalendar", "jinja2", "segno", "typst"),
        *("SALib", "distributed", "matplotlib", "numpy", "scipy", "simpy"),
    ],
)
def test_a_library_that_few_requests_need_is_not_loaded(started: dict[str, Any], library: str) -> None:
    assert library not in started["loaded"]
