"""The stories behind the documented examples: for each action, a case up to the point where that action is due.

The body of an action names its story beside its example. The sandbox opens the cases of the stories. The documents use
the same cases. Both use the service's own use cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from app.cases.contacts.records import Contact
from app.cases.domain import commands
from app.cases.domain.conceded import Promised
from app.cases.domain.panels import Recommendation
from app.cases.domain.proceedings import Ordered
from app.cases.domain.setting import Setting
from app.cases.domain.words import AppealOutcome
from app.kernel.terms import (
    AppealBasis,
    CertificateGround,
    DecisionKind,
    ExemptionGround,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.regimes import RegimeId

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
TRIBUNAL = OrganisationKind.TRIBUNAL

NOTICE_SENT_ON = date(2026, 2, 2)


@dataclass(frozen=True, slots=True)
class Story:
    """A case up to the point where its action is due.

    `wishes` is what the family said when it asked to mediate. `told` says that the family told an adviser of its
    letter, and that the authority had not recorded the notice.
    """

    name: str
    kind: DecisionKind = DecisionKind.REFUSAL_TO_ASSESS
    sections: frozenset[PlanSection] = frozenset()
    regime: RegimeId = RegimeId.CFA_2014
    steps: tuple[commands.Command, ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)
    setting: Setting | None = None
    contact: Contact | None = None
    told: bool = False
    filed: bool = False
    """Whether the authority has recorded where its decision letter is."""

    @property
    def document_id(self) -> UUID:
        """Always the same id of the decision letter, in every sandbox."""
        return uuid5(self.case_id, "decision_letter")

    @property
    def case_id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:example:{self.name}")

    def said(self, command: commands.Command) -> Mapping[str, Any] | None:
        """Return what is sealed with a step."""
        return self.wishes if isinstance(command, commands.RequestMediation) else None


def _on(month: int, day: int, by: OrganisationKind = PROVIDER) -> dict[str, Any]:
    return {"by": by, "occurred_on": date(2026, month, day)}


def certified(number: str) -> tuple[commands.Command, ...]:
    return (*DECLINED, commands.IssueCertificate(**_on(2, 11), ground=CertificateGround.DECLINED, number=number))


def appealed(number: str) -> tuple[commands.Command, ...]:
    reference = "EH991/26/00101"
    lodged = commands.RegisterAppeal(**_on(3, 26, LA), basis=AppealBasis.CERTIFICATE, tribunal_reference=reference)
    return (*certified(number), lodged)


def withdrawn(number: str) -> tuple[commands.Command, ...]:
    return (*appealed(number), commands.Withdraw(**_on(4, 13, TRIBUNAL), notice_received_on=date(2026, 4, 7)))


CONTACTED: tuple[commands.Command, ...] = (commands.ContactAdviser(**_on(2, 9)),)
DECLINED = (*CONTACTED, commands.DeclineMediation(**_on(2, 10)))
REQUESTED = (*CONTACTED, commands.RequestMediation(**_on(2, 10)))
HEALTH_REQUESTED = (*CONTACTED, commands.RequestMediation(**_on(2, 10), health_raised=True))
ARRANGED = (*REQUESTED, commands.ArrangeMediation(**_on(2, 16, LA), session_on=date(2026, 3, 3)))
AGREED = (*ARRANGED, commands.RecordSessionOutcome(**_on(3, 3), outcome=SessionOutcome.FULL_AGREEMENT))
REVIEWED = (
    *CONTACTED,
    commands.RecordPanelReview(**_on(2, 23, LA), recommendation=Recommendation.CHANGE),
)
PROMISED = (
    *REQUESTED,
    commands.Concede(
        **_on(2, 20, LA),
        sections=frozenset({PlanSection.F}),
        promises=(Promised(TermKind.AMEND_PLAN, date(2026, 3, 20), (PlanSection.F,)),),
    ),
)
EXEMPTION_CLAIMED = (*CONTACTED, commands.ClaimExemption(**_on(2, 11, LA)))

# Drawn once, so that the documents can name them.
NUMBER = "MC-C56W-XYWB-57Y3-CWFJ"
"""The certificate of the case that is there to be read."""
REISSUED_NUMBER = "MC-WPMQ-Z87T-WGQQ-QAYR"
"""What the documents show as the number of a certificate that an example issues."""

CONTENT: dict[str, Any] = {
    "kind": DecisionKind.PLAN_CONTENT,
    "sections": frozenset({PlanSection.B, PlanSection.F}),
    "wishes": {"issues": ["F"]},
}
HEALTH: dict[str, Any] = {
    "kind": DecisionKind.PLAN_CONTENT,
    "sections": frozenset({PlanSection.F, PlanSection.G}),
    "wishes": {"issues": ["F", "health"], "health_provision_wanted": "Occupational therapy, once a week."},
}
TOLD: dict[str, Any] = {"kind": DecisionKind.REFUSAL_TO_REASSESS, "told": True}
"""A notice that the authority has not recorded: the family rang the adviser with the letter in its hand."""
TOLD_ON = date(2026, 2, 9)

COMPELLED: dict[str, Any] = {"regime": RegimeId.GREEN_PAPER_2022}

FREED = Story(
    "illustrative-exemption-granted",
    steps=(
        *CONTACTED,
        commands.ClaimExemption(
            **_on(2, 11, LA), ground=ExemptionGround.EARLIER_MEDIATION, attended_on=date(2026, 1, 20)
        ),
        commands.DecideExemption(**_on(2, 18, TRIBUNAL), granted=True),
        commands.IssueCertificate(**_on(2, 20), ground=CertificateGround.EXEMPT, number="MC-7K8Q-T979-4CHR-QGTG"),
    ),
    **COMPELLED,
)
"""Under a proposal: the tribunal frees a family that had mediated shortly before."""
SENT_BACK = Story(
    "illustrative-placement-sent-back",
    kind=DecisionKind.PLAN_CONTENT,
    sections=frozenset({PlanSection.I}),
    regime=RegimeId.SEND_REFORM_2026,
    steps=(
        *CONTACTED,
        commands.RegisterAppeal(
            **_on(3, 26, LA), basis=AppealBasis.PLACEMENT_ONLY, tribunal_reference="EH991/26/00102"
        ),
        commands.RecordAppealOutcome(
            **_on(7, 13, TRIBUNAL),
            outcome=AppealOutcome.UPHELD,
            orders=(Ordered(TermKind.RECONSIDER, (PlanSection.I,)),),
        ),
    ),
)
"""Under a proposal: the tribunal finds for the family, and the authority chooses a placement again."""

CORRECTED = Story("corrected", steps=(commands.ContactAdviser(**_on(2, 12)),))
"""A case with one correction: the family reached the adviser on another day than the adviser first recorded."""
REACHED_ON = date(2026, 2, 9)
"""When the family did."""

TO_READ = Story("to-read", steps=appealed(NUMBER))
"""A case from notice to appeal, which no example changes."""
CALLED = Contact(name_to_use="Sam", telephone="01632 960001", best_times="Weekdays after 16:00", language="Urdu")
TO_CALL = Story("to-call", contact=CALLED)
"""A case whose contact details are there to be read."""
ERASING = Story("erase", contact=CALLED)
REACHING, UNREACHING = Story("put-contact"), Story("delete-contact", contact=CALLED)
CHANGING = Story("change-case")
MOVING = Story("transfer-case", kind=DecisionKind.PLAN_CONTENT, sections=frozenset({PlanSection.B, PlanSection.F}))
"""A case of a plan, for the example of a transfer to another authority."""
FILED = Story("documents", filed=True)
"""A case with a decision letter to be read."""
FILING, REFILING, UNFILING = (
    Story("post-document"),
    Story("put-document", filed=True),
    Story("delete-document", filed=True),
)

PROVISIONAL = Story("provisional", steps=CONTACTED, **TOLD)
"""A case of a notice that its authority has not answered for."""
