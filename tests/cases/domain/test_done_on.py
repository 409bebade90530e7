"""When the act that a deadline asks for was done: each kind of deadline looks at its own day, and at no other."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.moved import Transfer
from app.cases.domain.proceedings import Bundle, Proceedings
from app.cases.domain.standing import done_on, gone_once_done
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, Party, SessionOutcome
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code
from app.law.domain.readings import DEFAULT_READINGS
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import LAW, a_case

HELD_COUNTS = replace(DEFAULT_READINGS, session_fixed_in_thirty_days_is_enough=False)
NAMES = """
contact appeal leave certificate body session held exemption reinstatement transfer bundle response
"""
DAYS = {name: date(2026, 3, number) for number, name in enumerate(NAMES.split(), 1)}
NOTHING = a_case().facts
EVERYTHING = replace(
    NOTHING,
    first_contact_on=DAYS["contact"],
    certificate=Certificate("a number", CertificateGround.DECLINED, DAYS["certificate"], AppellantKind.PARENT),
    appeal=Appeal(
        AppealBasis.PERMISSION,
        DAYS["appeal"],
        late=False,
        permission_granted_on=DAYS["leave"],
        reinstatement_applied_on=DAYS["reinstatement"],
    ),
    body_notified_on=DAYS["body"],
    arranged_on=DAYS["session"],
    concluded_on=DAYS["held"],
    session_outcome=SessionOutcome.NO_AGREEMENT,
    exemption_decided_on=DAYS["exemption"],
    transferred=Transfer("991", "992", "991", date(2026, 1, 1), date(2026, 1, 1), DAYS["transfer"]),
    proceedings=Proceedings(bundle=Bundle(DAYS["bundle"], ())),
    completed=(CompletedDuty(Code.LA_RESPONSE, DAYS["response"]),),
)


def a_deadline(code: Code, due_on: date = date(2026, 4, 1)) -> Deadline:
    return Deadline(code, due_on, None, RULEBOOK.rule("la-response"), (), Party.LOCAL_AUTHORITY)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        (Code.CONTACT_ADVISER, "contact"),
        (Code.LODGE_APPEAL, "appeal"),
        (Code.APPLY_FOR_LEAVE, "leave"),
        (Code.ISSUE_CERTIFICATE, "certificate"),
        (Code.NOTIFY_COMMISSIONING_BODY, "body"),
        (Code.ARRANGE_MEDIATION, "session"),
        (Code.DECIDE_EXEMPTION, "exemption"),
        (Code.APPLY_FOR_REINSTATEMENT, "reinstatement"),
        (Code.TRANSFER_PLAN, "transfer"),
        (Code.SEND_HEARING_BUNDLE, "bundle"),
        (Code.LA_RESPONSE, "response"),
        (Code.COPY_RESPONSE, None),
    ],
)
def test_each_deadline_is_kept_by_its_own_day(code: Code, day: str | None) -> None:
    assert done_on(EVERYTHING, a_deadline(code)) == (DAYS[day] if day else None)
    assert done_on(NOTHING, a_deadline(code)) is None
    assert done_on(replace(NOTHING, proceedings=Proceedings()), a_deadline(code)) is None


@pytest.mark.parametrize(
    ("outcome", "held"),
    [
        (SessionOutcome.NO_AGREEMENT, True),
        (SessionOutcome.FULL_AGREEMENT, True),
        (SessionOutcome.AUTHORITY_DID_NOT_ATTEND, False),
        (SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE, False),
    ],
)
def test_a_session_without_the_authority_was_not_held(outcome: SessionOutcome, *, held: bool) -> None:
    facts = replace(EVERYTHING, session_outcome=outcome)
    assert done_on(facts, a_deadline(Code.ARRANGE_MEDIATION), HELD_COUNTS) == (DAYS["held"] if held else None)


def test_leave_that_came_after_the_last_day_says_nothing_of_when_it_was_asked_for() -> None:
    granted = DAYS["leave"]
    assert done_on(EVERYTHING, a_deadline(Code.APPLY_FOR_LEAVE, granted)) == granted
    assert done_on(EVERYTHING, a_deadline(Code.APPLY_FOR_LEAVE, date(2026, 3, 2))) is None


@pytest.mark.parametrize("code", Code)
def test_only_what_the_tribunal_grants_takes_a_deadline_off_the_case(code: Code) -> None:
    def gone(facts: CaseFacts) -> date | None:
        found = gone_once_done(facts, a_deadline(code), LAW)
        return found.done_on if found else None

    own = {Code.APPLY_FOR_LEAVE: DAYS["leave"], Code.APPLY_FOR_REINSTATEMENT: DAYS["reinstatement"]}
    assert gone(EVERYTHING) == own.get(code)
    assert gone(NOTHING) is None
