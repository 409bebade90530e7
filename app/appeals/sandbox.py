"""The appeals of the sandbox: one at every stage, and one that is ready for each step of an appeal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cases.desk import Desk
from app.cases.domain import commands
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow, Ordered
from app.cases.domain.words import (
    AppealOutcome,
    ChildsViewsGiven,
    DirectedFor,
    HearingFormat,
    HearingKind,
    IssueStatus,
)
from app.cases.sandbox import open_story
from app.cases.stories import CONTACTED, DECLINED, LA, TRIBUNAL, Story, appealed, withdrawn
from app.cases.tables import cases
from app.kernel.london import LONDON
from app.kernel.terms import AppealBasis, DecisionKind, PlanSection, TermKind
from app.law.domain.bundles import BundlePartKind
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_CONTENT = {"kind": DecisionKind.PLAN_CONTENT, "sections": frozenset({PlanSection.B, PlanSection.F, PlanSection.I})}
RESPONDED: commands.Command = commands.RespondToAppeal(
    by=LA, occurred_on=date(2026, 5, 6), copied=True, childs_views=ChildsViewsGiven.GIVEN
)
DIRECTED: commands.Command = commands.RecordDirections(
    by=TRIBUNAL, occurred_on=date(2026, 4, 13), directions=(Dated(DirectedFor.EVIDENCE, date(2026, 5, 29)),)
)
LISTED: commands.Command = commands.ListHearing(
    by=TRIBUNAL,
    occurred_on=date(2026, 5, 11),
    listed_on=date(2026, 7, 6),
    listed_at=datetime(2026, 7, 6, 10, tzinfo=LONDON),
    format=HearingFormat.VIDEO,
)
CONCEDED: commands.Command = commands.ChangeAppealIssues(
    by=LA, occurred_on=date(2026, 5, 18), changes=(IssueNow("F", PlanSection.F, IssueStatus.CONCEDED),)
)
BUNDLED: commands.Command = commands.SendBundle(
    by=LA, occurred_on=date(2026, 6, 19), parts=(BundlePart(BundlePartKind.CORE, 88),)
)
PUT_OFF: commands.Command = commands.ListHearing(by=TRIBUNAL, occurred_on=date(2026, 7, 2), adjourned=True)
_GIVEN_UP: commands.Command = commands.ChangeAppealIssues(
    by=TRIBUNAL,
    occurred_on=date(2026, 5, 18),
    changes=(
        IssueNow("F", PlanSection.F, IssueStatus.AGREED),
        IssueNow("I", PlanSection.I, IssueStatus.WITHDRAWN),
    ),
)
_DECIDED_ON = date(2026, 7, 13)


def _decided(outcome: AppealOutcome, *orders: Ordered) -> commands.Command:
    return commands.RecordAppealOutcome(by=TRIBUNAL, occurred_on=_DECIDED_ON, outcome=outcome, orders=orders)


_WAITED_FOR = commands.RecordDirections(
    by=TRIBUNAL, occurred_on=date(2026, 4, 13), directions=(Dated(DirectedFor.RESPONSE, date(2027, 12, 1)),)
)
"""The tribunal gives the authority so much time that the response of this example is still due."""
_LATE: commands.Command = commands.RespondToAppeal(
    by=LA, occurred_on=date(2026, 6, 1), copied=True, childs_views=ChildsViewsGiven.REASONS_GIVEN, asks_for_time=True
)
_ADR: commands.Command = commands.ListHearing(
    by=TRIBUNAL,
    occurred_on=date(2026, 5, 11),
    listed_on=date(2026, 6, 15),
    kind=HearingKind.JUDICIAL_ADR,
    format=HearingFormat.VIDEO,
)
_WITHDRAWN: commands.Command = commands.Withdraw(
    by=TRIBUNAL, occurred_on=date(2026, 5, 20), notice_received_on=date(2026, 5, 18)
)
_REINSTATED: commands.Command = commands.ReinstateAppeal(
    by=TRIBUNAL, occurred_on=date(2026, 6, 8), applied_on=date(2026, 6, 1)
)


_WIDENED: commands.Command = commands.WidenGrounds(
    by=TRIBUNAL,
    occurred_on=date(2026, 4, 20),
    sections=frozenset({PlanSection.F}),
    permission_reference="of 20 April 2026",
)


def _lodged(basis: AppealBasis, reference: str | None = None) -> commands.Command:
    """Register an appeal that no certificate allows."""
    return commands.RegisterAppeal(
        by=TRIBUNAL, occurred_on=date(2026, 3, 26), basis=basis, permission_reference=reference
    )


def _story(name: str, number: str, *steps: commands.Command) -> Story:
    return Story(f"appeal-{name}", steps=(*appealed(number), *steps), **_CONTENT)  # type: ignore[arg-type]


TO_READ = _story("to-read", "MC-WGSD-CSMD-EG8W-MWZK", DIRECTED, RESPONDED, LISTED, CONCEDED)
"""An appeal whose hearing is listed, and one of whose issues is conceded."""

STAGES: Sequence[Story] = (
    TO_READ,
    _story("registered", "MC-JDTM-98AA-3BHS-EMJQ"),
    _story("responded", "MC-TZS6-MZAT-VPA5-HEHY", RESPONDED),
    _story("bundled", "MC-8AVC-5PGN-HYV8-4JV7", RESPONDED, LISTED, _GIVEN_UP, BUNDLED),
    _story("adjourned", "MC-HXP6-9MHK-7WB5-4T5Y", RESPONDED, LISTED, PUT_OFF),
    _story(
        "upheld", "MC-SAGJ-ZFBV-VYTC-PXY7", RESPONDED,
        _decided(
            AppealOutcome.UPHELD_IN_PART,
            Ordered(TermKind.AMEND_PLAN, (PlanSection.B, PlanSection.F)),
            Ordered(TermKind.NAME_SETTING, (PlanSection.I,)),
        ),
    ),
    _story("dismissed", "MC-S8RE-V4VT-TSV9-VRDN", RESPONDED, _decided(AppealOutcome.DISMISSED)),
    _story(
        "consent", "MC-WX5H-DAT7-QWHG-Z5TR", RESPONDED, commands.Concede(by=LA, occurred_on=date(2026, 6, 1)),
        _decided(AppealOutcome.CONSENT_ORDER, Ordered(TermKind.AMEND_PLAN, (PlanSection.F,))),
    ),
    _story(
        "upheld-in-full", "MC-99ZG-ABCK-XTRK-VW2A", RESPONDED,
        _decided(AppealOutcome.UPHELD, Ordered(TermKind.AMEND_PLAN, (PlanSection.F,))),
    ),
    _story("struck-out", "MC-8ACD-3SDA-AMRZ-N73T", _decided(AppealOutcome.STRUCK_OUT)),
    _story("unopposed", "MC-FJW3-TTCG-A9TZ-RBP4", commands.Concede(by=LA, occurred_on=date(2026, 4, 20))),
    _story("withdrawn", "MC-8W3C-C8BS-DJ8Q-7TG8", RESPONDED, _WITHDRAWN),
    _story("reinstated", "MC-5C6W-VHQX-RHSA-VMSK", RESPONDED, _WITHDRAWN, _REINSTATED),
    _story("response-awaited", "MC-B65A-YJEM-2HRE-BDP9", _WAITED_FOR),
    _story("response-late", "MC-ZXJ8-W7X3-C4CF-ASPG", _LATE),
    Story(
        "appeal-judicial-adr", DecisionKind.PLAN_CONTENT, frozenset({PlanSection.I}),
        steps=(*CONTACTED, _lodged(AppealBasis.PLACEMENT_ONLY), RESPONDED, _ADR),
    ),
    Story(
        "appeal-by-permission", DecisionKind.PLAN_CONTENT, frozenset({PlanSection.B}),
        steps=(*DECLINED, _lodged(AppealBasis.PERMISSION, "of 26 March 2026"), _WIDENED),
    ),
)  # fmt: skip
"""An appeal at every stage, with every outcome, and on every basis. A test derives the list from the pathway."""

STEPS: Mapping[str, Story] = {
    "response": _story("response", "MC-YM78-XQKA-KCCY-M2GP"),
    "directions": _story("directions", "MC-4CC5-D4Z3-8ZGJ-GW84"),
    "hearing": _story("hearing", "MC-MKME-SE4J-SFXB-E7M3"),
    "bundle": _story("bundle", "MC-YJAA-JAMP-MDNC-X5HN"),
    "issues": _story("issues", "MC-895J-XDXE-VRYQ-4CR7"),
    "outcome": Story("appeal-outcome", steps=appealed("MC-556C-NH6B-WH9C-2DQG")),
    "reinstatement": Story("appeal-reinstatement", steps=withdrawn("MC-3NGW-PNR4-6TEB-QZAY")),
}
"""For each step of an appeal, an appeal that is ready for it."""


def stories() -> Sequence[Story]:
    """Return every story of an appeal."""
    return (*STAGES, *STEPS.values())


async def all_there(engine: "AsyncEngine") -> bool:
    """Whether an earlier start opened every appeal. Asked by the database's owner, who sees them all."""
    told = {story.case_id: 1 + len(story.steps) for story in stories()}
    async with engine.connect() as connection:
        rows = await connection.execute(select(cases.c.id, cases.c.version).where(cases.c.id.in_(told)))
        versions = {row.id: row.version for row in rows}
    return all(versions.get(case_id, 0) >= version for case_id, version in told.items())


async def open_appeals(database: Database, desk: Desk) -> None:
    """Open the appeals in a sandbox's database, where they are not open yet."""
    for story in stories():
        await open_story(database, desk, story)
