"""The use cases without a database: what each would write, and what it never would."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.desk import Desk, Registered
from app.cases.domain import commands as c
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.words import Action
from app.cases.recording import Notice, Said, stage_action, stage_notice
from app.cases.records import LoggedEvent, Staged, facts_from_json, facts_to_json, hashed_form
from app.cases.use_cases import may_open_unseen
from app.certificates.number import new as draw_number
from app.certificates.signing import CertificateSigner
from app.duties.recording import DutiesKept
from app.kernel.chain import GENESIS, verify
from app.kernel.errors import BeforeCommencement, BeyondHorizon, GateClosed, NotYours
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.law.holidays import england
from app.platform.actor import Actor, Recorded
from app.platform.keys import load_signing_key, new_signing_key
from app.platform.sealing import CannotOpen, Seal
from tests.support.walks import a_beginning, a_lot, next_step

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
ACTORS = {kind: Actor(uuid4(), kind, f"client of {kind}") for kind in OrganisationKind}


class Names:
    """The organisations' names."""

    all: Sequence[Registered] = ()

    def name(self, organisation_id: UUID) -> str:
        return next(actor.client_id for actor in ACTORS.values() if actor.organisation_id == organisation_id)

    def by_id(self, organisation_id: UUID) -> Registered:
        raise NotImplementedError

    def authority(self, la_code: str) -> Registered | None:
        raise NotImplementedError

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        raise NotImplementedError

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        raise NotImplementedError

    def providers_beside(self, organisation_id: UUID) -> list[UUID]:
        raise NotImplementedError


SEAL = Seal([Fernet.generate_key().decode()])
SIGNER = CertificateSigner([load_signing_key(new_signing_key())])
PATHWAY = Pathway(Law(england()))
DESK = Desk(PATHWAY, SEAL, SIGNER, draw_number, Names(), DutiesKept(PATHWAY))

BEGUN = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), AppellantKind.PARENT)


def recorded(kind: OrganisationKind) -> Recorded:
    return Recorded(ACTORS[kind], TODAY, NOW)


def opened(facts: CaseFacts = BEGUN, name: str = "Sam Example") -> Staged:
    provider = ACTORS[PROVIDER].organisation_id
    notice = Notice(uuid4(), ACTORS[LA].organisation_id, "991", provider, "EHC-1", None, None, facts, {"name": name})
    return stage_notice(DESK, notice, recorded(LA))


def take(staged: Staged, command: c.Command, **private: object) -> Staged:
    return stage_action(DESK, staged.case, command, recorded(command.by), Said(private))


def certified() -> Staged:
    step: dict[str, Any] = {"by": PROVIDER, "occurred_on": date(2026, 2, 10)}
    staged = take(take(opened(), c.ContactAdviser(**step)), c.DeclineMediation(**step))
    return take(staged, c.IssueCertificate(**step, ground=CertificateGround.DECLINED, number=draw_number()))


@settings(max_examples=40)
@given(st.integers(min_value=0))
def test_the_row_and_the_log_never_part(seed: int) -> None:
    lot = a_lot(seed)
    staged = opened(a_beginning(lot, letters=True))
    log: list[LoggedEvent] = [staged.event]
    folded = dict(staged.event.changes)
    day = staged.case.facts.notice_sent_on
    for _ in range(15):
        command = next_step(DESK.pathway, staged.case.facts, day, TODAY, lot)
        if command is None:
            break
        before = staged
        staged = take(staged, command)
        log.append(staged.event)
        folded |= staged.event.changes
        day = max(day, command.occurred_on)
        assert staged.case.version == before.case.version + 1 == staged.event.seq
        assert staged.event.previous == before.case.head
        assert staged.case.head == staged.event.hash
        assert folded == staged.facts_json == facts_to_json(staged.case.facts)
        assert set(staged.event.changes) >= changed(before.facts_json, staged.facts_json)
    verdict = verify([(hashed_form(event), event.previous, event.hash) for event in log], staged.case.head)
    assert (verdict.intact, verdict.length) == (True, len(log))


def changed(before: dict[str, object], after: dict[str, object]) -> set[str]:
    return {name for name, value in after.items() if before[name] != value}


@settings(max_examples=60)
@given(st.integers(min_value=0))
def test_facts_survive_being_written_down(seed: int) -> None:
    lot = a_lot(seed)
    staged, day = opened(a_beginning(lot, letters=True)), date(2026, 1, 1)
    for _ in range(6):
        command = next_step(DESK.pathway, staged.case.facts, day, TODAY, lot)
        if command is not None:
            staged = take(staged, command)
    assert facts_from_json(json.dumps(staged.facts_json)) == staged.case.facts


