"""Turns refusals by the domain and the database into problems."""

from typing import ClassVar

import structlog
from fastapi import FastAPI, Request
from starlette.responses import Response

from app.kernel.errors import OutsideKnownLaw
from app.platform.db.outages import Away, Misplaced, Unsure
from app.platform.http.problems import OutcomeUnknown, Problem, Unavailable

_log = structlog.get_logger("database")


class OutsideLaw(Problem):
    """The calculator's refusal: an answer would be a guess."""

    slug, status, title = "outside-known-law", 422, "Your request is outside the law that this service covers"
    meaning = (
        "The service cannot work this out without guessing. `code` says why: a date is before the Act, before the "
        "notice, outside the time in which the set of rules (regime) applies, or after the last published bank "
        "holidays; or another law applies to the case."
    )
    example: ClassVar = {
        "detail": "notice_sent_on is 2014-08-31. That is before Part 3 of the Children and Families Act came into "
        "force on 2014-09-01",
        "code": "before-commencement",
        "rule": "appealable-matters",
        "citation": "s.51(2) Children and Families Act 2014",
        "legislation_url": "https://www.legislation.gov.uk/ukpga/2014/6/section/51",
    }

    def __init__(self, error: OutsideKnownLaw) -> None:
        from app.law.domain.rulebook import RULEBOOK  # a refusal that names a rule has loaded the rulebook

        rule = RULEBOOK.rule(error.rule_id)
        super().__init__(error.reason, code=error.slug, rule=rule.id, citation=rule.citation, legislation_url=rule.url)


def translate_refusals(app: FastAPI) -> None:
    """Register the translations on `app`."""

    async def outside(_: Request, error: Exception) -> Response:
        assert isinstance(error, OutsideKnownLaw)  # noqa: S101 - narrows the type that Starlette dispatched on
        return OutsideLaw(error).response()

    async def unavailable(_: Request, error: Exception) -> Response:
        assert isinstance(error, Away | Unsure)  # noqa: S101 - narrows the type that Starlette dispatched on
        return problem_of(error).response()

    app.add_exception_handler(OutsideKnownLaw, outside)
    app.add_exception_handler(Away, unavailable)
    app.add_exception_handler(Unsure, unavailable)


def problem_of(error: Away | Unsure) -> Problem:
    """Return what a failure of the database is to the caller, and log its cause."""
    cause = error.__cause__
    _log.warning(
        error.why if isinstance(error, Misplaced) else "database failed",
        kind=type(error).__name__,
        because=type(cause).__name__ if cause else None,
        sqlstate=getattr(cause, "sqlstate", None),
    )
    return OutcomeUnknown() if isinstance(error, Unsure) else Unavailable(error.says)
