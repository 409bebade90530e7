"""What each operation answers when all goes well, for the documents: worked out by the service itself, never typed.

The sandbox's example cases are told without a database, so the documents and the sandbox tell the same stories.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from app.advice.documented import ReferralIllustrator
from app.capacity.documented import CapacityIllustrator
from app.cases import views as present
from app.cases.actions import BODIES
from app.cases.domain.promises import SAYS
from app.cases.domain.standing import standings
from app.cases.domain.words import Action
from app.cases.records import Staged, StoredCase
from app.cases.sandbox import NUMBER, REISSUED_NUMBER, STORIES, TO_READ, Story, actor, by_whom, step, tell
from app.cases.schemas import cases as j
from app.cases.schemas.actions import Recording
from app.cases.schemas.choices import Choices
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.machine import AssuranceAnswer, PathwayAnswer, PropertyAnswer
from app.cases.sight import tell_event
from app.cases.unit import Service
from app.certificates.schemas import CertificateRecord, Lookup, Verification, Verifications
from app.events.routes import Feed, FeedEvent
from app.kernel.terms import OrganisationKind
from app.law.domain.deadlines import work_out
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.domain.rulebook import RULEBOOK
from app.law.regime_schemas import RegimeAnswer, RegimesAnswer, RulesAnswer
from app.law.routes import EXAMPLES
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer, RuleAnswer
from app.platform.access.scopes import Scope
from app.platform.db.directory import OrganisationRow, Organisations
from app.platform.http.auth.verifier import TOKEN_URL
from app.platform.http.cursors import Page
from app.platform.http.oauth_routes import TokenAnswer
from app.platform.http.operations_routes import Alive, Ready
from app.platform.http.problems import NotFound, Refused
from app.platform.http.wellknown_routes import AuthorizationServer, KeySetAnswer, ProblemList, meaning
from app.platform.sandbox_organisations import ORGANISATIONS
from app.sandbox.routes import Clock

Answers = dict[str, Mapping[str, Any]]
"""By operation id: the values of its success, each under its example's name."""

WHEN = datetime(2026, 3, 27, 9, tzinfo=UTC)
"""When the documents are read, in their own world: the day after the appeal."""
AS_IT_STANDS = "as it stands"


class SandboxOrganisations(Organisations):
    """The sandbox's organisations, known without a database."""

    def __init__(self) -> None:
        self._by_id = {
            one.id: OrganisationRow(one.id, one.slug, one.kind, one.name, one.la_code, sandbox=True)
            for one in ORGANISATIONS
        }
        self._partners = {}