def test_a_notice_begins_the_chain_and_seals_the_name() -> None:
    staged = opened()
    assert staged.opened
    assert (staged.event.seq, staged.event.previous, staged.event.type) == (1, GENESIS, "notice-recorded")
    assert "Sam Example" not in str(staged.event) + str(staged.facts_json)
    assert SEAL.open(staged.case.sealed, str(staged.case.id)) == {"name": "Sam Example"}
    with pytest.raises(CannotOpen):
        SEAL.open(staged.case.sealed, str(uuid4()))


@pytest.mark.parametrize(
    ("sent", "refusal"), [(date(2014, 8, 31), BeforeCommencement), (date(2030, 1, 1), BeyondHorizon)]
)
def test_a_notice_outside_the_known_law_opens_nothing(sent: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        opened(replace(BEGUN, notice_sent_on=sent))


def test_what_is_said_in_words_is_added_to_what_is_sealed() -> None:
    asked = c.RequestMediation(by=PROVIDER, occurred_on=date(2026, 2, 9))
    staged = take(opened(), asked, issues=["F"], health_provision_wanted=None)
    assert "issues" not in str(staged.event.changes)
    assert SEAL.open(staged.case.sealed, str(staged.case.id)) == {
        "name": "Sam Example",
        "issues": ["F"],
        "health_provision_wanted": None,
        "issue_steps": {"2": {"issues": ["F"]}},
    }


def test_what_says_nothing_in_words_leaves_the_seal_alone() -> None:
    before = opened()
    staged = take(before, c.ContactAdviser(by=PROVIDER, occurred_on=date(2026, 2, 9)))
    assert staged.case.sealed is before.case.sealed
    assert staged.certificate is None


def test_a_certificate_is_signed_and_its_text_sealed() -> None:
    staged = certified()
    made = staged.certificate
    assert made is not None
    assert staged.case.facts.certificate is not None
    assert (made.number, made.replaces) == (staged.case.facts.certificate.number, None)
    statement = SIGNER.verify(SEAL.open(made.sealed_token, made.number)["token"])
    assert (statement.number, statement.issued_to) == (made.number, "Sam Example")
    assert (statement.issued_on, statement.issuer) == (date(2026, 2, 10), "client of mediation_provider")
    assert statement.la_name == "client of local_authority"


def test_a_reissue_replaces_and_names_the_new_holder() -> None:
    before = certified()
    assert before.certificate is not None
    again = c.ReissueCertificate(
        by=PROVIDER, occurred_on=date(2026, 3, 2), number=draw_number(), holder_kind=AppellantKind.YOUNG_PERSON
    )
    made = take(before, again, name="Alex Example").certificate
    assert made is not None
    assert made.replaces == before.certificate.number
    statement = SIGNER.verify(SEAL.open(made.sealed_token, made.number)["token"])
    assert (statement.issued_to, statement.issued_on) == ("Alex Example", date(2026, 2, 10))


def test_a_refusal_writes_nothing() -> None:
    staged = opened()
    appeal = c.RegisterAppeal(by=LA, occurred_on=TODAY, basis=AppealBasis.CERTIFICATE)
    with pytest.raises(GateClosed):
        take(staged, appeal)
    with pytest.raises(NotYours):
        take(staged, c.ContactAdviser(by=LA, occurred_on=TODAY))
    assert staged.case.version == 1


def test_a_commissioning_body_is_let_in_by_its_notification_alone() -> None:
    body = uuid4()
    on = date(2026, 2, 9)
    asked = take(opened(), c.RequestMediation(by=PROVIDER, occurred_on=on, health_raised=True))
    ours, said = recorded(LA), Said(body_id=body)
    conceded = stage_action(DESK, asked.case, c.Concede(by=LA, occurred_on=on), ours, said)
    assert conceded.case.body_id is None
    told = c.NotifyCommissioningBody(by=LA, occurred_on=on)
    assert stage_action(DESK, asked.case, told, ours, said).case.body_id == body


def test_the_tribunal_alone_opens_what_it_does_not_see_and_only_to_register_an_appeal() -> None:
    unseen = {(kind, action) for kind in OrganisationKind for action in Action if may_open_unseen(kind, action)}
    assert unseen == {(OrganisationKind.TRIBUNAL, Action.REGISTER_APPEAL)}
