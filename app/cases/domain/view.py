"""A view of a case: everything that a gate, a move or time could ever ask for."""

from datetime import date, timedelta

from app.cases.domain.exempting import is_exempt, may_be_decided
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import missed_contact
from app.cases.domain.machine import Pathway
from app.cases.domain.words import State
from app.kernel.terms import AppealBasis, SessionOutcome
from app.law.domain.regime import Regime

AGREED = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT})


def view(facts: CaseFacts, today: date, pathway: Pathway) -> tuple[object, ...]:
    """All that a gate or a move can see of a case on a day, and could see of it later: equal views, equal futures.

    What no longer matters falls away: the mediation's past once a certificate is there; how a session ended, once its
    agreement is on record; health in a request that is over; a session that was fixed, once the case is closed; how an
    exemption came about; that none was claimed, where none can be any more. Not seen is what bars nothing but its own
    repetition (`TOLD_ONCE`).
    """
    law, certificate, appeal = pathway.law, facts.certificate, facts.appeal
    regime = law.regime(facts)
    under_way, over = facts.under_way, facts.over_on is not None
    arranged = facts.session_arranged and not over
    stage = facts.stage
    if over and stage is State.MEDIATION_ARRANGED:
        stage = State.MEDIATION_REQUESTED  # as the family's next step finds it
    agreed = facts.session_outcome in AGREED and not facts.agreement_recorded
    seen = (
        facts.regime,
        facts.kind,
        facts.sections,
        facts.appellant_kind,
        facts.young_persons,
        certificate and certificate.holder_kind,
        appeal and certificate is None and appeal.basis is AppealBasis.PLACEMENT_ONLY,
        facts.resolved_on is None,
        facts.decided,
        over,
        facts.withdrawn,
        appeal is not None and facts.response_sent_on is not None,  # also of an appeal that may be reinstated
        stage,
        under_way,
        arranged,
        facts.session_on is not None and facts.session_on > today,
        facts.session_outcome if agreed else None,
        facts.agreement_made_on == today,  # it would count as that of another session on the same day
        under_way and facts.health_raised,
        facts.health_raised and facts.body_notified_on is None,
        under_way and facts.health_only,
        facts.arrangement_overdue(today, regime, law.readings),
        over and facts.arrangement_overdue_if_open(today, regime, law.readings),
        regime.issued_within is None or regime.applies_on(today),
    )
    if certificate:
        return seen
    claimed = facts.exemption_claimed_on is not None
    exempt = is_exempt(facts, today, regime.exemptions)
    return (
        *seen,
        facts.contacted_on is None,
        missed_contact(facts, today, law),
        facts.first_contact_on is None,
        facts.cannot_arrange_reported_on is None,
        not claimed and appeal is None and facts.resolved_on is None,
        may_be_decided(facts, today, regime.exemptions),
        exempt,
    )


def place(facts: CaseFacts) -> tuple[object, ...]:
    """Return all that the claims of the moves hang on, within one regime."""
    return facts.state, facts.taken_up_as, facts.stage, facts.under_way, facts.response_sent_on


def next_day_of_interest(facts: CaseFacts, today: date, regime: Regime) -> date:
    """Return the next day on which time alone may change an answer.

    Past the contact period; past every wait that has begun: for a session, for the decision of an exemption; and where
    the day of issue decides whether the regime applies, its first day and the day after its last.
    """
    since, until = regime.issued_within or (None, None)
    turns = (facts.contact_closes_on + timedelta(days=1), since, until and until + timedelta(days=1))
    ahead = (day for day in turns if day is not None and day > today)
    return min((today + timedelta(days=regime.longest_wait + 1), *ahead))
