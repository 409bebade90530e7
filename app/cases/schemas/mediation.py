"""How mediation went, as JSON: its days, its agreement, and an exemption from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field

from app.cases.domain import panels
from app.cases.domain.exempting import exemption_due
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.panels import Followed, PanelAnswer, PanelRole, Recommendation
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus, deadlines_on
from app.cases.schemas.shared import WHICH_AUTHORITY
from app.kernel.terms import ExemptionGround, Party, PlanSection, SessionOutcome, TermKind
from app.law.domain.chronology import Term
from app.law.domain.kinds import Code
from app.law.domain.regimes import Undecided
from app.platform.http.fields import Answer


class Mediation(Answer):
    """How far mediation has come. The answer shows only outcomes and days: we never store what is said in a session."""

    contacted_on: date | None
    declined_on: date | None
    requested_on: date | None
    issues: list[str] | None = Field(
        None,
        description="The issues that the family wants mediation about. Only the parties to mediation see the issues.",
    )
    health_provision_wanted: str | None = None
    commissioning_body_notified_on: date | None
    arranged_on: date | None
    session_on: date | None
    session_outcome: SessionOutcome | None = Field(description=WHICH_AUTHORITY)
    concluded_on: date | None
    cannot_arrange_reported_on: date | None

    @classmethod
    def of(cls, facts: CaseFacts, said: Mapping[str, Any]) -> Self:
        """Show how far mediation has come."""
        return cls(
            contacted_on=facts.contacted_on,
            declined_on=facts.declined_on,
            requested_on=facts.requested_on,
            issues=said.get("issues"),
            health_provision_wanted=said.get("health_provision_wanted"),
            commissioning_body_notified_on=facts.body_notified_on,
            arranged_on=facts.arranged_on,
            session_on=facts.session_on,
            session_outcome=facts.session_outcome,
            concluded_on=facts.concluded_on,
            cannot_arrange_reported_on=facts.cannot_arrange_reported_on,
        )


class TermState(StrEnum):
    """The status of a term of an agreement."""

    DUE = "due"
    DONE = "done"
    LATE = "late"


_LATE = frozenset({DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE})


class AgreementTerm(Answer):
    """A term that was agreed in mediation, with the party that must carry out the term."""

    kind: TermKind
    agreed_by: date | None
    sections: list[PlanSection] = Field([], description="The sections of the plan that this term settles.")
    owed_by: Party | None = Field(
        None, description="The party that must carry out this term.", examples=["local_authority"]
    )
    state: TermState | None = Field(
        None,
        description="The status of the term. `due`: the term is not carried out, and its day has not passed. `done`: "
        "the term was carried out in time. `late`: the term was carried out after its day, or is not carried out "
        "although its day has passed. `state` is `null` while no date can be worked out.",
        examples=["due"],
    )
    due_on: date | None = Field(
        None,
        description="The day by which the next step of the agreed term must be done. If all steps are done, `due_on` "
        "is the day by which the last step had to be done.",
        examples=["2026-04-07"],
    )
    done_on: date | None = Field(None, description="The day on which all steps of the term were done.")

    @classmethod
    def of(cls, term: Term, steps: Sequence[DeadlineOnDay]) -> Self:
        """Show a term by its deadlines. Of two outcomes of an assessment, only the one that came about counts; until
        then the later day."""
        shown = cls(kind=term.kind, agreed_by=term.agreed_by, sections=list(term.sections), owed_by=term.owed_by)
        owed = [one for one in steps if one.status is not DeadlineStatus.LAPSED]
        either = [one for one in owed if one.deadline.applies_if and one.done_on is None]
        owed = [one for one in owed if one not in either[:-1]]
        if not owed:
            return shown
        undone = [one for one in owed if one.done_on is None]
        late = any(one.status in _LATE for one in owed)
        state = TermState.LATE if late else TermState.DUE if undone else TermState.DONE
        done_on = None if undone else max(one.done_on for one in owed if one.done_on)
        due_on = min(one.deadline.due_on for one in undone) if undone else max(one.deadline.due_on for one in owed)
        told = {"owed_by": owed[0].deadline.owed_by, "state": state, "due_on": due_on, "done_on": done_on}
        return shown.model_copy(update=told)


class Agreement(Answer):
    """What was agreed in mediation, as kinds of action. The deadlines of the case show each step that a term of the
    agreement requires.

    After a partial agreement, the family can still get its mediation certificate, and can appeal about everything in
    dispute.
    """

    made_on: date
    terms: list[AgreementTerm]

    @classmethod
    def of(cls, facts: CaseFacts, law: Law, today: date) -> Self | None:
        """Show the agreement as it stands on a day, if there is one."""
        if facts.agreement_made_on is None:
            return None
        found = [one for one in deadlines_on(facts, today, law) if one.deadline.code is Code.CARRY_OUT_AGREEMENT]
        terms = [
            AgreementTerm.of(term, [one for one in found if one.deadline.term_index == index])
            for index, term in enumerate(facts.agreement_terms)
        ]
        return cls(made_on=facts.agreement_made_on, terms=terms)


class Exemption(Answer):
    """An exemption from attending mediation that the family claimed. Exemptions exist only under a set of rules (a
    regime) that makes mediation compulsory.
    """

    claimed_on: date
    ground: ExemptionGround | None
    attended_on: date | None = Field(
        None,
        description="The day of the mediation that the family attended before it claimed the exemption, for the ground "
        "`earlier_mediation`. `attended_on` is `null` if the day was not given.",
        examples=["2026-01-20"],
    )
    providers_contacted: int | None = Field(
        None,
        description="How many mediation providers the family asked without success, for the ground `no_provider`. "
        "`providers_contacted` is `null` if the number was not given.",
        examples=[5],
    )
    decided_on: date | None
    granted: bool | None = Field(
        description="Whether the exemption was granted or refused. `granted` is `null` until the claim is decided."
    )
    decide_by: date | None = Field(
        None, description="The last day for deciding the family's claim for an exemption.", examples=["2026-02-25"]
    )
    if_undecided: Undecided | None = Field(
        None,
        description="Whether the family's claim counts as granted or refused if nobody decides the claim by "
        "`decide_by`.",
        examples=["granted"],
    )

    @classmethod
    def of(cls, facts: CaseFacts, law: Law) -> Self | None:
        """Show the exemption, if the family claimed one."""
        if facts.exemption_claimed_on is None:
            return None
        exemptions = law.regime(facts).exemptions
        return cls(
            claimed_on=facts.exemption_claimed_on,
            ground=facts.exemption_ground,
            attended_on=facts.exemption_attended_on,
            providers_contacted=facts.exemption_providers_contacted,
            decided_on=facts.exemption_decided_on,
            granted=facts.exemption_granted,
            decide_by=exemption_due(facts, exemptions),
            if_undecided=exemptions.if_undecided if exemptions else None,
        )


class PanelReview(Answer):
    """The latest review of the decision by a review panel. The review does not change whether the family may appeal."""

    reviewed_on: date

    @classmethod
    def of(cls, facts: CaseFacts) -> Self | None:
        """Show the review, if there was one."""
        return cls(reviewed_on=facts.panel_reviewed_on) if facts.panel_reviewed_on else None


class PanelMembersOut(Answer):
    """How many people sat on a review panel in one role, such as parent."""

    role: PanelRole
    number: int


class PanelReviewOut(Answer):
    """A review of the decision by a review panel: who sat on the panel, what the panel found, and the authority's
    answer. Only the parties to mediation see the review. A field is `null` if the authority did not give its value.
    """

    reviewed_on: date
    members: list[PanelMembersOut]
    with_parents: bool | None = Field(
        description="`true` means that a parent sat on the review panel. `with_parents` is `null` if nobody recorded "
        "who sat on the panel."
    )
    followed_law: Followed | None
    met_standards: Followed | None
    recommendation: Recommendation | None
    authority_answer: PanelAnswer | None = Field(
        description="The authority's answer to the review panel's recommendation. `authority_answer` is `null` if "
        "the review panel recommended nothing."
    )
    authority_answered_on: date | None

    @classmethod
    def of(cls, review: panels.PanelReview) -> Self:
        """Show one review."""
        return cls(
            reviewed_on=review.reviewed_on,
            members=[PanelMembersOut(role=seat.role, number=seat.number) for seat in review.members],
            with_parents=None if review.parents is None else review.parents > 0,
            followed_law=review.followed_law,
            met_standards=review.met_standards,
            recommendation=review.recommendation,
            authority_answer=review.authority_answer if review.recommendation else None,
            authority_answered_on=review.authority_answered_on,
        )
