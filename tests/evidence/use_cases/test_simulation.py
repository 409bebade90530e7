"""The process of a comparison, as the service starts it: the same order gives the same bytes, here and on a cluster.

The numerical libraries take seconds to load. So one process serves every test here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.evidence.comparisons.columns import TableName
from app.evidence.comparisons.sandbox import EXAMPLE_ORDER, example
from app.evidence.comparisons.views import table
from app.evidence.simulation.__main__ import NICE
from tests.support.waiting import becomes_true

ROOT = Path(__file__).parents[3]

ON_A_CLUSTER = """
import json, sys
from distributed import LocalCluster
from app.evidence.domain.comparison.order import Order
from app.evidence.simulation.comparing import compared

if __name__ == "__main__":
    order = Order.of_json(json.loads(sys.argv[1]))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        there = compared(order, lambda part: None, cluster.scheduler_address)
    print(json.dumps(there))
"""


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    """What the process of the sandbox's comparison says, line by line."""
    with subprocess.Popen(
        [sys.executable, "-m", "app.evidence.simulation"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"order": EXAMPLE_ORDER.as_json()}) + "\n")
        process.stdin.flush()
        lines = list(process.stdout)
        process.wait(timeout=60)
    return [json.loads(line) for line in lines]


def test_it_tells_how_far_it_is_and_then_the_result(told: list[dict[str, Any]]) -> None:
    *progress, last = told
    parts = [one["progress"] for one in progress]
    assert parts == sorted(parts)
    assert 0 < parts[0] < parts[-1] < 1
    assert last.keys() == {"result", "charts"}


def test_the_same_order_gives_the_same_bytes(told: list[dict[str, Any]]) -> None:
    """If you changed a rule or an assumption: raise `EDITION`, and write example.json again."""
    result = told[-1]["result"]
    assert json.dumps(result) == json.dumps(example()["result"])
    for name in TableName:
        assert table(result, name) == table(example()["result"], name)
    assert told[-1]["charts"] == example()["charts"]


def test_each_number_lies_in_its_range(told: list[dict[str, Any]]) -> None:
    for figures in told[-1]["result"]["by_regime"].values():
        for measure, apart in figures["differences"].items():
            for one in (figures[measure], apart):
                assert one["low"] <= one["value"] <= one["high"], measure
        for measure in ("certificates", "locked_out", "delayed", "cost"):
            parts, ranges = figures[measure]["parts"], figures[measure]["ranges"]
            assert parts.keys() == ranges.keys()
            assert all(ranges[part]["low"] <= number <= ranges[part]["high"] for part, number in parts.items())


def test_each_number_of_days_has_a_range_of_days(told: list[dict[str, Any]]) -> None:
    """A range of days does not grow with the number of families."""
    for figures in told[-1]["result"]["by_regime"].values():
        for name in ("days_to_certificate", "days_to_tribunal"):
            days = figures[name]
            assert days["ranges"].keys() == {"median", "ninth_decile"}
            for which, ends in days["ranges"].items():
                assert ends["low"] <= days[which] <= ends["high"] < 400
                assert ends["low"] < ends["high"], "the assumptions move it"


def test_each_share_lies_between_nothing_and_all(told: list[dict[str, Any]]) -> None:
    """With 8 samples, some estimates do not."""
    shares = [one[name] for one in told[-1]["result"]["sensitivity"] for name in ("first_order", "total")]
    assert (min(shares), max(shares)) == (0, 1)


def test_the_sensitivity_names_assumptions_that_matter(told: list[dict[str, Any]]) -> None:
    result = told[-1]["result"]
    names = {one["name"] for one in result["assumptions"]}
    assert {one["assumption"] for one in result["sensitivity"]} <= names
    first = next(one for one in result["sensitivity"] if one["measure"] == "mediators_needed")
    assert first["assumption"] == "sessions_each_week"


def test_charts_hold_no_date_and_no_address(told: list[dict[str, Any]]) -> None:
    for name, drawn in told[-1]["charts"].items():
        assert drawn.startswith("<?xml"), name
        assert "dc:date" not in drawn, name
        assert "<script" not in drawn, name


@pytest.mark.parametrize(("asked", "policy"), [(True, os.SCHED_IDLE), (False, os.SCHED_OTHER)])
def test_it_takes_no_processor_from_anybody_if_it_is_asked_to_yield(asked: bool, policy: int) -> None:
    order = json.dumps({"order": EXAMPLE_ORDER.as_json(), "yield": asked}) + "\n"
    with subprocess.Popen(
        [sys.executable, "-m", "app.evidence.simulation"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(order)
        process.stdin.flush()
        lowest = min(os.getpriority(os.PRIO_PROCESS, 0) + NICE, 19)
        becomes_true(lambda: os.getpriority(os.PRIO_PROCESS, process.pid) == lowest)
        becomes_true(lambda: os.sched_getscheduler(process.pid) == policy)
        process.kill()


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    program = tmp_path / "on_a_cluster.py"
    program.write_text(ON_A_CLUSTER)
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, str(program), json.dumps(EXAMPLE_ORDER.as_json())],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.stdout.strip() == json.dumps(example()["result"]), ran.stderr[-2000:]
