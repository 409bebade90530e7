"""The sandbox's example cases: for each action one case that stands where that action is due.

They are told through the service's own use cases, so that their events, dates and hashes are as real as any. The
documented example of an action names its case; a case that somebody has taken on is left as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from app.cases.beside import Reported
from app.cases.domain import commands
from app.cases.domain.commands import Command
from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action
from app.cases.recording import Desk, Said, stage_action, stage_notice
from app.cases.records import Staged, StoredCase
from app.cases.store import Notices, on_case, on_cases
from app.cases.tables import cases
from app.cases.use_cases import Bench, RecordNotice, TakeAction, may_open_unseen, record_notice, take_action
from app.kernel.errors import Unseen
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
)
from app.law.domain.regimes import RegimeId
from app.platform.actor import Actor, Recorded
from app.platform.db.work import Database, Work
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
TRIBUNAL = OrganisationKind.TRIBUNAL

CLIENTS = {
    LA: "sandbox-la-991",
    PROVIDER: "sandbox-provider-a",
    OrganisationKind.COMMISSIONING_BODY: "sandbox-icb",
    TRIBUNAL: "sandbox-tribunal",
    OrganisationKind.ADVICE_SERVICE: "sandbox-advice-991",
}
"""Who plays which part in the examples."""

NOTICE_SENT_ON = date(2026, 2, 2)


def actor(kind: OrganisationKind) -> Actor:
    """Return the client that plays a part."""
    one = BY_SLUG[CLIENTS[kind]]
    return Actor(one.id, one.kind, one.slug)


@dataclass(frozen=True, slots=True)
class Story:
    """A case up to the point where its action is due. `wishes` is what the family said when it asked to mediate."""

    name: str
    kind: DecisionKind = DecisionKind.REFUSAL_TO_ASSESS
    sections: frozenset[PlanSection] = frozenset()
    regime: RegimeId = RegimeId.CFA_2014
    steps: tuple[Command, ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def case_id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:example:{self.name}")

    def notice(self) -> RecordNotice:
        """Return the notice that begins it."""
        return RecordNotice(
            case_id=self.case_id,
            la_reference=f"EXAMPLE-{self.name}",
            kind=self.kind,
            sent_on=NOTICE_SENT_ON,
            sections=self.sections,
            appellant_kind=AppellantKind.PARENT,
            appellant_name="Sam Example",
            appellant_reference="P-20931",
            provider=CLIENTS[PROVIDER],
            regime=self.regime,
        )

    def said(self, command: Command) -> Mapping[str, Any] | None:
        """Return what is sealed with a step."""
        return self.wishes if isinstance(command, commands.RequestMediation) else None


def _on(month: int, day: int, by: OrganisationKind = PROVIDER) -> dict[str, Any]:
    return {"by": by, "occurred_on": date(2026, month, day)}


def _certified(number: str) -> tuple[Command, ...]:
    return (*DECLINED, commands.IssueCertificate(**_on(2, 11), ground=CertificateGround.DECLINED, number=number))


def _appealed(number: str) -> tuple[Command, ...]:
    reference = "EH991/26/00101"
    lodged = commands.RegisterAppeal(**_on(3, 26, LA), basis=AppealBasis.CERTIFICATE, tribunal_reference=reference)
    return (*_certified(number), lodged)


def _withdrawn(number: str) -> tuple[Command, ...]:
    return (*_appealed(number), commands.Withdraw(**_on(4, 13, TRIBUNAL), notice_received_on=date(2026, 4, 7)))


CONTACTED: tuple[Command, ...] = (commands.ContactAdviser(**_on(2, 9)),)
DECLINED = (*CONTACTED, commands.DeclineMediation(**_on(2, 10)))
REQUESTED = (*CONTACTED, commands.RequestMediation(**_on(2, 10)))
HEALTH_REQUESTED = (*CONTACTED, commands.RequestMediation(**_on(2, 10), health_raised=True))
ARRANGED = (*REQUESTED, commands.ArrangeMediation(**_on(2, 16, LA), session_on=date(2026, 3, 3)))
AGREED = (*ARRANGED, commands.RecordSessionOutcome(**_on(3, 3), outcome=SessionOutcome.FULL_AGREEMENT))
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
_HEALTH: dict[str, Any] = {
    "kind": DecisionKind.PLAN_CONTENT,
    "sections": frozenset({PlanSection.F, PlanSection.G}),
    "wishes": {"issues": ["F", "health"], "health_provision_wanted": "Occupational therapy, once a week."},
}
_COMPELLED: dict[str, Any] = {"regime": RegimeId.GREEN_PAPER_2022}

TO_READ = Story("to-read", steps=_appealed(NUMBER))
"""A case from notice to appeal, which no example changes."""

STORIES: dict[Action, Story] = {
    Action(story.name): story
    for story in (
        Story(Action.CONTACT_ADVISER),
        Story(Action.DECLINE_MEDIATION, steps=CONTACTED),
        Story(Action.REQUEST_MEDIATION, steps=CONTACTED, **CONTENT),
        Story(Action.NOTIFY_COMMISSIONING_BODY, steps=HEALTH_REQUESTED, **_HEALTH),
        Story(Action.ARRANGE_MEDIATION, steps=REQUESTED, **CONTENT),
        Story(Action.CANCEL_SESSION, steps=ARRANGED, **CONTENT),
        Story(Action.REPORT_CANNOT_ARRANGE, steps=REQUESTED, **CONTENT),
        Story(Action.RECORD_SESSION_OUTCOME, steps=ARRANGED, **CONTENT),
        Story(Action.ISSUE_CERTIFICATE, steps=DECLINED),
        Story(Action.REISSUE_CERTIFICATE, steps=_certified("MC-B5QV-BC7Y-HBK7-7MEK")),
        Story(Action.RECORD_AGREEMENT, steps=AGREED, **CONTENT),
        Story(Action.CONCEDE, steps=REQUESTED, **CONTENT),
        Story(Action.REGISTER_APPEAL, steps=_certified("MC-EB7H-DFCJ-TMH7-2PTR")),
        Story(Action.WIDEN_GROUNDS, DecisionKind.PLAN_CONTENT, frozenset({PlanSection.I})),
        Story(Action.RECORD_APPEAL_OUTCOME, steps=_appealed("MC-MEVS-3P98-NXQZ-W9VH")),
        Story(Action.REINSTATE_APPEAL, steps=_withdrawn("MC-FHNW-5YRQ-EDTA-4GA2")),
        Story(Action.COMPLETE_DUTY, steps=_appealed("MC-CT2J-3ACX-2P84-Q8T7")),
        Story(Action.CLAIM_EXEMPTION, steps=CONTACTED, **_COMPELLED),
        Story(Action.DECIDE_EXEMPTION, steps=EXEMPTION_CLAIMED, **_COMPELLED),
        Story(Action.RECORD_PANEL_REVIEW, steps=CONTACTED, **_COMPELLED),
        Story(Action.WITHDRAW, steps=CONTACTED),
        Story(Action.CLOSE, steps=CONTACTED),
    )
}


def by_whom(action: Action) -> OrganisationKind:
    """Return who records an action in the examples: the authority where it may, for Swagger is filled in for it."""
    may = {kind for move in MOVES if move.action is action for kind in move.who}
    return next(kind for kind in CLIENTS if kind in may)


def tell(desk: Desk, story: Story) -> Iterator[Staged]:
    """Tell a story without a database, each step recorded at ten in the morning of its day: for the documents."""
    notice = story.notice().made_out(BY_SLUG[CLIENTS[LA]].la_code or "", BY_SLUG[CLIENTS[PROVIDER]].id)
    staged = stage_notice(desk, notice, on_the_day(LA, NOTICE_SENT_ON))
    yield staged
    for command in story.steps:
        staged = step(desk, staged.case, command, story.said(command))
        yield staged


def step(
    desk: Desk,
    case: StoredCase,
    command: Command,
    private: Mapping[str, Any] | None,
    body_id: UUID | None = None,
) -> Staged:
    """Take one step without a database, on its own day."""
    said = Said(private, body_id=body_id)
    return stage_action(desk, case, command, on_the_day(command.by, command.occurred_on), said)


def on_the_day(kind: OrganisationKind, day: date) -> Recorded:
    """Return by whom and when something of a day is recorded, in the documents."""
    return Recorded(actor(kind), day, morning(day))


def morning(day: date) -> datetime:
    """Return when the steps of a day are recorded, in the documents."""
    return datetime.combine(day, time(10), UTC)


async def all_open(engine: "AsyncEngine") -> bool:
    """Whether an earlier start opened every example case. Asked by the database's owner, who sees them all."""
    told = {story.case_id: 1 + len(story.steps) for story in (TO_READ, *STORIES.values())}
    async with engine.connect() as connection:
        rows = await connection.execute(select(cases.c.id, cases.c.version).where(cases.c.id.in_(told)))
        versions = {row.id: row.version for row in rows}
    return all(versions.get(case_id, 0) >= version for case_id, version in told.items())


