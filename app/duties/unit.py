"""What the routes of duties work with, and the problems that explain the refusals of the use cases."""

from collections.abc import Mapping

from app.cases.unit import Explanation, Service
from app.duties.problems import NothingToDispute as DisputesNothing
from app.duties.problems import NothingToExplain as ExplainsNothing
from app.duties.refusals import NothingToDispute, NothingToExplain, NotYoursToSay
from app.duties.store import DutiesOfCase
from app.platform.db.work import Work
from app.platform.http.problems import NotYoursToRecord, Problem


def duties_of(service: Service, work: Work) -> DutiesOfCase:
    """Return the duties, as a unit of work sees them."""
    return DutiesOfCase(work.connection, service.seal, work.actor)


def _not_yours(_: Service, __: Work, error: NotYoursToSay) -> Problem:
    return NotYoursToRecord(str(error))


def _nothing_to_explain(_: Service, __: Work, ___: NothingToExplain) -> Problem:
    return ExplainsNothing()


def _nothing_to_dispute(_: Service, __: Work, ___: NothingToDispute) -> Problem:
    return DisputesNothing()


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    NotYoursToSay: _not_yours,
    NothingToExplain: _nothing_to_explain,
    NothingToDispute: _nothing_to_dispute,
}
