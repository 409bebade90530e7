"""The gates of a referral: one question each, tagged with the rule that asks it."""

from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferredPerson
from app.kernel.moves import gate, gates_in
from app.kernel.terms import AppellantKind, OrganisationKind


def holds_the_right(person: ReferredPerson, holder: AppellantKind) -> bool:
    """Whether a person is the one who holds a case's right to appeal. Nobody else's consent opens the case."""
    return person.value == holder.value


def is_own_consent(facts: ReferralFacts) -> bool:
    """Whether the person referred agreed in person to be contacted. A parent's yes is no young person's yes."""
    return facts.consent.given_by is facts.person and facts.consent.allows(ConsentCovers.CONTACT)


@gate(
    "Does the person referred consent to be contacted?",
    "referral-needs-consent",
    "The person referred has not consented, in person and by that day, to be contacted by the service.",
)
def consented(facts: ReferralFacts, command: Command, _: object) -> bool:
    """UK GDPR arts 6, 7 and 9: what reveals a child's needs is shared on explicit consent."""
    return is_own_consent(facts) and facts.consent.given_on <= command.occurred_on


@gate(
    "Was it told to the service, or to the organisation that referred?",
    "consent-can-be-withdrawn",
    "An organisation passes on a withdrawal of a referral that it made. Any other is told to the service.",
)
def told_to_a_party(facts: ReferralFacts, command: Command, _: object) -> bool:
    """As easy to take back as to give: the same door. An authority cannot end help that it did not arrange."""
    return command.by is OrganisationKind.ADVICE_SERVICE or command.by.value == facts.source.value


GATES = gates_in(globals())
