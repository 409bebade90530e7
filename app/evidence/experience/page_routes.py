"""The pages of families' experience: a dozen questions behind a family's own link, and published figures.

Everything works without scripts. A link that was used shows what an open link shows, so that nobody who holds it can
tell whether the family answered. A link that has ended, and one that never was, show one page.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request, Response

from app.cases.unit import Service, TheService
from app.evidence.domain.experience import STATEMENTS, Answer, Asked, asked_at
from app.evidence.experience.links import read_link
from app.evidence.experience.store import CountsOfAnswers, published
from app.evidence.experience.use_cases import Link, take_answers
from app.evidence.experience.views import ABOUT, as_page, choices, in_full
from app.kernel.london import london_day
from app.law.domain.quarters import Quarter
from app.platform.http.pages import page
from app.platform.http.router import Router

router = Router(include_in_schema=False)
MOST_FIELDS: Final = 40
"""The form has more fields than our page."""
_OFFERED: Final = frozenset(map(str, Answer))
NOTHING_CHOSEN = "Choose an answer to at least one statement"
NOT_OFFERED = "Choose one of the answers below the statement"
_QUARTER = re.compile("[12][0-9]{3}-Q[1-4]")


class _NotAnswered(Exception):
    """The form cannot be taken. `at` is the question that the error leads to."""

    def __init__(self, says: str, at: Asked, chosen: Mapping[Asked, Answer]) -> None:
        super().__init__(says)
        self.says, self.at, self.chosen = says, at, chosen


@router.get("/feedback/{token}")
async def ask_family(request: Request, service: TheService, token: str) -> Response:
    """The questions, for the family that holds the link. To open the page uses nothing up."""
    link, _ = await _held(service, token)
    return _questions(request, link) if link else _ended(request)


@router.post("/feedback/{token}")
async def take_from_family(request: Request, service: TheService, token: str) -> Response:
    """Count the family's answers, and thank it. A second answer is thanked too, and changes nothing."""
    link, today = await _held(service, token)
    if link is None:
        return _ended(request)
    try:
        answers = _read(await request.body(), link)
    except _NotAnswered as fault:
        return _questions(request, link, fault)
    async with service.database.transaction() as connection:
        await take_answers(CountsOfAnswers(connection), link, answers, today)
        await connection.commit()
    return _private(page(request, "feedback_thanks.html"))


@router.get("/evidence/experience/{la_code}/{quarter}")
async def published_page(request: Request, service: TheService, la_code: str, quarter: str) -> Response:
    """What an authority made public of a quarter, for people."""
    asked = Quarter.read(quarter) if _QUARTER.fullmatch(quarter) else None
    found = await published(service.database, la_code, asked) if asked and len(la_code) == 3 else None
    if found is None or asked is None:
        return page(request, "experience_none.html", status=404)
    return page(request, "experience.html", **as_page(found, asked))


async def _held(service: Service, token: str) -> tuple[Link | None, date]:
    today = london_day(await service.database.now())
    return read_link(token, service.seal, today), today


def _questions(request: Request, link: Link, fault: _NotAnswered | None = None) -> Response:
    chosen = fault.chosen if fault else {}
    shown = [
        {"text": STATEMENTS[one].text, "key": one.value, "choices": choices(one, chosen.get(one))}
        for one in asked_at(link.stage)
    ]
    error = {"says": fault.says, "at": fault.at.value} if fault else None
    said = {"about": ABOUT[link.stage], "statements": shown, "error": error, "ends": in_full(link.ends_on)}
    return _private(page(request, "feedback.html", status=422 if fault else 200, **said))


def _ended(request: Request) -> Response:
    return _private(page(request, "feedback_ended.html", status=404))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(body: bytes, link: Link) -> dict[Asked, Answer]:
    """Return the answers of a form. A statement that was left out has no answer.

    Raises:
        _NotAnswered: nothing was chosen, or something that the page does not offer.
    """
    asked = asked_at(link.stage)
    try:
        sent = parse_qsl(body.decode(errors="replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise _NotAnswered(NOTHING_CHOSEN, asked[0], {}) from None
    chosen: dict[Asked, Answer] = {}
    wrong: list[Asked] = []
    for name, value in sent:
        if name not in asked:
            continue
        question = Asked(name)
        if question in chosen or value not in _OFFERED:
            wrong.append(question)
        else:
            chosen[question] = Answer(value)
    if wrong:
        raise _NotAnswered(NOT_OFFERED, wrong[0], chosen)
    if not chosen:
        raise _NotAnswered(NOTHING_CHOSEN, asked[0], {})
    return chosen
