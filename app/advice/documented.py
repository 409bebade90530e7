"""What the operations of advice and referrals answer, for the documents: told by the use cases, without a database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from app.advice import sandbox
from app.advice.domain.assurance import assure
from app.advice.domain.capacity import ServiceCapacity
from app.advice.domain.disclosure import Journey, Reached
from app.advice.domain.figures import effect
from app.advice.domain.quarters import latest
from app.advice.offers.recording import offer_due, offers_to_come
from app.advice.referrals.actions import BODIES
from app.advice.referrals.machine_schemas import ReferralAssuranceAnswer, ReferralsAnswer
from app.advice.referrals.recording import REFERRALS, Place, Receipt, make, record
from app.advice.referrals.schemas import ReferralMade, ReferralReceipt
from app.advice.referrals.views import choices_out, receipt_out, referral_out
from app.advice.services.records import Room
from app.advice.services.schemas import (
    AdviceServiceOut,
    EffectOut,
    HelpOut,
    OfferDueOnCase,
    OfferOut,
    OffersOut,
    ReferralOwed,
    ServiceCapacityOut,
)
from app.cases.domain.offers import OCCASIONS
from app.cases.domain.words import State
from app.cases.sandbox import actor, tell
from app.cases.schemas.deadlines import OfferDueOut
from app.cases.unit import Service
from app.kernel.terms import OrganisationKind
from app.platform.actor import Recorded
from app.platform.http.cursors import Page
from app.platform.http.journal_schema import JournalEntry
from app.platform.sandbox_organisations import BY_SLUG

WHEN = datetime(2026, 2, 16, 10, tzinfo=UTC)
ADVICE, LA = OrganisationKind.ADVICE_SERVICE, OrganisationKind.LOCAL_AUTHORITY

REQUESTS: dict[str, dict[str, Any]] = {
    "refer": {
        "a parent, by the authority": {
            "case_id": str(sandbox.OFFERED["refer"].case_id),
            "person": "parent",
            "consent": {"given_by": "parent", "given_on": "2026-02-09", "covers": ["contact", "case_dates"]},
            "contact": {"name": "Sam Example", "telephone": "01632 960001", "best_time": "after six"},
        }
    },
    "offer_advice": {"with the notice": {"moment": "notice", "made_on": "2026-02-02"}},
}
"""Request examples that need to know the sandbox's example cases."""

FAMILIES = [
    Journey(stage, offered=True, reached=reached, days_to_first_contact=days, settled=settled)
    for stage, reached, days, settled, number in (
        (State.CERTIFIED, None, None, True, 9),
        (State.CERTIFIED, None, None, False, 24),
        (State.CERTIFIED, Reached.CONSENTED, None, False, 6),
        (State.CERTIFIED, Reached.WAITING, None, None, 7),
        (State.CERTIFIED, Reached.ACCEPTED, 6, None, 5),
        (State.CERTIFIED, Reached.SUPPORTED, 3, True, 8),
        (State.CERTIFIED, Reached.SUPPORTED, 5, False, 11),
        (State.MEDIATION_CONCLUDED, None, None, True, 8),
        (State.MEDIATION_CONCLUDED, None, None, False, 7),
        (State.MEDIATION_CONCLUDED, Reached.CONSENTED, None, True, 5),
        (State.MEDIATION_CONCLUDED, Reached.ACCEPTED, 4, None, 5),
        (State.MEDIATION_CONCLUDED, Reached.SUPPORTED, 2, True, 11),
        (State.MEDIATION_CONCLUDED, Reached.SUPPORTED, 7, False, 6),
        (State.NOTIFIED, None, None, None, 3),
    )
    for _ in range(number)
]
"""A quarter of an invented area: one stage is told, one is too small, and a third is withheld to hide that one."""

BY_THE_SERVICE = frozenset(
    {"put_service_capacity", "get_referral_events", *(f"referral_{one.replace('-', '_')}" for one in BODIES)}
)
"""Whose examples are the advice service's to send."""


