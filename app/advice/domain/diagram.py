"""The states of a referral as a diagram in Mermaid, drawn from the table of moves."""

from collections.abc import Sequence

from app.advice.domain.moves import MOVES, ReferralMove
from app.advice.domain.words import ReferralAction, ReferralState
from app.kernel.diagram import arrows
from app.kernel.diagram import mermaid as draw

ENDS = (ReferralState.DECLINED, ReferralState.CLOSED, ReferralState.WITHDRAWN)


def mermaid(moves: Sequence[ReferralMove] = MOVES) -> str:
    """Draw the states and the moves between them. The withdrawal is possible everywhere, so it is a note without
    arrows."""
    led = list(arrows(moves, ReferralState))
    withdrawn_from = [source for source, _, action in led if action == ReferralAction.WITHDRAW_CONSENT]
    drawn = [one for one in led if one[2] != ReferralAction.WITHDRAW_CONSENT]
    notes = [f"note right of withdrawn: withdraw-consent, from {', '.join(withdrawn_from)}"] if withdrawn_from else []
    return draw(ReferralState.NEW, drawn, ENDS, *notes)
