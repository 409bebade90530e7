"""The law as this deployment applies it: the published bank holidays, and its readings of unclear law."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.readings import Readings


@dataclass(frozen=True, slots=True)
class InForce:
    """What every date is worked out with: `app.state.law`."""

    england: EnglishCalendar
    readings: Readings


async def _in_force(request: Request) -> InForce:
    """The same as a dependency: FastAPI would run a plain function in a thread, at four times the cost."""
    in_force = request.app.state.law
    assert isinstance(in_force, InForce)  # noqa: S101 - narrows an untyped attribute
    return in_force


TheLaw = Annotated[InForce, Depends(_in_force)]
