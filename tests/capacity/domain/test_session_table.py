"""What the table of sessions says, repeated by hand: the actions, the outcomes, what is told, and the picture."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.capacity.domain import session_commands
from app.capacity.domain.session import Session
from app.capacity.domain.session_changes import told
from app.capacity.domain.session_commands import Tell
from app.capacity.domain.session_diagram import mermaid, staying, svg
from app.capacity.domain.session_moves import MOVES
from app.capacity.domain.session_outcome import BOTH_CAME
from app.capacity.domain.words import Attending, Format, SessionAction
from app.kernel.terms import OrganisationKind, SessionOutcome

BOOKED_ON, DAY = date(2026, 2, 16), date(2026, 3, 10)
SESSION = Session(DAY, Format.VIDEO, fixed_on=BOOKED_ON)
LA = OrganisationKind.LOCAL_AUTHORITY
PAGE = Path(__file__).parents[3] / "docs" / "sessions.md"
SVG = "{http://www.w3.org/2000/svg}"


def test_each_command_is_of_its_action() -> None:
    names = {
        "Tell": SessionAction.TELL,
        "RecordAttendance": SessionAction.RECORD_ATTENDANCE,
        "RecordChildsViews": SessionAction.RECORD_CHILDS_VIEWS,
        "ChangePlace": SessionAction.CHANGE_PLACE,
        "Reschedule": SessionAction.RESCHEDULE,
        "Cancel": SessionAction.CANCEL,
        "End": SessionAction.END,
    }
    assert {name: getattr(session_commands, name).action for name in names} == names


def test_the_outcomes_that_need_the_family_and_the_public_party() -> None:
    assert set(SessionOutcome) - BOTH_CAME == {
        SessionOutcome.ADJOURNED,
        SessionOutcome.FAMILY_DID_NOT_ATTEND,
        SessionOutcome.AUTHORITY_DID_NOT_ATTEND,
    }


@pytest.mark.parametrize(("agreed", "since"), [(False, None), (True, date(2026, 2, 18))])
def test_shorter_notice_is_agreed_only_where_that_is_said(agreed: bool, since: date | None) -> None:
    said = Tell(
        by=LA,
        occurred_on=date(2026, 2, 18),
        parties=(Attending.PARENT_OR_YOUNG_PERSON,),
        shorter_notice_agreed=agreed,
    )
    assert replace(SESSION, **told(SESSION, said, None)).shorter_notice_agreed_on == since


def test_what_is_done_beforehand_is_asked_under_the_rule_of_each_move() -> None:
    asked = {str(move.action): {gate.rule for gate in move.gates if gate.name == "done_beforehand"} for move in MOVES}
    assert asked[SessionAction.BOOK_INTERPRETER] == {"who-attends"}
    assert asked[SessionAction.CHANGE_PLACE] == {"notify-session"}


STAYS = ("told", "representative", "interpreter", "place", "reschedule", "attendance", "childs-views")


def test_the_diagram_is_the_one_on_the_page() -> None:
    """The page is generated, and read by people: a change of the diagram is a change of the page."""
    assert f"```mermaid\n{mermaid().strip()}\n```" in PAGE.read_text("utf-8")


def test_what_may_be_recorded_without_ending_a_session() -> None:
    assert staying() == {"booked": STAYS, "cancelled": (), "ended": ("attendance", "childs-views")}


def test_the_picture_has_a_box_for_each_state_and_names_what_stays_in_it() -> None:
    picture = ET.fromstring(svg())  # noqa: S314 - our own text
    boxes = [one.attrib for one in picture.iter(f"{SVG}rect") if one.get("class") == "box"]
    assert [tuple(box[name] for name in ("x", "y", "width", "height", "fill")) for box in boxes] == [
        ("70", "140", "240", "140", "#d9e8f6"),
        ("490", "130", "200", "60", "#e8e8e8"),
        ("490", "225", "200", "90", "#d6efdc"),
    ]
    assert (picture.get("width"), picture.get("height")) == ("730", "340")
    words = Counter("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))
    assert [words[one] for one in ("booked", "cancelled", "ended", *STAYS)] == [1, 1, 1, 1, 1, 1, 1, 1, 2, 2]
    assert (words["cancel"], words["outcome"], words["A mediation session"]) == (1, 1, 1)
