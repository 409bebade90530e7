"""The machine of a referral as a diagram in Mermaid, drawn from the table of moves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.advice.domain.moves import MOVES, Move
from app.advice.domain.words import ReferralAction, ReferralState

ENDS = frozenset({ReferralState.DECLINED, ReferralState.CLOSED, ReferralState.WITHDRAWN})


def arrows(moves: Sequence[Move] = MOVES) -> Iterator[tuple[ReferralState, ReferralState, Move]]:
    """Yield from where to where each move leads. Moves that stay are left out."""
    for move in moves:
        for source in ReferralState:
            if source in move.states and move.target is not None:
                yield source, move.target, move


def mermaid(moves: Sequence[Move] = MOVES) -> str:
    """Draw the states and the moves between them; the withdrawal, possible everywhere, is one note and no arrows."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    withdrawn_from = []
    for source, target, move in arrows(moves):
        if move.action is ReferralAction.WITHDRAW_CONSENT:
            withdrawn_from.append(source)
        else:
            labels[source, target].append(move.action)
    lines = ["stateDiagram-v2", "    [*] --> new"]
    lines += [f"    {source} --> {target}: {', '.join(each)}" for (source, target), each in labels.items()]
    lines += [f"    {state} --> [*]" for state in ReferralState if state in ENDS]
    if withdrawn_from:
        lines.append(f"    note right of withdrawn: withdraw-consent, from {', '.join(withdrawn_from)}")
    return "\n".join(lines)
