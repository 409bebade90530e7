"""The moves: the whole machine as one table. Nothing about what is allowed stands anywhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.domain import changes as becomes
from app.cases.domain import gates
from app.cases.domain.commands import (
    Command,
    IssueCertificate,
    RecordSessionOutcome,
    RegisterAppeal,
    RequestMediation,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates import Gate
from app.cases.domain.law import Law
from app.cases.domain.words import STAGES, Action, State
from app.kernel.terms import AppealBasis, CertificateGround, OrganisationKind, SessionOutcome
from app.law.domain.regimes import REGIMES, RegimeId

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
BODY, TRIBUNAL = OrganisationKind.COMMISSIONING_BODY, OrganisationKind.TRIBUNAL

S = State
Changes = Callable[[CaseFacts, Command, Law], Mapping[str, Any]]
EVERY = frozenset(REGIMES)
COMPELS = frozenset(regime.id for regime in REGIMES.values() if regime.attendance_required)
EXEMPTS = frozenset(regime.id for regime in REGIMES.values() if regime.exemptions)

OPEN = frozenset(STAGES)
"""No appeal yet, nothing resolved."""
UNRESOLVED = OPEN | {S.APPEAL_REGISTERED}
"""Mediation may go on beside an appeal: it does not stop one, nor one it."""
UNENDED = UNRESOLVED | {S.RESOLVED}
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

HELD = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT, SessionOutcome.NO_AGREEMENT})
FAMILY_CAME = frozenset({SessionOutcome.AUTHORITY_DID_NOT_ATTEND, SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE})


AFTER_CLOSING = "after closing"


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """One way an action may take a case from one stage to another.

    `states` are the states in which the case may be; `stages` narrows by the stage of mediation beneath an appeal or
    a resolution. `target` is the stage it leads to (None: it stays, or an appeal or ending takes over). `which` picks
    the variant of the action, and `when` the cases that it is for: at most one move of an action may claim a command.
    `reopens` marks a step of the family, or for it: it takes a closed case up again, as the case stood beneath its
    closing. `not_before` names the facts that must not lie after it.
    """

    action: Action
    event: str
    says: str
    rule: str
    who: frozenset[OrganisationKind]
    stages: frozenset[State]
    target: State | None
    becomes: Changes
    gates: tuple[Gate, ...] = ()
    which: Callable[[Command, Law], bool] = lambda _command, _law: True
    variant: str | None = None
    states: frozenset[State] = UNRESOLVED
    reopens: bool = False
    regimes: frozenset[RegimeId] = EVERY
    not_before: tuple[str, ...] = ()
    when: Callable[[CaseFacts, Command], bool] = lambda _facts, _command: True


def _ground(ground: CertificateGround) -> Callable[[Command, Law], bool]:
    return lambda command, _: isinstance(command, IssueCertificate) and command.ground is ground


def _basis(basis: AppealBasis) -> Callable[[Command, Law], bool]:
    return lambda command, _: isinstance(command, RegisterAppeal) and command.basis is basis


def _adds_health(facts: CaseFacts, command: Command) -> bool:
    """Whether a request brings health to a mediation that is under way, where the case is open."""
    raises = isinstance(command, RequestMediation) and command.health_raised
    return raises and facts.under_way and facts.over_on is None


def _was_given_up(facts: CaseFacts, _: Command) -> bool:
    """Whether the case was closed with its mediation under way."""
    return facts.over_on is not None


def _before_response(facts: CaseFacts, command: Command) -> bool:
    """Whether the authority has not submitted its response to the appeal by the day before (reg 45(1))."""
    return facts.response_sent_on is None or command.occurred_on < facts.response_sent_on


def _concludes(command: Command, law: Law) -> bool:
    """Whether the session counts as mediation in which the family took part."""
    if not isinstance(command, RecordSessionOutcome):
        return False
    return command.outcome in HELD or (
        law.readings.authority_absence_counts_as_taking_part and command.outcome in FAMILY_CAME
    )


def _certificate(
    ground: CertificateGround, says: str, rule: str, stages: set[State], *more: Gate, **options: Any
) -> Move:
    return Move(
        Action.ISSUE_CERTIFICATE, "certificate-issued", says, rule, frozenset({PROVIDER}),
        frozenset(stages), S.CERTIFIED, becomes.certificate_issued,
        (gates.adviser_is_independent, gates.uncertified, gates.contacted_in_time, gates.advised, *more),
        _ground(ground), variant=ground, states=UNENDED, reopens=True, **options,
    )  # fmt: skip


def _appeal(basis: AppealBasis, says: str, rule: str, *more: Gate, **options: Any) -> Move:
    return Move(
        Action.REGISTER_APPEAL, "appeal-registered", says, rule, frozenset({LA, TRIBUNAL}),
        OPEN, None, becomes.appeal_registered, (gates.unappealed, gates.appealable, *more, gates.right_stays),
        _basis(basis), variant=basis, states=OPEN | {S.RESOLVED, S.CLOSED}, reopens=True, **options,
    )  # fmt: skip


MOVES: tuple[Move, ...] = (
    Move(
        Action.CONTACT_ADVISER, "adviser-contacted",
        "The family reaches a mediation adviser, who gives information and advice.",
        "contact-adviser", frozenset({PROVIDER}),
        frozenset({S.NOTIFIED}), S.ADVISER_CONTACTED, becomes.adviser_contacted, reopens=True,
    ),
    Move(
        Action.CONTACT_ADVISER, "adviser-contacted",
        "A family that asked the authority for mediation hears from an adviser after that.",
        "contact-adviser", frozenset({PROVIDER}),
        OPEN - {S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED, S.CERTIFIED}, None, becomes.adviser_contacted,
        (gates.unadvised,), variant="after request", states=UNENDED, reopens=True,
    ),
    Move(
        Action.DECLINE_MEDIATION, "mediation-declined",
        "The family tells the adviser that it does not wish to mediate.",
        "certificate-after-declining", frozenset({PROVIDER}),
        frozenset({S.ADVISER_CONTACTED, S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED}),
        S.MEDIATION_DECLINED, becomes.mediation_declined, (gates.advised,), reopens=True,
        not_before=("contacted_on", "requested_on"),
    ),
    Move(
        Action.DECLINE_MEDIATION, "mediation-declined",
        "A family that asked for mediation after its certificate gives it up.",
        "mediation-on-request", frozenset({PROVIDER}),
        frozenset({S.CERTIFIED}), None, becomes.mediation_declined,
        (gates.under_way,), variant="after certificate", reopens=True, not_before=("requested_on",),
    ),
    Move(
        Action.REQUEST_MEDIATION, "mediation-requested",
        "The family says that it wishes to mediate, and about what.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        frozenset({S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED}),
        S.MEDIATION_REQUESTED, becomes.mediation_requested, reopens=True, not_before=("declined_on",),
    ),
    Move(
        Action.REQUEST_MEDIATION, "mediation-requested",
        "A family with a certificate asks for mediation all the same.",
        "mediation-on-request", frozenset({PROVIDER, LA}),
        frozenset({S.CERTIFIED}), None, becomes.mediation_requested,
        (gates.nothing_under_way,), variant="after certificate", reopens=True,
        when=lambda facts, command: not _adds_health(facts, command),
    ),
    Move(
        Action.REQUEST_MEDIATION, "health-added",
        "The family adds health to the issues of a mediation that is under way. Its other dates stay.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED, S.CERTIFIED}), None,
        becomes.health_added, (gates.health_unraised,), when=_adds_health, variant="health added",
        not_before=("requested_on",),
    ),
    Move(
        Action.REQUEST_MEDIATION, "mediation-requested",
        "A family that gave its dispute up with mediation under way asks for mediation again.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED}),
        S.MEDIATION_REQUESTED, becomes.mediation_requested, when=_was_given_up, variant=AFTER_CLOSING,
        states=OPEN, reopens=True, not_before=("requested_on", "closed_on"),
    ),
    Move(
        Action.NOTIFY_COMMISSIONING_BODY, "commissioning-body-notified",
        "The authority tells the commissioning body of the health issues.",
        "notify-commissioning-body", frozenset({LA}),
        OPEN, None, becomes.commissioning_body_notified, (gates.health_waits,),
        not_before=("requested_on", "health_raised_on"),
    ),
    Move(
        Action.ARRANGE_MEDIATION, "mediation-arranged",
        "A session is fixed, or fixed again.",
        "authority-arranges", frozenset({LA, PROVIDER, BODY}),
        frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED}),
        S.MEDIATION_ARRANGED, becomes.mediation_arranged, (gates.session_ahead,),
        not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
    ),
    Move(
        Action.ARRANGE_MEDIATION, "mediation-arranged",
        "A session is fixed for a family that already has its certificate.",
        "mediation-on-request", frozenset({LA, PROVIDER, BODY}),
        frozenset({S.CERTIFIED}), None, becomes.mediation_arranged,
        (gates.under_way, gates.session_ahead), variant="after certificate",
        not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
    ),
    Move(
        Action.CANCEL_SESSION, "session-cancelled",
        "The session that was fixed is called off; another may be fixed.",
        "authority-arranges", frozenset({LA, PROVIDER, BODY}),
        frozenset({S.MEDIATION_ARRANGED}), S.MEDIATION_REQUESTED, becomes.session_cancelled,
        (gates.session_arranged,), not_before=("arranged_on",),
    ),
    Move(
        Action.CANCEL_SESSION, "session-cancelled",
        "A session after the certificate is called off.",
        "mediation-on-request", frozenset({LA, PROVIDER, BODY}),
        frozenset({S.CERTIFIED}), None, becomes.session_cancelled,
        (gates.session_arranged,), variant="after certificate", not_before=("arranged_on",),
    ),
    Move(
        Action.REPORT_CANNOT_ARRANGE, "cannot-arrange-reported",
        "The arranger tells the adviser that mediation cannot be arranged in time.",
        "report-cannot-arrange", frozenset({LA, BODY}),
        frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED}),
        S.MEDIATION_NOT_ARRANGED, becomes.cannot_arrange_reported, (gates.arranged_by_whoever_reports,),
        not_before=("requested_on",),
    ),
    Move(
        Action.RECORD_SESSION_OUTCOME, "session-held",
        "The session ends; the family took part.",
        "certificate-after-taking-part", frozenset({PROVIDER}),
        frozenset({S.MEDIATION_ARRANGED}), S.MEDIATION_CONCLUDED, becomes.session_held,
        (gates.session_arranged,), _concludes, "took part", not_before=("arranged_on", "session_on"),
    ),
    Move(
        Action.RECORD_SESSION_OUTCOME, "session-not-held",
        "The session was adjourned or did not take place; another may be fixed.",
        "mediation-on-request", frozenset({PROVIDER}),
        frozenset({S.MEDIATION_ARRANGED}), S.MEDIATION_REQUESTED, becomes.session_not_held,
        (gates.session_arranged,), lambda command, law: not _concludes(command, law), "to be fixed again",
        not_before=("arranged_on", "session_on"),
    ),
    Move(
        Action.RECORD_SESSION_OUTCOME, "session-held",
        "A session after the certificate ends; the family took part.",
        "mediation-on-request", frozenset({PROVIDER}),
        frozenset({S.CERTIFIED}), None, becomes.session_held,
        (gates.session_arranged,), _concludes, "took part, after certificate",
        not_before=("arranged_on", "session_on"),
    ),
    Move(
        Action.RECORD_SESSION_OUTCOME, "session-not-held",
        "A session after the certificate was adjourned or did not take place.",
        "mediation-on-request", frozenset({PROVIDER}),
        frozenset({S.CERTIFIED}), None, becomes.session_not_held,
        (gates.session_arranged,), lambda command, law: not _concludes(command, law),
        "to be fixed again, after certificate", not_before=("arranged_on", "session_on"),
    ),
    _certificate(
        CertificateGround.DECLINED,
        "The adviser certifies that the family considered mediation and declined it.",
        "certificate-after-declining", {S.MEDIATION_DECLINED}, gates.declining_suffices, not_before=("declined_on",),
    ),
    _certificate(
        CertificateGround.TOOK_PART,
        "The adviser certifies that the family took part in mediation.",
        "certificate-after-taking-part", {S.MEDIATION_CONCLUDED}, not_before=("concluded_on",),
    ),
    _certificate(
        CertificateGround.NOT_ARRANGED,
        "The adviser certifies that mediation was not arranged in time.",
        "issue-certificate-not-arranged",
        {S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED},
        gates.arrangement_failed, not_before=("requested_on",),
    ),
    _certificate(
        CertificateGround.EXEMPT,
        "The adviser certifies that the family was exempted from attending.",
        "exemption-frees", set(OPEN - {S.CERTIFIED}), gates.exempted, regimes=EXEMPTS,
        not_before=("exemption_decided_on",),
    ),
    Move(
        Action.REISSUE_CERTIFICATE, "certificate-reissued",
        "The adviser replaces the certificate; it keeps its first date.",
        "certificate-to-the-appellant", frozenset({PROVIDER}),
        OPEN, None, becomes.certificate_reissued,
        (gates.adviser_is_independent, gates.certified, gates.reissue_follows_the_right), states=UNENDED, reopens=True,
        not_before=("certificate",),
    ),
    Move(
        Action.RECORD_AGREEMENT, "agreement-recorded",
        "What was agreed in mediation is recorded in writing; its clocks begin.",
        "agreement-needs-mediation", frozenset({LA, PROVIDER, BODY}),
        OPEN, None, becomes.agreement_recorded, (gates.agreed_in_mediation, gates.agreement_unrecorded,
                                              gates.agreed_dates_follow),
        not_before=("concluded_on",),
    ),
    Move(
        Action.CONCEDE, "decision-conceded",
        "The authority gives way outside a session. No agreement clock starts; the family's own clocks run on.",
        "agreement-needs-mediation", frozenset({LA}),
        OPEN, None, becomes.decision_conceded, (gates.unconceded,), states=OPEN,
    ),
    Move(
        Action.CONCEDE, "appeal-unopposed",
        "Before its response, the authority tells the tribunal that it will not oppose the appeal.",
        "unopposed-before-response", frozenset({LA}),
        OPEN, None, becomes.appeal_unopposed, when=_before_response, variant="after appeal",
        states=frozenset({S.APPEAL_REGISTERED}), not_before=("appeal",),
    ),
    Move(
        Action.CONCEDE, "appeal-conceded",
        "After its response, the authority gives way. The appeal goes on until the tribunal makes an order by consent.",
        "consent-order", frozenset({LA}),
        OPEN, None, becomes.appeal_conceded, (gates.appeal_unconceded,),
        when=lambda facts, command: not _before_response(facts, command), variant="after response",
        states=frozenset({S.APPEAL_REGISTERED}), not_before=("appeal",),
    ),
    _appeal(
        AppealBasis.CERTIFICATE, "The tribunal receives an appeal with the certificate for this decision.",
        "certificate-before-appeal", gates.certified, gates.certificate_is_the_appellants, not_before=("certificate",),
    ),
    _appeal(
        AppealBasis.PLACEMENT_ONLY, "The tribunal receives an appeal about the placement alone.",
        "placement-only-exempt", gates.placement_only,
    ),
    _appeal(
        AppealBasis.PERMISSION, "The tribunal gives permission to appeal without a certificate.",
        "permission-without-certificate", gates.permitted,
    ),
    Move(
        Action.WIDEN_GROUNDS, "grounds-widened",
        "The family disputes further sections of the plan.",
        "placement-only-exempt", frozenset({LA, PROVIDER, TRIBUNAL}),
        OPEN, None, becomes.grounds_widened, (gates.about_plan_content, gates.widening_is_covered),
        reopens=True,
    ),
    Move(
        Action.RECORD_APPEAL_OUTCOME, "appeal-decided",
        "The tribunal ends the appeal, with an order or without.",
        "tribunal-decides", frozenset({LA, TRIBUNAL}),
        OPEN, None, becomes.appeal_decided, (gates.tribunal_decided, gates.directed_dates_follow),
        states=frozenset({S.APPEAL_REGISTERED}), not_before=("appeal",),
    ),
    Move(
        Action.REINSTATE_APPEAL, "appeal-reinstated",
        "The tribunal takes up an appeal again: one that was withdrawn or struck out, or whose decision it set aside "
        "or never made. The appeal goes on as it stood.",
        "reinstatement", frozenset({LA, TRIBUNAL}),
        OPEN, None, becomes.appeal_reinstated,
        (gates.appeal_can_go_on, gates.tribunal_reinstates, gates.applied_in_time),
        states=frozenset({S.RESOLVED, S.CLOSED}), reopens=True, not_before=("resolved_on",),
    ),
    Move(
        Action.COMPLETE_DUTY, "duty-completed",
        "A party does what it owed.",
        "duty-of-its-party", frozenset({LA, PROVIDER, BODY, TRIBUNAL}),
        OPEN, None, becomes.duty_completed, (gates.duty_is_owed,), states=frozenset(State),
    ),
    Move(
        Action.CLAIM_EXEMPTION, "exemption-claimed",
        "The family asks not to have to attend.",
        "exemption-frees", frozenset({LA, PROVIDER}),
        OPEN - {S.CERTIFIED}, None, becomes.exemption_claimed, (gates.exemption_unclaimed, gates.ground_exempts),
        states=OPEN, reopens=True, regimes=EXEMPTS,
    ),
    Move(
        Action.DECIDE_EXEMPTION, "exemption-decided",
        "The claimed exemption is granted or refused.",
        "exemption-frees", EXEMPTION_DECIDERS,
        OPEN - {S.CERTIFIED}, None, becomes.exemption_decided, (gates.exemption_waits,),
        states=OPEN, regimes=EXEMPTS, not_before=("exemption_claimed_on",),
    ),
    Move(
        Action.RECORD_PANEL_REVIEW, "panel-reviewed",
        "A panel reviews the decision. Nothing opens or closes by it.",
        "panel-review", frozenset({LA}),
        OPEN, None, becomes.panel_reviewed, (gates.unreviewed,), states=OPEN, regimes=COMPELS,
    ),
    Move(
        Action.WITHDRAW, "dispute-withdrawn",
        "The family gives the dispute up. It may take the case up again: its next step goes on from where it stood.",
        "family-ends-it", frozenset({LA, PROVIDER, TRIBUNAL}),
        OPEN, None, becomes.closed, (gates.family_gives_up,), states=OPEN | {S.RESOLVED}, not_before=ITS_STEPS,
    ),
    Move(
        Action.WITHDRAW, "appeal-withdrawn",
        "The family withdraws its appeal, and the tribunal consents.",
        "withdrawal", frozenset({LA, PROVIDER, TRIBUNAL}),
        OPEN, None, becomes.appeal_withdrawn, (gates.tribunal_consents, gates.withdrawal_follows_the_appeal),
        variant="after appeal", states=frozenset({S.APPEAL_REGISTERED}), not_before=("appeal",),
    ),
    Move(
        Action.CLOSE, "case-closed",
        "The case is over.",
        "family-ends-it", frozenset({LA}),
        OPEN, None, becomes.closed, (gates.no_appeal_pending, gates.family_confirms), states=UNENDED,
        not_before=ITS_STEPS,
    ),
)  # fmt: skip
