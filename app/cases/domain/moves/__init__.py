"""The moves of the pathway, as one table. This table and its gates alone decide what is allowed."""

from app.cases.domain.moves import (
    agreements,
    appeals,
    certificates,
    endings,
    notices,
    panels,
    people,
    proceedings,
    requests,
    sessions,
    tribunal,
)
from app.cases.domain.moves.requests import AFTER_CLOSING
from app.cases.domain.moves.row import AnyMove, CaseMove

MOVES: tuple[AnyMove, ...] = (
    *requests.MOVES,
    *sessions.MOVES,
    *certificates.MOVES,
    *agreements.MOVES,
    *appeals.MOVES,
    *proceedings.MOVES,
    *tribunal.MOVES,
    *people.MOVES,
    *panels.MOVES,
    *endings.MOVES,
    *notices.MOVES,
)

__all__ = ["AFTER_CLOSING", "MOVES", "AnyMove", "CaseMove"]
