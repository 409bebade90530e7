"""Answers about appeals for the OpenAPI document. The use cases make them, without a database."""

from datetime import date

from app.appeals.actions import ROUTES, STEPS
from app.appeals.records import StoredAppeal
from app.appeals.routes import get_appeal, get_appeals
from app.appeals.sandbox import STEPS as READY
from app.appeals.sandbox import TO_READ
from app.appeals.schemas import AppealLine, AppealOut, AppealOutcomeIn
from app.appeals.views import appeal_out
from app.cases.domain.appealed import appeal_id
from app.cases.domain.commands import ChangeAppealIssues
from app.cases.records import StoredCase
from app.cases.sandbox import step, tell
from app.cases.schemas.actions.body import Recording
from app.cases.stories import LA, Story
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


def _case(service: Service, story: Story) -> StoredCase:
    return list(tell(service.desk, story))[-1].case


def _shown(service: Service, case: StoredCase, today: date) -> AppealOut:
    said = service.desk.sealing.open(case.sealed, str(case.id))
    stored = StoredAppeal(appeal_id(case.id), case.id, 1, None)
    return appeal_out(stored, case, service.pathway.law, said, LA, today)


@EXAMPLES.of(get_appeal, appeal_id=appeal_id(TO_READ.case_id))
def _read(service: Service) -> AppealOut:
    case = _case(service, TO_READ)
    return _shown(service, case, case.updated_at.date())


@EXAMPLES.of(get_appeals)
def _listed(service: Service) -> Page[AppealLine]:
    shown = _read(service)
    hearing = shown.hearing
    line = AppealLine(
        **{name: getattr(shown, name) for name in AppealLine.model_fields if name in AppealOut.model_fields},
        hearing_on=hearing.listed_on if hearing else None,
        hearing_format=hearing.format if hearing else None,
        notice_sent_on=_case(service, TO_READ).facts.notice_sent_on,
        next_due_on=None,
    )
    return Page[AppealLine](items=[line], next=None)


def _show(word: str) -> None:
    """Show a step: its own example, taken on an appeal that is ready for it."""
    schema, story = STEPS[word], READY[word]

    @EXAMPLES.of(ROUTES[word], by=LA, appeal_id=appeal_id(story.case_id))
    def _after(service: Service) -> AppealOut:
        case, body = _case(service, story), schema.model_validate(dict(schema.example))
        action = body.action() if isinstance(body, AppealOutcomeIn) else body
        command = action.command(Recording(LA, case.updated_at.date(), str))
        private = {} if isinstance(command, ChangeAppealIssues) else action.private()
        staged = step(service.desk, case, command, private)
        return _shown(service, staged.case, command.occurred_on)


for _word in ROUTES:
    _show(_word)
