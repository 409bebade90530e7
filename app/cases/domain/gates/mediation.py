"""The gates on mediation: the adviser's advice, the request, the session, and the agreement."""

from app.cases.domain.commands import ArrangeMediation, Command, RecordAgreement, ReportCannotArrange, RequestMediation
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate
from app.kernel.terms import OrganisationKind, Party, SessionOutcome


@gate(
    "Is this the first time that an adviser gives the family information and advice?",
    "contact-adviser",
    "An adviser has already given this family information and advice.",
)
def unadvised(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A first contact is recorded once."""
    return facts.contacted_on is None


@gate(
    "Has an adviser given the family information and advice about mediation?",
    "certificate-after-taking-part",
    "No mediation adviser has given this family information and advice yet.",
)
def advised(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Both kinds of certificate need the information first (s.55(4), (5))."""
    return facts.contacted_on is not None and facts.contacted_on <= command.occurred_on


@gate(
    "Has every mediation that the family asked for ended?",
    "tell-authority-what-to-mediate",
    "The family has already asked for mediation, and this mediation has not ended.",
)
def nothing_under_way(facts: CaseFacts, command: RequestMediation, _: Law) -> bool:
    """A second request adds nothing while the first is open. A family that gave up the case may ask again."""
    given_up_by_then = facts.over_on is not None and command.occurred_on >= facts.over_on
    return not facts.under_way or given_up_by_then


@gate(
    "Has the family asked for mediation that has not ended yet?",
    "mediation-on-request",
    "The family has not asked for mediation, or the mediation has ended.",
)
def under_way(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Arranging and concluding mediation need a request first."""
    return facts.under_way


@gate(
    "Is health missing from the issues of the mediation so far?",
    "notify-commissioning-body",
    "Health is already among the issues of this mediation.",
)
def health_unraised(facts: CaseFacts, _: Command, __: Law) -> bool:
    """An issue that the family has already raised cannot be added."""
    return not facts.health_raised


@gate(
    "Are there health issues about which the commissioning body still has to be told?",
    "notify-commissioning-body",
    "The commissioning body has already been told about every health issue, or there is no health issue.",
)
def health_waits(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Reg 35."""
    return facts.health_raised and facts.body_notified_on is None


@gate(
    "Is the day of the session on or after the day on which the session was fixed?",
    "notify-session",
    "The day of the session cannot be before the day on which the session was fixed, or after the last day for which "
    "bank holidays are published.",
)
def session_ahead(_: CaseFacts, command: ArrangeMediation, law: Law) -> bool:
    """A session lies ahead when it is fixed, and its day is within the known bank holidays."""
    return command.session_on is None or command.occurred_on <= command.session_on <= law.england.horizon


@gate("Is a mediation session arranged?", "mediation-on-request", "No mediation session has been arranged.")
def session_arranged(facts: CaseFacts, _: Command, __: Law) -> bool:
    """An outcome needs a session."""
    return facts.session_arranged


@gate(
    "May the family end this mediation?",
    "mediation-on-request",
    "Under the rules of this case (its regime), a family that asked for mediation cannot end the mediation. Record how "
    "the session ends, or wait until the days for arranging mediation are over.",
)
def family_may_end(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Before a request there is no mediation to end, and the family may decline."""
    return not facts.under_way or law.regime(facts).family_may_end


@gate(
    "May the authority end this mediation?",
    "report-cannot-arrange",
    "Under the rules of this case (its regime), the authority cannot end a mediation before a session is held.",
)
def authority_may_end(facts: CaseFacts, _: Command, law: Law) -> bool:
    """A report that mediation cannot be arranged ends it."""
    return law.regime(facts).authority_may_end


@gate(
    "Does the report come from the organisation that must arrange this mediation?",
    "commissioning-body-arranges",
    "This mediation is not only about health, so the authority must arrange the mediation. Only the authority can "
    "report that it cannot arrange this mediation.",
)
def arranged_by_whoever_reports(facts: CaseFacts, command: ReportCannotArrange, _: Law) -> bool:
    """Section 53: the commissioning body arranges mediation about health alone. The authority arranges all other
    mediation (s.54)."""
    return command.by is not OrganisationKind.COMMISSIONING_BODY or facts.health_only


@gate(
    "Did a mediation session take place and end in an agreement?",
    "agreement-needs-mediation",
    "No mediation session ended in agreement. If the authority gave way outside a session, record `concede` instead.",
)
def agreed_in_mediation(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Reg 42(1) needs a mediation that took place and an agreement reached in it."""
    return facts.session_outcome in (SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT)


@gate(
    "Is this the first agreement that is recorded since the mediation session?",
    "agreement-needs-mediation",
    "The agreement reached in this mediation is already recorded. A second record cannot change the day or the terms "
    "of the agreement.",
)
def agreement_unrecorded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A second recording would move the time limits of the first. A later session may bring another agreement."""
    return not facts.agreement_recorded


@gate(
    "Are the dates agreed in writing on or after the day of the agreement?",
    "agreed-timescale",
    "A date agreed in writing cannot be before the day of the agreement, or after the last day for which bank holidays "
    "are published.",
)
def agreed_dates_follow(_: CaseFacts, command: RecordAgreement, law: Law) -> bool:
    """Reg 42(5); a date that the calculator cannot read would silence every other."""
    dates = [term.agreed_by for term in command.terms if term.agreed_by]
    return all(command.occurred_on <= day <= law.england.horizon for day in dates)


@gate(
    "If the commissioning body must carry out a term, has the commissioning body been told about the mediation?",
    "notify-commissioning-body",
    "The commissioning body has not been told about this mediation, so the commissioning body cannot be responsible "
    "for a term of the agreement. First record `notify-commissioning-body`.",
)
def body_may_owe(facts: CaseFacts, command: RecordAgreement, _: Law) -> bool:
    """A duty of a body that does not see the case could be neither seen nor reported by it."""
    owes = any(term.owed_by is Party.COMMISSIONING_BODY for term in command.terms)
    return not owes or facts.body_notified_on is not None


@gate(
    "Is this the authority's first concession of everything in dispute?",
    "agreement-needs-mediation",
    "The authority has already conceded everything in dispute. The day of the first concession counts.",
)
def unconceded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A concession is recorded once."""
    return facts.conceded_on is None
