"""A session from its arrangement to its outcome: what each step changes, and the moves."""

from app.cases.domain import commands, gates
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import (
    ARRANGED,
    ARRANGERS,
    BODY,
    CERTIFIED,
    LA,
    PROVIDER,
    UNDER_WAY,
    UNRESOLVED,
    CaseMove,
    S,
)
from app.kernel.moves import Changed
from app.kernel.readers import PARTIES
from app.kernel.terms import SessionOutcome
from app.law.domain.kinds import OwedAgainFor
from app.law.domain.regime import Regime

HELD = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT, SessionOutcome.NO_AGREEMENT})
FAMILY_CAME = frozenset({SessionOutcome.AUTHORITY_DID_NOT_ATTEND, SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE})


def mediation_arranged(facts: CaseFacts, command: commands.ArrangeMediation, law: Law) -> Changed:
    """The day it was fixed, and the day it is fixed for, of which the family must be told again.

    After a session that was adjourned, that the family missed or, as the law is read, that it asked to have moved, the
    duty to arrange stays kept on its first day. If anyone else moves a session, the session counts as arranged on the
    day on which the new date was fixed.
    """
    moved_for_it = command.moved_for_the_family and facts.session_arranged
    first_stands = facts.session_outcome or (moved_for_it and law.readings.move_for_the_family_keeps_the_first_day)
    return {
        "arranged_on": facts.arranged_on if first_stands else command.occurred_on,
        "session_on": command.session_on,
        "session_outcome": None,
        "completed": still_done(facts, OwedAgainFor.SESSION),
    }


def session_cancelled(facts: CaseFacts, _: commands.Command, __: Law) -> Changed:
    """No day is fixed any more: the duty to arrange runs on from the request, as if none had been."""
    return {
        "arranged_on": None,
        "session_on": None,
        "completed": still_done(facts, OwedAgainFor.SESSION),
    }


def cannot_arrange_reported(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the adviser was told; what was arranged until then falls away."""
    return {
        "cannot_arrange_reported_on": command.occurred_on,
        "arranged_on": None,
        "session_on": None,
        "session_outcome": None,
    }


def session_held(_: CaseFacts, command: commands.RecordSessionOutcome, __: Law) -> Changed:
    """The outcome, and the day mediation concluded."""
    return {"session_outcome": command.outcome, "concluded_on": command.occurred_on, "under_way": False}


def session_not_held(facts: CaseFacts, command: commands.RecordSessionOutcome, law: Law) -> Changed:
    """The outcome; another session may be fixed. One that the family missed may give the arranger its days again.

    Not where they were over by then: a family that could be certified is not made to wait by an offer that came late.
    """
    regime = law.regime(facts)
    absent = command.outcome is SessionOutcome.FAMILY_DID_NOT_ATTEND and regime.absence_renews_days
    over = facts.arrangement_overdue(command.occurred_on, regime, law.readings)
    return {
        "session_outcome": command.outcome,
        "session_on": None,
        "missed_on": command.occurred_on if absent and not over else facts.missed_on,
    }


def _concludes(command: commands.RecordSessionOutcome, law: Law, regime: Regime) -> bool:
    """Whether the session counts as mediation in which the family took part."""
    as_read = law.readings.authority_absence_counts_as_taking_part
    return command.outcome in HELD or (command.outcome in FAMILY_CAME and regime.absence_frees(as_read=as_read))


MOVES = (
    CaseMove(
        commands.ArrangeMediation, "mediation-arranged",
        "The day of a mediation session is fixed: the first day, or a new day that replaces the earlier day.",
        "authority-arranges", ARRANGERS,
        UNRESOLVED, S.MEDIATION_ARRANGED, mediation_arranged, (gates.session_ahead,),
        stages=UNDER_WAY, not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.ArrangeMediation, "mediation-arranged",
        "The day of a mediation session is fixed for a family that already has its certificate.",
        "mediation-on-request", ARRANGERS,
        UNRESOLVED, None, mediation_arranged, (gates.under_way, gates.session_ahead),
        stages=CERTIFIED, not_before=("requested_on", "arranged_on", "cannot_arrange_reported_on"),
        variant="after certificate",
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.CancelSession, "session-cancelled",
        "The mediation session is called off. The organisation that arranges the mediation may fix a new session.",
        "authority-arranges", ARRANGERS,
        UNRESOLVED, S.MEDIATION_REQUESTED, session_cancelled, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.CancelSession, "session-cancelled",
        "The mediation session of a family that already has its certificate is called off.",
        "mediation-on-request", ARRANGERS,
        UNRESOLVED, None, session_cancelled, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on",), variant="after certificate",
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.ReportCannotArrange, "cannot-arrange-reported",
        "The authority or the commissioning body tells the adviser that it cannot arrange mediation in time.",
        "report-cannot-arrange", frozenset({LA, BODY}),
        UNRESOLVED, S.MEDIATION_NOT_ARRANGED, cannot_arrange_reported,
        (gates.arranged_by_whoever_reports, gates.authority_may_end),
        stages=frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED}), not_before=("requested_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-held",
        "The mediation session ends, and the family took part.",
        "certificate-after-taking-part", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_CONCLUDED, session_held, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on", "session_on"), variant="took part", which=_concludes,
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-not-held",
        "The mediation session was adjourned or did not take place. The organisation that arranges the mediation may "
        "fix a new session.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_REQUESTED, session_not_held, (gates.session_arranged,),
        stages=ARRANGED, not_before=("arranged_on", "session_on"), variant="to be fixed again",
        which=lambda *said: not _concludes(*said),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-held",
        "The family, which already has its certificate, took part in a mediation session. The session ends.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, session_held, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on", "session_on"), variant="took part, after certificate",
        which=_concludes,
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.RecordSessionOutcome, "session-not-held",
        "The mediation session was adjourned or did not take place. The family already has its certificate.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, session_not_held, (gates.session_arranged,),
        stages=CERTIFIED, not_before=("arranged_on", "session_on"), variant="to be fixed again, after certificate",
        which=lambda *said: not _concludes(*said),
        shown_to=PARTIES,
    ),
)  # fmt: skip
