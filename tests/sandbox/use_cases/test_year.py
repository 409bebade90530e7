"""The year of the sandbox: the same on every day, told by the use cases without a refusal, and enough for figures."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from app.capacity.sandbox import open_capacity
from app.cases.unit import Service
from app.commands import preparing
from app.law.domain.quarters import Quarter
from app.law.holidays import england
from app.platform.db.outages import Away
from app.sandbox.year.draws import DECK
from app.sandbox.year.marking import begin_year
from app.sandbox.year.plan import families, quarters
from app.sandbox.year.seeding import open_year
from app.sandbox.year.steps import Books, Family, Moves
from tests.support.parties import Party

FAR = date(2027, 12, 1)
QUARTER = Quarter(2025, 2)
COUNTED = {"quarter": str(QUARTER)}


@cache
def every() -> list[Family]:
    """Return the families of the year. A test asks, not the import: every worker imports this file."""
    return planned()


def planned() -> list[Family]:
    return [family for quarter in quarters(date(2026, 12, 1)) for family in families(quarter, FAR, england())]


def sessions(family: Family) -> list[tuple[str, Any]]:
    """The mediators' time that is booked for a family."""
    return [(one.mediator, one.span) for step in family.steps if isinstance(one := step.does, Books | Moves)]


def test_the_families_are_the_same_at_every_start() -> None:
    assert planned() == every()
    found = Counter(family.name[:7] for family in every())
    assert found.keys() == {str(quarter) for quarter in quarters(date(2026, 12, 1))}
    assert min(found.values()) >= sum(DECK.values())
    assert len({family.case_id for family in every()}) == len(every())


def test_a_day_later_only_adds_to_what_was_told_before() -> None:
    quarter, today = Quarter(2026, 3), date(2026, 9, 1)
    before = {family.name: family.until(today) for family in families(quarter, today, england())}
    after = {family.name: family.until(today) for family in families(quarter, today + timedelta(1), england())}
    assert before.items() <= after.items()


def test_every_step_follows_the_notice_and_the_step_before() -> None:
    for family in every():
        days = [family.sent_on, *(step.on for step in family.steps)]
        assert days == sorted(days), family.name


def test_no_mediator_is_booked_twice_at_one_time() -> None:
    booked: dict[str, list[Any]] = {}
    for family in every():
        for mediator, span in sessions(family):
            booked.setdefault(mediator, []).append(span)
    for spans in booked.values():
        in_order = sorted(spans, key=lambda span: span.starts_at)
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(in_order))


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 6, 30), 2024), (date(2026, 7, 1), 2025), (date(2026, 12, 31), 2025), (date(2027, 7, 1), 2026)],
)
def test_the_first_quarter_begins_a_year_that_may_be_compared(today: date, first: int) -> None:
    found = quarters(today)
    assert (found[0], found[-1]) == (Quarter.of(today), Quarter(first, 1))
    assert today - Quarter(first, 4).last_day > timedelta(days=181)


@pytest.fixture(scope="module")
async def told(app: FastAPI, la: Party, owner: AsyncEngine) -> list[str]:
    """A sandbox with the families of one quarter, told after somebody had asked for its figures. Returns what was left
    out."""
    service: Service = app.state.service
    await open_capacity(service.database, service.desk)
    await begin_year(owner)
    await la.gets("/v1/evidence/burden", **COUNTED)
    await la.gets("/v1/advice-services/effect", **COUNTED)
    with pytest.MonkeyPatch.context() as patch, capture_logs() as lines:
        patch.setattr("app.sandbox.year.seeding.quarters", lambda _: (QUARTER,))
        patch.setattr("app.sandbox.year.seeding.latest", lambda _: QUARTER)
        assert await open_year(owner, service.database, service.desk) >= sum(DECK.values())
        assert await open_year(owner, service.database, service.desk) == 0, "a second start tells nothing again"
    return [str(line) for line in lines if "left as it is" in line["event"]]


async def test_no_step_of_a_quarter_is_refused(told: list[str], owner: AsyncEngine) -> None:
    assert told == []
    async with owner.connect() as connection:
        rows = await connection.execute(text("SELECT DISTINCT type FROM events"))
        types = {row.type for row in rows}
    assert types >= {
        "certificate-issued", "session-held", "session-not-held", "session-cancelled", "cannot-arrange-reported",
        "agreement-recorded", "appeal-registered", "panel-reviewed", "case-closed",
    }  # fmt: skip


