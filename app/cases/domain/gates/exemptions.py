"""The gates on exemptions, which exist only in a regime that makes attendance compulsory."""

from app.cases.domain.commands import ClaimExemption, Command
from app.cases.domain.exempting import may_be_decided
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate
from app.kernel.terms import ExemptionGround
from app.law.domain.calendars import add_months


@gate(
    "Is this the family's first claim for an exemption?",
    "exemption-frees",
    "The family has already claimed an exemption from mediation.",
)
def exemption_unclaimed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A case has at most one claim."""
    return facts.exemption_claimed_on is None


@gate(
    "Do the rules of the case (its regime) allow an exemption on the claimed ground?",
    "exemption-frees",
    "The rules of this case (its regime) do not exempt a family on the claimed ground.",
)
def ground_exempts(facts: CaseFacts, command: ClaimExemption, law: Law) -> bool:
    """A regime lists its grounds."""
    exemptions = law.regime(facts).exemptions
    return exemptions is not None and command.ground in exemptions.grounds


@gate(
    "Is the earlier mediation recent enough, and were enough providers asked?",
    "exemption-frees",
    "The evidence for this exemption is not enough under the rules of this case (its regime). Either the earlier "
    "mediation was not before the claim, or was too long ago. Or the family must first ask more mediation providers.",
)
def evidence_suffices(facts: CaseFacts, command: ClaimExemption, law: Law) -> bool:
    """A parameter of the regime for each. Evidence that is not given is for the decider to ask for."""
    regime, on, attended_on = law.regime(facts), command.occurred_on, command.attended_on
    if command.ground is ExemptionGround.EARLIER_MEDIATION and attended_on is not None:
        months = regime.prior_attendance_months
        return attended_on <= on and (months is None or on <= add_months(attended_on, months)[0])
    if command.ground is ExemptionGround.NO_PROVIDER and command.providers_contacted is not None:
        return command.providers_contacted >= (regime.providers_to_contact or 0)
    return True


@gate(
    "Does a claim for an exemption still wait for a decision?",
    "exemption-frees",
    "No claim for an exemption is waiting for a decision. Perhaps no exemption was claimed, or the claim was already "
    "decided. If the last day for the decision has passed, the exemption counts as granted.",
)
def exemption_waits(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A decision needs a claim first. After the last day for deciding, the family is free, and no decision can
    follow."""
    return may_be_decided(facts, command.occurred_on, law.regime(facts).exemptions)
