"""The moves: the whole machine as one table. Nothing about what is allowed stands anywhere else."""

from app.cases.domain.moves import appeals, certificates, endings, mediation
from app.cases.domain.moves.mediation import AFTER_CLOSING
from app.cases.domain.moves.row import COMPELS, EVERY, EXEMPTS, AnyMove, CaseMove

MOVES: tuple[AnyMove, ...] = (*mediation.MOVES, *certificates.MOVES, *appeals.MOVES, *endings.MOVES)

__all__ = ["AFTER_CLOSING", "COMPELS", "EVERY", "EXEMPTS", "MOVES", "AnyMove", "CaseMove"]
