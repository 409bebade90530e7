"""Answers about a change of the law for the OpenAPI document, worked out from an invented case."""

from datetime import date

from app.amendments.domain.amendment import Amendment, amended, in_words
from app.amendments.domain.totals import Totals
from app.amendments.domain.touched import touched
from app.amendments.moved_routes import MovedDate, get_moved_dates
from app.amendments.routes import EXAMPLES as QUESTIONS
from app.amendments.routes import get_law_changes
from app.amendments.schemas import ChangesAnswer, LawChange
from app.amendments.use_cases import Found, OpenCase
from app.cases.documented import WHEN
from app.cases.domain.facts import CaseFacts
from app.cases.stories import TO_READ
from app.cases.unit import Service
from app.kernel.readers import Reader
from app.kernel.terms import AppellantKind, DecisionKind, Party
from app.law.domain.kinds import Code
from app.law.domain.regime import IN_FORCE
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
DAY = date(2026, 10, 12)


@EXAMPLES.of(get_law_changes)
def _changes(service: Service) -> dict[str, ChangesAnswer]:
    return {name: _answered(service, LawChange.model_validate(one["value"])) for name, one in QUESTIONS.items()}


@EXAMPLES.of(get_moved_dates)
def _moved(_: Service) -> Page[MovedDate]:
    one = MovedDate(
        case_id=TO_READ.case_id,
        code=Code.ARRANGE_MEDIATION,
        owed_by=Party.LOCAL_AUTHORITY,
        term=None,
        step=None,
        before_version="1",
        after_version="2",
        due_before=date(2026, 3, 12),
        due_after=date(2026, 3, 2),
        noted_at=WHEN,
    )
    return Page[MovedDate](items=[one], next=None)


def _answered(service: Service, change: LawChange) -> ChangesAnswer:
    law, asked = service.pathway.law, change.amendment()
    return ChangesAnswer.of(_found(service, asked), in_words(law, asked), DAY, law.version)


def _found(service: Service, asked: Amendment) -> Found:
    law = service.pathway.law
    facts = CaseFacts(IN_FORCE, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 9, 21), AppellantKind.PARENT)
    one, totals = touched(facts, law, amended(law, asked), DAY, Reader.LOCAL_AUTHORITY), Totals()
    totals.add(one)
    case = OpenCase(TO_READ.case_id, "991", "EHC-2026-0117", "")
    return Found([] if one is None else [(case, one)], totals)
