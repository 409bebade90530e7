"""The exhaustive check of sessions: it searches every reachable session, and says what holds in all of them."""

from collections.abc import Iterator, Sequence

from app.capacity.domain.session import Session
from app.capacity.domain.session_moves import MOVES, SessionMove
from app.capacity.domain.session_properties import PROPERTIES
from app.capacity.domain.session_search import MOMENTS, STARTS, Moment, SessionSearch, told
from app.capacity.domain.words import SessionAction, SessionStatus
from app.kernel import assure as kernel
from app.kernel.assure import Assurance, Covered, Property
from app.kernel.search import Explored, Node

SessionExplored = Explored[SessionMove, Session, Moment]


def _moves(found: SessionExplored) -> Iterator[str]:
    return (move.action for move in found.moves)


def _states(found: SessionExplored) -> Iterator[str]:
    return (node.facts.status for node in found.nodes.values())


COVERED: tuple[Property, ...] = (
    Covered("every-move-is-used", "Every move of the table of moves can be made.", list(SessionAction), _moves),
    Covered("every-state-is-reached", "A session can reach every state.", list(SessionStatus), _states),
)


def assure(moves: Sequence[SessionMove] = MOVES, starts: Sequence[Session] = STARTS) -> Assurance[SessionMove]:
    """Search everything that can become of some sessions, and say what holds."""
    begun = [Node(start, MOMENTS[0], told=told(start)) for start in starts]
    return kernel.assure(SessionSearch(moves), begun, (*PROPERTIES, *COVERED))
