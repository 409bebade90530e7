"""Answers about duties for the OpenAPI document, made from the example cases without a database."""

from datetime import UTC, date, datetime, time
from typing import Any

from app.cases.sandbox import actor, tell
from app.cases.stories import LA, PROVIDER
from app.cases.unit import Service
from app.duties.domain.words import Disputed
from app.duties.records import Said
from app.duties.routes import contest_duty, count_own_duties, get_duties, get_duty, give_cause_of_delay
from app.duties.sandbox import BECAUSE, CAUSE, SAID_ON, TO_CONTEST, TO_EXPLAIN, TO_READ, Example
from app.duties.schemas import CountedByCode, CountedByParty, CountedByStatus, CountedByWeek, DutyCounts, DutyOut
from app.duties.views import duty_out
from app.kernel.terms import OrganisationKind
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
AT = datetime.combine(SAID_ON, time(10), UTC)
THE_CAUSE = (LA, "cause", CAUSE, BECAUSE)
DISPUTED = (PROVIDER, "contest", Disputed.CAUSE, "Two mediators of ours were free that week.")


class _Row(dict[str, Any]):
    """A row of the ledger, without a database."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


def _shown(service: Service, one: Example, *words: tuple[OrganisationKind, str, str, str | None]) -> DutyOut:
    """Show the late duty of an example, with what the parties say of it."""
    staged = list(tell(service.desk, one.story))
    case, wanted = staged[-1].case, str(one.duty_id)
    rows = [row for step in staged for row in step.owed if row["id"] == wanted]
    days = {name: date.fromisoformat(day) if day else None for name, day in rows[-1].items() if name.endswith("_on")}
    of_its_case = {"case_id": case.id, "la_code": case.la_code, "la_reference": case.la_reference}
    row = _Row(
        {**rows[-1], **days, **of_its_case},
        opened_on=date.fromisoformat(rows[0]["opened_on"]),
        owner_id=case.la_id,
        notice_sent_on=case.facts.notice_sent_on,
    )
    said = [Said(actor(by).organisation_id, by, about, says, why, case.version, AT) for by, about, says, why in words]
    return duty_out(row, said, service.organisations, SAID_ON, LA)  # type: ignore[arg-type] # reads like a row


@EXAMPLES.of(get_duties)
def _listed(service: Service) -> Page[DutyOut]:
    return Page[DutyOut](items=[_shown(service, TO_READ, THE_CAUSE)], next=None)


@EXAMPLES.of(count_own_duties)
def _counted(service: Service) -> DutyCounts:
    one = _shown(service, TO_READ)
    monday = date.fromordinal(one.due_on.toordinal() - one.due_on.weekday())
    return DutyCounts(
        as_of=SAID_ON,
        duties=1,
        by_code=[CountedByCode(code=one.code, duties=1)],
        by_status=[CountedByStatus(status=one.status, duties=1)],
        by_party=[CountedByParty(owed_by=one.owed_by.kind, duties=1)],
        by_week=[CountedByWeek(begins_on=monday, duties=1)],
    )


@EXAMPLES.of(get_duty, duty_id=TO_READ.duty_id)
def _read(service: Service) -> DutyOut:
    return _shown(service, TO_READ, THE_CAUSE)


@EXAMPLES.of(give_cause_of_delay, by=LA, duty_id=TO_EXPLAIN.duty_id)
def _explained(service: Service) -> DutyOut:
    return _shown(service, TO_EXPLAIN, (LA, "cause", CAUSE, None))


@EXAMPLES.of(contest_duty, by=PROVIDER, duty_id=TO_CONTEST.duty_id)
def _contested(service: Service) -> DutyOut:
    return _shown(service, TO_CONTEST, THE_CAUSE, DISPUTED)
