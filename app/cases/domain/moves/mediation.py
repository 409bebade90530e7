"""The moves of mediation: contact with the adviser, the request, the session and its outcome."""

from app.cases.domain import changes as becomes
from app.cases.domain import commands, gates
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import (
    ARRANGED,
    ARRANGERS,
    BODY,
    CERTIFIED,
    LA,
    OPEN,
    PROVIDER,
    UNDER_WAY,
    UNENDED,
    UNRESOLVED,
    CaseMove,
    S,
)
from app.kernel.terms import SessionOutcome

HELD = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT, SessionOutcome.NO_AGREEMENT})
FAMILY_CAME = frozenset({SessionOutcome.AUTHORITY_DID_NOT_ATTEND, SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE})

AFTER_CLOSING = "after closing"


def _adds_health(facts: CaseFacts, command: commands.RequestMediation) -> bool:
    """Whether a request brings health to a mediation that is under way, where the case is open."""
    return command.health_raised and facts.under_way and facts.over_on is None


def _was_given_up(facts: CaseFacts, _: commands.RequestMediation) -> bool:
    """Whether the case was closed with its mediation under way."""
    return facts.over_on is not None


def _concludes(command: commands.RecordSessionOutcome, law: Law) -> bool:
    """Whether the session counts as mediation in which the family took part."""
    return command.outcome in HELD or (
        law.readings.authority_absence_counts_as_taking_part and command.outcome in FAMILY_CAME
    )


MOVES = (
    CaseMove(
        commands.ContactAdviser, "adviser-contacted",
        "The family reaches a mediation adviser, who gives information and advice.",
        "contact-adviser", frozenset({PROVIDER}),
        UNRESOLVED, S.ADVISER_CONTACTED, becomes.adviser_contacted,
        stages=frozenset({S.NOTIFIED}), reopens=True,
    ),
    CaseMove(
        commands.ContactAdviser, "adviser-contacted",
        "A family that asked the authority for mediation hears from an adviser after that.",
        "contact-adviser", frozenset({PROVIDER}),
        UNENDED, None, becomes.adviser_contacted, (gates.unadvised,),
        stages=OPEN - {S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED, S.CERTIFIED}, variant="after request",
        reopens=True,
    ),
    CaseMove(
        commands.DeclineMediation, "mediation-declined",
        "The family tells the adviser that it does not wish to mediate.",
        "certificate-after-declining", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_DECLINED, becomes.mediation_declined, (gates.advised,),
        stages=frozenset({S.ADVISER_CONTACTED, S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED}),
        not_before=("contacted_on", "requested_on"), reopens=True,
    ),
    CaseMove(
        commands.DeclineMediation, "mediation-declined",
        "A family that asked for mediation after its certificate gives it up.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, becomes.mediation_declined, (gates.under_way,),
        stages=CERTIFIED, not_before=("requested_on",), variant="after certificate", reopens=True,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "The family says that it wishes to mediate, and about what.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, S.MEDIATION_REQUESTED, becomes.mediation_requested,
        stages=frozenset({S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED}), not_before=("declined_on",),
        reopens=True,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "A family with a certificate asks for mediation all the same.",
        "mediation-on-request", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, becomes.mediation_requested, (gates.nothing_under_way,),
        stages=CERTIFIED, variant="after certificate", when=lambda facts, command: not _adds_health(facts, command),
        reopens=True,
    ),
    CaseMove(
        commands.RequestMediation, "health-added",
        "The family adds health to the issues of a mediation that is under way. Its other dates stay.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, becomes.health_added, (gates.health_unraised,),
        stages=frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED, S.CERTIFIED}),
        not_before=("requested_on",), variant="health added", when=_adds_health,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "A family that gave its dispute up with mediation under way asks for mediation again.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        OPEN, S.MEDIATION_REQUESTED, becomes.mediation_requested,
        stages=UNDER_WAY, not_before=("requested_on", "closed_on"), variant=AFTER_CLOSING, when=_was_given_up,
        reopens=True,
    ),
    CaseMove(
        commands.NotifyCommissioningBody, "commissioning-body-notified",
        "The authority tells the commissioning body of the health issues.",
        "notify-commissioning-body", frozenset({LA}),
        UNRESOLVED, None, becomes.commissioning_body_notified, (gates.health_waits,),
        not_before=("requested_on", "health_raised_on"),
    ),
    CaseMove(
        commands.ArrangeMediation, "mediation-arranged",
        "A session is fixed, or fixed again.",
        "authority-arranges", ARRANGERS,
        UNRESOLVED, S.MEDIATION_ARRANGED, becomes.mediation_arranged, (gates.session_ahead,),
        stages=UNDER_WAY, not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
    ),
    CaseMove(
        commands.ArrangeMediation, "mediation-arranged",
        "A session is fixed for a family that already has its certificate.",
        "mediation-on-request", ARRANGERS,
        UNRESOLVED, None, becomes.mediation_arranged, (gates.under_way, gates.session_ahead),
        stages=CERTIFIED, not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
        variant="after certificate",
    ),
    CaseMove(
        commands.CancelSession, "session-cancelled",
        "The session that was fixed is called off; another may be fixed.",
        "authority-arranges", ARRANGERS,
        UNRESOLVED, S.MEDIATION_REQUESTED, becomes.session_cancelled, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on",),
    ),
    CaseMove(
        commands.CancelSession, "session-cancelled",
        "A session after the certificate is called off.",
        "mediation-on-request", ARRANGERS,
        UNRESOLVED, None, becomes.session_cancelled, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on",), variant="after certificate",
    ),
    CaseMove(
        commands.ReportCannotArrange, "cannot-arrange-reported",
        "The arranger tells the adviser that mediation cannot be arranged in time.",
        "report-cannot-arrange", frozenset({LA, BODY}),
        UNRESOLVED, S.MEDIATION_NOT_ARRANGED, becomes.cannot_arrange_reported, (gates.arranged_by_whoever_reports,),
        stages=frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED}), not_before=("requested_on",),
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-held",
        "The session ends; the family took part.",
        "certificate-after-taking-part", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_CONCLUDED, becomes.session_held, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on", "session_on"), variant="took part", which=_concludes,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-not-held",
        "The session was adjourned or did not take place; another may be fixed.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_REQUESTED, becomes.session_not_held, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on", "session_on"), variant="to be fixed again",
        which=lambda command, law: not _concludes(command, law),
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-held",
        "A session after the certificate ends; the family took part.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, becomes.session_held, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on", "session_on"), variant="took part, after certificate",
        which=_concludes,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-not-held",
        "A session after the certificate was adjourned or did not take place.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, becomes.session_not_held, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on", "session_on"), variant="to be fixed again, after certificate",
        which=lambda command, law: not _concludes(command, law),
    ),
)  # fmt: skip
