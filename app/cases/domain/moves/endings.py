"""The moves of duties, of exemptions, and of the end of a case."""

from app.cases.domain import changes as becomes
from app.cases.domain import commands, gates
from app.cases.domain.moves.row import (
    BODY,
    COMPELS,
    EXEMPTS,
    LA,
    OPEN,
    PROVIDER,
    TRIBUNAL,
    UNENDED,
    CaseMove,
    S,
)
from app.cases.domain.words import State
from app.law.domain.regimes import REGIMES

ITS_STEPS = (
    "contacted_on",
    "requested_on",
    "declined_on",
    "concluded_on",
    "certificate",
    "agreement_made_on",
    "appeal",
)
"""What the family did on the way: the end of a case does not lie before it."""

EXEMPTION_DECIDERS = frozenset(regime.exemptions.decided_by for regime in REGIMES.values() if regime.exemptions)
"""A parameter of the regimes that compel."""

MOVES = (
    CaseMove(
        commands.CompleteDuty, "duty-completed",
        "A party does what it owed.",
        "duty-of-its-party", frozenset({LA, PROVIDER, BODY, TRIBUNAL}),
        frozenset(State), None, becomes.duty_completed, (gates.duty_is_owed,),
    ),
    CaseMove(
        commands.ClaimExemption, "exemption-claimed",
        "The family asks not to have to attend.",
        "exemption-frees", frozenset({LA, PROVIDER}),
        OPEN, None, becomes.exemption_claimed, (gates.exemption_unclaimed, gates.ground_exempts),
        stages=OPEN - {S.CERTIFIED}, reopens=True, regimes=EXEMPTS,
    ),
    CaseMove(
        commands.DecideExemption, "exemption-decided",
        "The claimed exemption is granted or refused.",
        "exemption-frees", EXEMPTION_DECIDERS,
        OPEN, None, becomes.exemption_decided, (gates.exemption_waits,),
        stages=OPEN - {S.CERTIFIED}, not_before=("exemption_claimed_on",), regimes=EXEMPTS,
    ),
    CaseMove(
        commands.RecordPanelReview, "panel-reviewed",
        "A panel reviews the decision. Nothing opens or closes by it.",
        "panel-review", frozenset({LA}),
        OPEN, None, becomes.panel_reviewed, (gates.unreviewed,),
        regimes=COMPELS,
    ),
    CaseMove(
        commands.Withdraw, "dispute-withdrawn",
        "The family gives the dispute up. It may take the case up again: its next step goes on from where it stood.",
        "family-ends-it", frozenset({LA, PROVIDER, TRIBUNAL}),
        OPEN | {S.RESOLVED}, None, becomes.closed, (gates.family_gives_up,),
        not_before=ITS_STEPS,
    ),
    CaseMove(
        commands.Withdraw, "appeal-withdrawn",
        "The family withdraws its appeal, and the tribunal consents.",
        "withdrawal", frozenset({LA, PROVIDER, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, becomes.appeal_withdrawn,
        (gates.tribunal_consents, gates.withdrawal_follows_the_appeal),
        not_before=("appeal",), variant="after appeal",
    ),
    CaseMove(
        commands.Close, "case-closed",
        "The case is over.",
        "family-ends-it", frozenset({LA}),
        UNENDED, None, becomes.closed, (gates.no_appeal_pending, gates.family_confirms),
        not_before=ITS_STEPS,
    ),
)  # fmt: skip
