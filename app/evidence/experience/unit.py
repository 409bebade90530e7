"""The problems that explain the refusals of families' experience."""

from collections.abc import Mapping

from app.cases.unit import Explanation, Service
from app.evidence.experience.problems import NoFeedbackLink
from app.evidence.experience.use_cases import NoLinkNow, NotYoursToAsk
from app.platform.db.work import Work
from app.platform.http.problems import NotYoursToRecord, Problem

NOT_YOURS_TO_ASK = (
    "The mediation provider of the case makes the links for the stages after_contact and after_session. The "
    "authority makes the link for the stage after_end."
)


def _not_yours(_: Service, __: Work, ___: NotYoursToAsk) -> Problem:
    return NotYoursToRecord(NOT_YOURS_TO_ASK)


def _no_link(_: Service, __: Work, error: NoLinkNow) -> Problem:
    return NoFeedbackLink(str(error))


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {NotYoursToAsk: _not_yours, NoLinkNow: _no_link}
