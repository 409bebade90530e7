"""The gates of a referral. Each asks one question, for one rule."""

from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferredPerson
from app.kernel.moves import gate, gates_in
from app.kernel.terms import AppellantKind, OrganisationKind


def holds_the_right(person: ReferredPerson, holder: AppellantKind) -> bool:
    """Whether a person holds the right to appeal of a case. Only the holder's consent opens the case."""
    return person.value == holder.value


def is_own_consent(facts: ReferralFacts) -> bool:
    """Whether the person who is referred consented to contact. A parent's consent does not replace a young person's."""
    return facts.consent.given_by is facts.person and facts.consent.allows(ConsentCovers.CONTACT)


@gate(
    "Does the person who is referred consent to contact?",
    "referral-needs-consent",
    "The person who is referred did not consent to contact with the advice service by the day of this action.",
)
def consented(facts: ReferralFacts, command: Command, _: object) -> bool:
    """UK GDPR arts 6, 7 and 9: data that reveals a child's needs is shared only on explicit consent."""
    return is_own_consent(facts) and facts.consent.given_on <= command.occurred_on


@gate(
    "Does the advice service record the withdrawal, or the organisation that made the referral?",
    "consent-can-be-withdrawn",
    (
        "Only the advice service, or the organisation that made the referral, can record that the person withdrew "
        "the consent."
    ),
)
def told_to_a_party(facts: ReferralFacts, command: Command, _: object) -> bool:
    """Withdrawing must be as easy as consenting (art 7(3)). An authority cannot end help that it did not arrange."""
    return command.by is OrganisationKind.ADVICE_SERVICE or command.by.value == facts.source.value


GATES = gates_in(globals())
