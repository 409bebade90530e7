"""The gates on the certificate: whether it is due, and who may hold it."""

from app.cases.domain.commands import Command, ReissueCertificate
from app.cases.domain.exempting import is_exempt
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law, missed_contact
from app.kernel.moves import gate
from app.kernel.terms import AppellantKind, OrganisationKind


@gate(
    "Is the mediation adviser independent?",
    "independent-adviser",
    "Only an independent mediation adviser may issue a certificate.",
)
def adviser_is_independent(_: CaseFacts, command: Command, __: Law) -> bool:
    """Section 56(3): not an authority, an integrated care board or NHS England."""
    return command.by is OrganisationKind.MEDIATION_PROVIDER


@gate(
    "Is this decision still without a mediation certificate?",
    "certificate-before-appeal",
    "A mediation certificate for this decision was already issued. If the family needs the certificate again, record "
    "`reissue-certificate`: the date of issue stays the same.",
)
def uncertified(facts: CaseFacts, _: Command, __: Law) -> bool:
    """There is one certificate for each decision."""
    return facts.certificate is None


@gate(
    "Has a mediation certificate been issued?",
    "certificate-before-appeal",
    "No certificate has been issued for this case.",
)
def certified(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 55(3): the certificate itself."""
    return facts.certificate is not None


@gate(
    "Did the family contact an adviser or the authority within two months of the notice?",
    "permission-without-certificate",
    "The family first made contact more than two months after the notice was sent, so the family has no right to a "
    "mediation certificate. The tribunal can give permission to appeal without a certificate. The advice service can "
    "help the family to ask for this permission.",
)
def contacted_in_time(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Reg 34(2); the earlier of the contact with an adviser and the request to the authority counts."""
    return not missed_contact(facts, command.occurred_on, law)


@gate(
    "Do the rules of the case (its regime) give a certificate to a family that declines mediation?",
    "attendance-compulsory",
    "Under the proposal that applies to this case, the family must attend mediation. A family that declines mediation "
    "gets no certificate.",
)
def declining_suffices(facts: CaseFacts, _: Command, law: Law) -> bool:
    """The one difference that the green paper would have made; a parameter of the regime says what absence does."""
    return not law.regime(facts).declining_bars


@gate(
    "Have the days for arranging mediation passed, or has a party reported that mediation cannot be arranged?",
    "issue-certificate-not-arranged",
    "Mediation can still be arranged in time. No party has reported that mediation cannot be arranged, and the days "
    "for arranging mediation are not over.",
)
def arrangement_failed(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A report that it cannot be arranged, or silence past the days allowed (reg 39), by the day of issue."""
    silent = law.readings.silence_after_thirty_days_counts_as_failure and facts.arrangement_overdue(
        command.occurred_on, law.regime(facts), law.readings
    )
    reported = facts.cannot_arrange_reported_on
    return silent or (reported is not None and reported <= command.occurred_on)


@gate(
    "Was an exemption granted, or did the last day for deciding the family's claim pass without a decision?",
    "exemption-frees",
    "The family has no exemption from mediation. No exemption was granted, and for no claim has the last day for a "
    "decision passed.",
)
def exempted(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Exemptions exist only under a regime that makes attendance compulsory."""
    return is_exempt(facts, command.occurred_on, law.regime(facts).exemptions)


@gate(
    "Does the person who gets the new certificate now have the right to appeal?",
    "certificate-to-the-appellant",
    "A certificate can be reissued only to the person named on the certificate, or to the person who now holds the "
    "right to appeal. The right to appeal never passes from a young person to a parent, directly or through a person "
    "who acts for the young person.",
)
def reissue_follows_the_right(facts: CaseFacts, command: ReissueCertificate, law: Law) -> bool:
    """The right passes from parent to young person, to a person who acts for a young person, and back when capacity
    returns (s.80)."""
    if facts.certificate is None or command.holder_kind in (None, facts.certificate.holder_kind):
        return True
    return law.readings.certificate_follows_the_right and may_hold(facts, command.holder_kind)


def may_hold(facts: CaseFacts, holder: AppellantKind) -> bool:
    """Whether the right may pass to a holder. The right never passes from a young person to a parent, by whatever
    steps."""
    return holder is not AppellantKind.PARENT or not facts.young_persons
