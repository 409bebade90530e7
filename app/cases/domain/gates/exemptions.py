"""The gates on exemptions, which exist only in a regime that makes attendance compulsory."""

from app.cases.domain.commands import ClaimExemption, Command
from app.cases.domain.exempting import may_be_decided
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate


@gate("Is there no exemption claimed yet?", "exemption-frees", "An exemption was already claimed.")
def exemption_unclaimed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A case has at most one claim."""
    return facts.exemption_claimed_on is None


@gate(
    "Is the claimed ground one of the regime's grounds?",
    "exemption-frees",
    "This regime does not exempt a family on that ground.",
)
def ground_exempts(facts: CaseFacts, command: ClaimExemption, law: Law) -> bool:
    """A regime lists its grounds."""
    exemptions = law.regime(facts).exemptions
    return exemptions is not None and command.ground in exemptions.grounds


@gate(
    "Is an exemption claimed and undecided?",
    "exemption-frees",
    "No claim for an exemption is waiting for a decision. Either no exemption was claimed, or the claim was decided, "
    "or its last day has passed and the exemption counts as granted.",
)
def exemption_waits(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A decision needs a claim first. After the last day for deciding, the family is free, and no decision can
    follow."""
    return may_be_decided(facts, command.occurred_on, law.regime(facts).exemptions)