async def open_examples(database: Database, desk: Desk) -> None:
    """Open the example cases in a sandbox's database, where they are not open yet; go on where a start broke off."""
    for story in (TO_READ, *STORIES.values()):
        await open_story(database, desk, story)


async def open_story(database: Database, desk: Desk, story: Story) -> None:
    """Open one example case, or go on with it where a start broke off."""
    version = await _version_of(database, story)
    if version == 0:
        async with on_cases(database, actor(LA)) as opening:
            not_before(opening, NOTICE_SENT_ON)
            await record_notice(opening, _bench(opening, desk), story.notice())
            await opening.commit()
    for command in story.steps[max(version - 1, 0) :]:
        acts = may_open_unseen(command.by, command.action)
        async with on_case(database, actor(command.by), story.case_id, lock=True, acts=acts) as work:
            not_before(work, command.occurred_on)
            told = TakeAction(command=command, private=story.said(command))
            await take_action(work, _bench(work, desk), told)
            await work.commit()


async def _version_of(database: Database, story: Story) -> int:
    """Return how far a story's case has come; 0 where it is not open yet."""
    try:
        async with on_case(database, actor(LA), story.case_id) as work:
            return work.case.version
    except Unseen:
        return 0


def not_before(work: Work, day: date) -> None:
    """Record as of a day, at the earliest: a machine whose clock is slow must still be able to start its sandbox."""
    if work.today < day:
        work.now = morning(day)


class NothingHangs:
    """An example is told before anything hangs on its case."""

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Agree with every action."""
        del action, reported
        return {}


def _bench(work: Work, desk: Desk) -> Bench:
    return Bench(desk, Notices(work.connection), NothingHangs(), allows_proposals=True)
