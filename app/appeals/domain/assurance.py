"""The exhaustive check of appeals: it searches every reachable appeal, and says what holds in all of them."""

from collections.abc import Iterable, Sequence

from app.appeals.domain.properties import PROPERTIES
from app.appeals.domain.search import TODAY, AppealSearch, begun, told
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves import MOVES, AnyMove
from app.kernel import assure as kernel
from app.kernel.assure import Assurance
from app.kernel.search import Node


def assure(law: Law, moves: Sequence[AnyMove] = MOVES, starts: Iterable[CaseFacts] | None = None) -> Assurance[AnyMove]:
    """Search everything that can become of some appeals, and say what holds."""
    nodes = [Node(start, TODAY, told=told(start)) for start in (begun() if starts is None else starts)]
    return kernel.assure(AppealSearch(law, moves), nodes, PROPERTIES)
