"""What the table of sessions says, repeated by hand: the actions, the outcomes, what is told, and the picture."""

from dataclasses import replace
from datetime import date

import pytest

from app.capacity.domain import session_commands
from app.capacity.domain.session import Session
from app.capacity.domain.session_changes import told
from app.capacity.domain.session_commands import Tell
from app.capacity.domain.session_diagram import mermaid, svg
from app.capacity.domain.session_moves import MOVES
from app.capacity.domain.session_outcome import BOTH_CAME
from app.capacity.domain.words import Attending, Format, SessionAction
from app.kernel.terms import OrganisationKind, SessionOutcome

BOOKED_ON, DAY = date(2026, 2, 16), date(2026, 3, 10)
SESSION = Session(DAY, Format.VIDEO, fixed_on=BOOKED_ON)
LA = OrganisationKind.LOCAL_AUTHORITY


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


def test_the_diagram_and_the_picture_show_where_a_session_ends_and_what_leads_nowhere_else() -> None:
    drawn, picture = mermaid(), svg()
    assert "    cancelled --> [*]\n" in drawn
    assert "    ended --> [*]\n" in drawn
    assert "note right of booked: " in drawn
    assert [word for word in ("booked", "cancelled", "ended", "told") if word not in picture] == []
