"""What the route of erasures works with, and the problems that explain its refusals."""

from collections.abc import Mapping
from typing import Any

from app.cases.store import CaseWork
from app.cases.unit import Explanation, Service
from app.keeping.domain.erasing import MUST_BE_KEPT
from app.keeping.domain.words import KeptBecause
from app.keeping.erasures.problems import MustBeKept
from app.keeping.erasures.store import CertificatesOfCase, HoldsOfCase
from app.keeping.erasures.use_cases import ErasureDesk, NameIsKept, NameNotYours
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.work import Work
from app.platform.http.problems import NotYoursToRecord, Problem

_SAYS = {
    KeptBecause.APPEAL_RUNNING: "You must keep the name while the appeal is under way.",
    KeptBecause.CASE_OPEN: "You must keep the name until the dispute has ended. End the case first.",
    KeptBecause.TIME_RUNNING: "You must keep the name until {until}, because a time limit of the case has not ended.",
    KeptBecause.LEGAL_HOLD: (
        "You must keep the name while your authority's legal hold on the case is in force. Lift the hold first."
    ),
}


def erasure_desk(service: Service, work: CaseWork) -> ErasureDesk:
    """Return what the use case works with in a unit of work."""
    return ErasureDesk(service.desk, service.contacts(work), CertificatesOfCase(work, service.desk), HoldsOfCase(work))


def _name_is_kept(_: Service, __: Work, error: NameIsKept) -> Problem:
    kept, rule = error.kept, RULEBOOK.rule(MUST_BE_KEPT)
    members: dict[str, Any] = {"until": kept.until} if kept.until is not None else {}
    return MustBeKept(
        _SAYS[kept.because].format(until=kept.until),
        because=kept.because,
        **members,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
    )


def _name_not_yours(_: Service, __: Work, ___: NameNotYours) -> Problem:
    return NotYoursToRecord("Only the authority of the case can erase the name.")


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {NameIsKept: _name_is_kept, NameNotYours: _name_not_yours}
