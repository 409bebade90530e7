"""What is generated from the code says what the code says."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.capacity.domain.session_diagram import svg as draw_sessions
from app.capacity.domain.session_moves import MOVES as SESSION_MOVES
from app.capacity.domain.session_properties import PROPERTIES as SESSION_PROPERTIES
from app.capacity.domain.words import SessionAction, SessionStatus
from app.cases.domain.diagram import ANY_STAGE, arrows
from app.cases.domain.moves import MOVES
from app.cases.domain.picture import PLACES, svg
from app.cases.domain.words import State
from app.generate import stale, write
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.domain.rulebook import RULEBOOK
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
_SVG = "{http://www.w3.org/2000/svg}"


def test_no_generated_file_is_stale() -> None:
    assert not stale(ROOT), "run `make openapi` and commit what it writes"


def test_a_file_that_says_something_else_or_is_missing_is_found(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert not stale(tmp_path)
    written[0].write_text(written[0].read_text().replace("mediation", "meditation"))
    written[1].unlink()
    assert stale(tmp_path) == written[:2]


def test_another_process_in_another_environment_writes_the_same(tmp_path: Path) -> None:
    strange = {"PYTHONHASHSEED": "4711", "PUBLIC_URL": "https://elsewhere.example", "TZ": "Pacific/Kiritimati"}
    command = [sys.executable, "-m", "app", "openapi", "--to", str(tmp_path)]
    subprocess.run(  # noqa: S603 - our own command
        command, check=True, cwd=ROOT, env={**os.environ, **strange}, stdout=subprocess.PIPE, timeout=PATIENCE
    )
    assert not stale(tmp_path)


@pytest.mark.parametrize("regime", RegimeId)
def test_the_picture_shows_every_state_and_every_action_that_leads_somewhere(regime: RegimeId) -> None:
    picture = ET.fromstring(svg(REGIMES[regime]))  # noqa: S314 - our own text
    words = {"".join(text.itertext()) for text in picture.iter(f"{_SVG}text")}
    assert {state.replace("_", " ") for state in State} <= words
    assert {str(move.action) for _, _, move in arrows(REGIMES[regime])} <= words
    described = picture.findtext(f"{_SVG}desc") or ""
    assert all(f"to {target.replace('_', ' ')}" in described for _, target, _ in arrows(REGIMES[regime]))


def test_the_picture_of_a_session_shows_every_state_and_every_action() -> None:
    picture = ET.fromstring(draw_sessions())  # noqa: S314 - our own text
    words = {"".join(text.itertext()) for text in picture.iter(f"{_SVG}text")}
    assert {*SessionStatus, *SessionAction} <= words
    assert picture.findtext(f"{_SVG}desc") == "booked to cancelled: cancel. booked to ended: outcome."


def test_every_state_has_its_place_in_the_picture_and_none_lies_on_another() -> None:
    assert {*State, ANY_STAGE} <= set(PLACES)
    boxes = [PLACES[name] for name in (*State, ANY_STAGE)]
    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[:number]:
            apart = abs(x - other_x) >= (width + other_width) / 2 or abs(y - other_y) >= (height + other_height) / 2
            assert apart


def test_the_pages_leave_nothing_out() -> None:
    law, pathway = ((ROOT / "docs" / name).read_text() for name in ("law.md", "pathway.md"))
    assert all(f"| `{rule_id}` |" in law for rule_id in RULEBOOK.ids())
    shown = [move for move in MOVES if any(map(move.exists, REGIMES.values()))]
    assert all(move.says in pathway for move in shown)
    assert [move.variant for move in MOVES if move not in shown] == ["not_required"], "no published regime knows it"
    assert all(f"| `{gate.name}` |" in pathway for move in MOVES for gate in move.gates)
    sessions = (ROOT / "docs" / "sessions.md").read_text()
    assert all(move.says in sessions for move in SESSION_MOVES)
    assert all(f"| `{gate.name}` |" in sessions for move in SESSION_MOVES for gate in (*move.whose, *move.gates))
    assert all(one.says in sessions for one in SESSION_PROPERTIES)