class Illustrator:
    """Tells the example cases, and shows them as the routes would."""

    def __init__(self, service: Service) -> None:
        self._organisations = SandboxOrganisations()
        self._desk = replace(
            service.desk,
            directory=self._organisations,
            draw_number=lambda: REISSUED_NUMBER,
            draw_salt=lambda: "5f1d0c" + 26 * "0",  # the same in every run: the documents are compared
        )
        self._law = service.pathway.law
        known = replace(service, desk=self._desk, organisations=self._organisations)
        self._capacity, self._referrals = CapacityIllustrator(known), ReferralIllustrator(known)

    def answers(self) -> Answers:
        """Return what every operation answers."""
        found = {
            name: value if isinstance(value, Mapping) else {AS_IT_STANDS: value}
            for part in (
                self._of_law,
                self._of_cases,
                self._of_certificates,
                self._of_the_platform,
                self._capacity.answers,
                self._referrals.answers,
            )
            for name, value in part().items()
        }
        for action in Action:
            found[action.replace("-", "_")] = {AS_IT_STANDS: self.after(action)}
        return {name: {label: _json(value) for label, value in values.items()} for name, values in found.items()}

    def after(self, action: Action) -> j.Case:
        """Return the case after the example of an action, as its route answers."""
        story, body = STORIES[action], BODIES[action].model_validate(BODIES[action].example)
        case = self._told(story)[-1].case
        kind = by_whom(action)
        command = body.command(Recording(kind, case.updated_at.date(), lambda: REISSUED_NUMBER))
        day = command.occurred_on
        staged = step(self._desk, case, command, body.private())
        return self._shown(staged.case, day)

    def _told(self, story: Story) -> list[Staged]:
        return list(tell(self._desk, story))

    @cached_property
    def _to_read(self) -> list[Staged]:
        return self._told(TO_READ)

    def _shown(self, case: StoredCase, today: date, private: Mapping[str, Any] | None = None) -> j.Case:
        return present.case(case, self._law, self._organisations, today, private)

    def _of_law(self) -> dict[str, Any]:
        day = date(2026, 2, 2)
        law = RegimeId.CFA_2014
        pathway = PathwayAnswer.of(law, self._desk.pathway.moves)
        rows = RULEBOOK.in_force(day)
        return {
            "work_out_deadlines": {name: self._dates(example["value"]) for name, example in EXAMPLES.items()},
            "get_rules": RulesAnswer(on=day, regime=law, rules=[RuleAnswer.of(row) for row in rows[:2]]),
            "get_regimes": RegimesAnswer.of(REGIMES.values(), self._law.readings),
            "get_regime": RegimeAnswer.of(REGIMES[law]),
            "get_pathway": pathway.model_copy(update={"moves": pathway.moves[:2]}),
            "get_assurance": _verdict(),
        }

    def _dates(self, question: Any) -> DeadlinesAnswer:
        asked = DeadlineQuestion.model_validate(question)
        return DeadlinesAnswer.of(work_out(asked.chronology(), self._law.england, self._law.readings))

    def _of_cases(self) -> dict[str, Any]:
        staged = self._to_read
        case, today = staged[-1].case, WHEN.date()
        due = self._told(STORIES[Action.ISSUE_CERTIFICATE])[-1].case
        events = [present.event(tell_event(one.event, actor(OrganisationKind.LOCAL_AUTHORITY))) for one in staged[:2]]
        opened = self._told(STORIES[Action.CONTACT_ADVISER])[0].case
        asked = (Action.REGISTER_APPEAL, Action.WITHDRAW)
        return {
            "open_case": self._shown(opened, opened.facts.notice_sent_on),
            "get_cases": Page[j.CaseLine](items=[_line(case), _line(due)], next=None),
            "get_case": self._shown(case, today, {"issues": None}),
            "get_actions": Choices.of(self._desk.pathway, due, due.updated_at.date(), asked),
            "get_deadlines": CaseDeadlines.of(case.id, standings(case.facts, today, self._law)[:2], (), today),
            "get_events": Page[j.Event](items=events, next=None),
            "verify_events": j.ChainVerdict(intact=True, length=len(staged), broken_at=None, head=case.head),
            "get_feed": Feed(
                events=[
                    FeedEvent(
                        record="case", record_id=event.case_id, **event.model_dump(include=set(FeedEvent.model_fields))
                    )
                    for event in events
                ],
                after="gAAAAABpkvVA5xT0nKd0b3Zy1r7hW0mUu3cQp8sYtq4LJk2v",
            ),
        }

    def _of_certificates(self) -> dict[str, Any]:
        staged = next(one for one in self._to_read if one.certificate)
        facts, issued = staged.case.facts, staged.certificate
        assert issued is not None  # noqa: S101 - the line above looked for it
        path = f"/v1/certificates/{NUMBER}"
        found = Verification(
            number=NUMBER,
            result="found",
            ground=facts.certificate and facts.certificate.ground,
            issued_on=issued.issued_on,
            la_code=staged.case.la_code,
            decision_kind=facts.kind,
            notice_sent_on=facts.notice_sent_on,
            regime=facts.regime,
            illustrative=False,
        )
        return {
            "verify_one": found,
            "verify_batch": Verifications(results=[found, Verification(number="MC-2222", result="invalid_format")]),
            "get_certificate": CertificateRecord(
                number=NUMBER,
                case_id=staged.case.id,
                status="active",
                ground=found.ground,
                holder_kind=facts.appellant_kind,
                issued_on=issued.issued_on,
                issuer=self._organisations.name(staged.event.organisation_id),
                token="eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoi...",  # noqa: S106 - a signed text, shortened; no secret
                verification_url=f"{path}/verification",
                pdf_url=f"{path}/pdf",
                recorded_at=staged.event.recorded_at,
            ),
            "get_lookups": Page[Lookup](
                items=[Lookup(answer="active", asked_by="public 192.0.2.0/24", recorded_at=WHEN)], next=None
            ),
        }

    def _of_the_platform(self) -> dict[str, Any]:
        clock = Clock(now=WHEN, today=WHEN.date())
        return {
            "read_clock": clock,
            "advance_clock": clock,
            "issue_token": TokenAnswer(access_token="eyJhbGciOiJSUzI1NiIs...", expires_in=3600, scope="cases:read"),  # noqa: S106 - shortened
            "authorization_server": AuthorizationServer(
                issuer=_HOME,
                token_endpoint=_HOME + TOKEN_URL,
                jwks_uri=f"{_HOME}/.well-known/jwks.json",
                scopes_supported=[scope.value for scope in Scope],
                response_types_supported=[],
                grant_types_supported=["client_credentials"],
                token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
                service_documentation=f"{_HOME}/docs",
            ),
            "public_keys": KeySetAnswer(keys=[_KEY]),
            "problem_type": meaning(Refused),
            "problem_types": ProblemList(problems=[meaning(NotFound), meaning(Refused)]),
            "live": Alive(),
            "ready": Ready(checks={"database": "ok"}),
            "metrics": 'http_requests_total{method="GET",route="/v1/cases/{case_id}",status="200"} 7.0\n',
        }


_HOME = "https://mediation.example"
_KEY: dict[str, object] = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",  # the public key of RFC 8037's example
    "use": "sig",
    "alg": "Ed25519",
    "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
}


def _verdict() -> AssuranceAnswer:
    """Return the shape of a verdict; the search itself takes seconds and is not for the documents."""
    proven = [PropertyAnswer(name=name, says=says, holds=True, counter_example=None) for name, says in SAYS.items()]
    return AssuranceAnswer(
        regime=RegimeId.CFA_2014, holds=True, properties=proven, states_examined=2500, steps_examined=60_000
    )


def _line(case: StoredCase) -> j.CaseLine:
    facts = case.facts
    return j.CaseLine(
        id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        regime=facts.regime,
        state=facts.state,
        version=case.version,
        kind=facts.kind,
        notice_sent_on=facts.notice_sent_on,
        placement_only=False,
        updated_at=case.updated_at,
    )


def _json(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