class ReferralIllustrator:
    """Shows advice and referrals as the routes would."""

    def __init__(self, service: Service) -> None:
        self._service = service
        slug = actor(ADVICE).client_id
        available, maximum = sandbox.ROOM[slug]
        said = ServiceCapacity("families", available, maximum, WHEN)
        room = ServiceCapacityOut.of(Room(uuid5(sandbox.SERVICE, "capacity"), sandbox.SERVICE, said, None, 1))
        self._advice = AdviceServiceOut(
            id=sandbox.SERVICE, slug=slug, name=BY_SLUG[slug].name, areas=["991"], service_capacity=room, full=False
        )

    def answers(self) -> dict[str, Any]:
        """Return what every operation of advice and referrals answers."""
        return {**self._of_advice(), **self._of_referrals()}

    def _of_advice(self) -> dict[str, Any]:
        *_, opened = tell(self._service.desk, sandbox.OFFERED["offer_advice"])
        facts = opened.case.facts
        law = self._service.pathway.law
        due = offer_due(law, facts, WHEN.date(), [])
        assert due is not None  # noqa: S101 - nothing is known of this case but its notice
        owed = OfferDueOut.of(due)
        offers = OffersOut(
            case_id=opened.case.id,
            as_of=WHEN.date(),
            due=[owed],
            missed=[],
            made=[],
            advice_service=self._advice,
            alternative=None,
            to_come=[OfferDueOut.of(one) for one in offers_to_come(law, facts, WHEN.date(), [])],
        )
        made = OfferOut(
            moment=due.moment,
            due_on=due.due_on,
            made_on=facts.notice_sent_on,
            made_by=LA,
            own=True,
            answer=None,
            reason=None,
            to_refer=False,
        )
        on_case = OfferDueOnCase(
            **owed.model_dump(),
            case_id=opened.case.id,
            la_code=opened.case.la_code,
            la_reference=opened.case.la_reference,
            owed_since=owed.due_on,
            post_to=f"/v1/cases/{opened.case.id}/advice-offers",
        )
        to_refer = ReferralOwed(
            case_id=opened.case.id,
            la_code=opened.case.la_code,
            la_reference=opened.case.la_reference,
            moment=due.moment,
            made_on=facts.notice_sent_on,
            person=facts.appellant_kind,
            post_to="/v1/referrals",
        )
        machine = ReferralsAnswer.of(REFERRALS.moves, OCCASIONS)
        return {
            "get_advice_services": Page[AdviceServiceOut](items=[self._advice], next=None),
            "get_advice_service": self._advice,
            "put_service_capacity": self._advice,
            "get_advice_effect": EffectOut.of("991", latest(WHEN.date()), effect(FAMILIES), WHEN),
            "get_offers_due": Page[OfferDueOnCase](items=[on_case], next=None),
            "get_referrals_owed": Page[ReferralOwed](items=[to_refer], next=None),
            "get_advice_offers": offers,
            "offer_advice": offers.model_copy(update={"due": [], "made": [made]}),
            "get_advice": HelpOut(help_is_given=True),
            "get_referral_machine": machine.model_copy(update={"moves": machine.moves[:2]}),
            "get_referral_assurance": ReferralAssuranceAnswer.model_validate(assure(REFERRALS)),
        }

    def _of_referrals(self) -> dict[str, Any]:
        known = self._service.organisations
        one = sandbox.REFERRALS["get_referral"]
        stored = sandbox.tell(one, WHEN)
        said = Receipt(
            one.id, sandbox.SERVICE, one.story.case_id, sandbox.facts(), help_is_given=True, referred_at=WHEN
        )
        receipt = receipt_out(said, known)
        place = Place(sandbox.SERVICE, stored.la_id, stored.case_id)
        _, entry = make(one.id, place, sandbox.facts(), Recorded(actor(LA), WHEN.date(), WHEN))
        answers: dict[str, Any] = {
            "refer": ReferralMade(
                id=one.id,
                case_id=sandbox.OFFERED["refer"].case_id,
                advice_service=self._advice,
                source=stored.facts.source,
                person=stored.facts.person,
                referred_on=stored.facts.referred_on,
                full=False,
                alternative=None,
            ),
            "get_referrals": Page[ReferralReceipt](items=[receipt], next=None),
            "get_referral": receipt,
            "get_referral_events": Page[JournalEntry](items=[JournalEntry.model_validate(entry)], next=None),
            "get_referral_actions": choices_out(one.id, stored.facts, ADVICE, WHEN.date(), own=True),
        }
        for action, schema in BODIES.items():
            operation = f"referral_{action.replace('-', '_')}"
            before = sandbox.tell(sandbox.REFERRALS[operation], WHEN)
            command = schema.model_validate(dict(schema.example)).command(ADVICE, WHEN.date())
            after, _ = record(before, command, Recorded(actor(ADVICE), WHEN.date(), WHEN))
            answers[operation] = referral_out(after, known)
        return answers


def given(operation: str) -> Mapping[str, str]:
    """Return what the path of an operation's example holds."""
    found = {
        "service_id": str(sandbox.SERVICE),
        "referral_id": str(sandbox.REFERRALS.get(operation, sandbox.REFERRALS["get_referral"]).id),
    }
    if operation in ("get_advice_offers", "offer_advice"):
        found["case_id"] = str(sandbox.OFFERED["offer_advice"].case_id)
    if operation == "get_advice":
        found["case_id"] = str(sandbox.REFERRALS["get_referral"].story.case_id)
    return found