@pytest.mark.usefixtures("told")
async def test_the_figures_that_were_asked_for_too_early_are_complete_later(la: Party) -> None:
    burden = await la.gets("/v1/evidence/burden", **COUNTED)
    assert burden["families"] >= sum(DECK.values())
    assert {way for group in burden["groups"] for way in group["ways"]} >= {"mediated", "declined", "never_offered"}
    assert len(burden["questions"]) >= 4
    effect = await la.gets("/v1/advice-services/effect", **COUNTED)
    assert effect["overall"]["families"]["count"] >= sum(DECK.values())


@pytest.mark.usefixtures("told")
async def test_most_figures_are_shown_and_some_are_left_out(la: Party, provider: Party) -> None:
    costs = await la.gets("/v1/evidence/costs", **COUNTED)
    assert ("mediated", "declined") in [(one["group"], one["beside"]) for one in costs["comparisons"]]
    assert {one["item"] for one in costs["money"]} >= {"session", "appeal_authority"}
    panels = await la.gets("/v1/evidence/panels", **COUNTED)
    assert all(group["recommended"] for group in panels["groups"])
    assert any(group["after_appeal"] is None for group in panels["groups"]), "too few appeals have ended each way"
    settings = await la.gets("/v1/evidence/settings", **COUNTED)
    assert {one["preferred_on_list"]: one["disputes"] for one in settings["by_list"]}["yes"] >= 5
    assert {one["preferred_on_list"]: one["disputes"] for one in settings["by_list"]}["unknown"] is None
    answered = await la.gets("/v1/exports/contract-return", provider="sandbox-provider-a", **COUNTED)
    assert answered == await provider.gets("/v1/exports/contract-return", authority="991", **COUNTED)
    done = {one["measure"]: one for one in answered["measures"] if one["side"] is None}
    assert 0 < done["certificate_in_3_days"]["done"] < done["certificate_in_3_days"]["of"]


@pytest.mark.usefixtures("told")
async def test_every_rate_with_and_without_support_is_shown(la: Party) -> None:
    overall = (await la.gets("/v1/advice-services/effect", **COUNTED))["overall"]
    for group in ("with_support", "without_support"):
        rates = [overall[group][rate] for rate in ("settled", "declined", "appealed")]
        assert all(rate["families"] >= 5 and 0 < rate["share"] < 1 for rate in rates), group


@pytest.mark.usefixtures("told")
async def test_the_families_that_mediated_declined_and_were_never_offered_are_compared(la: Party) -> None:
    burden = await la.gets("/v1/evidence/burden", **COUNTED)
    shown = {tuple(group["ways"]): {one["question"] for one in group["questions"]} for group in burden["groups"]}
    for way in ("mediated", "declined", "never_offered"):
        assert shown[way,] >= {"days_to_certificate", "provider_late"}, way
    assert shown["mediated",] >= {"authority_late", "cancelled_by_others"}
    assert not shown["no_contact",]


@pytest.fixture
def of_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "sandbox")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg:///nowhere")
    monkeypatch.setattr("os.nice", lambda _: None)


@pytest.mark.usefixtures("of_sandbox")
def test_a_database_that_does_not_answer_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: list[Exception | int] = [TimeoutError(), Away(), 7]
    pauses: list[float] = []

    async def tried(_: object) -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(preparing, "_with_service", tried)
    monkeypatch.setattr("time.sleep", pauses.append)
    preparing.tell_year()
    assert "7 families took their steps" in capsys.readouterr().out
    assert pauses == [preparing.PAUSE_SECONDS] * 2


@pytest.mark.usefixtures("of_sandbox")
def test_a_fault_of_the_program_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def tried(_: object) -> int:
        raise KeyError("of the program")

    monkeypatch.setattr(preparing, "_with_service", tried)
    with pytest.raises(KeyError, match="of the program"):
        preparing.tell_year()


@pytest.mark.usefixtures("of_sandbox")
def test_a_live_deployment_gets_no_invented_family(monkeypatch: pytest.MonkeyPatch) -> None:
    async def tried(_: object) -> int:
        raise AssertionError("the service was loaded")

    monkeypatch.setenv("ENVIRONMENT", "live")
    monkeypatch.setattr(preparing, "_with_service", tried)
    with pytest.raises(SystemExit, match="Only a sandbox is seeded"):
        preparing.tell_year()
