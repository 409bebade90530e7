"""Records of figures: the families as read from the database, and the figures as published."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from app.advice.domain.disclosure import Journey
from app.advice.domain.figures import Effect

JOURNEY: TypeAdapter[Journey] = TypeAdapter(Journey)
EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)


@dataclass(frozen=True, slots=True)
class Publication:
    """The figures of one quarter, and when they were counted."""

    effect: Effect
    counted_at: datetime
