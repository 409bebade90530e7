"""Counts of duties: the index counts what a list shows, for every kind of caller and under every filter."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.cases.unit import Service
from app.duties.domain.words import DutyStatus, Group
from app.duties.store_counts import count_by_index, count_by_line
from app.kernel.terms import OrganisationKind
from app.law.domain.kinds import Code
from app.platform.actor import Actor
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import Party, declines

LA = BY_SLUG["sandbox-la-991"]
TODAY = date(2026, 4, 15)
"""A Wednesday. Some of the duties below are over by then, and others are not."""
WITH_DUTIES = {"sandbox-la-991", "sandbox-provider-a", "sandbox-icb", "sandbox-tribunal"}
WITHOUT_DUTIES = {OrganisationKind.ADVICE_SERVICE, OrganisationKind.OPERATOR}
ASKED: list[dict[str, Any]] = [
    {},
    *({"group": group} for group in Group),
    *({"status": [status]} for status in DutyStatus),
    {"status": [DutyStatus.MET, DutyStatus.BREACHED], "code": [Code.ARRANGE_MEDIATION, Code.CONTACT_ADVISER]},
    {"code": [Code.CONTACT_ADVISER]},
    {"owner": LA.id},
    {"owner": LA.id, "group": Group.OVERDUE},
    {"party": "family", "status": [DutyStatus.PASSED]},
    {"due_from": TODAY - timedelta(days=30), "due_to": TODAY},
    {"due_to": TODAY - timedelta(days=40), "group": Group.OVERDUE},
    {"due_from": TODAY, "due_to": TODAY - timedelta(days=1)},
]


@pytest.fixture(scope="module", autouse=True)
async def duties(la: Party, provider: Party, tribunal: Party) -> None:
    """Duties of every kind of caller: of a certificate, of an appeal, of a late session, and of health alone."""
    await la.opens(notice_sent_on="2026-04-13")
    declined = await la.opens()
    await declines(provider, declined)
    await tribunal.records(declined, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    said = {"issues": ["health"], "health_provision_wanted": "Therapy"}
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", **said)
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12", commissioning_body="sandbox-icb")


async def counted(app: FastAPI, slug: str, asked: dict[str, Any]) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """Return the counts of a caller by both ways, each as a set of rows."""
    service: Service = app.state.service
    caller = BY_SLUG[slug]
    actor = Actor(caller.id, OrganisationKind(caller.kind), caller.slug)
    async with service.database.work(actor) as work:
        both = [await count(work.connection, actor, asked, TODAY) for count in (count_by_index, count_by_line)]
    by_index, by_line = ({(row.code, row.status, row.owed_by, row.week, row.duties) for row in one} for one in both)
    return by_index, by_line


@pytest.mark.parametrize("asked", ASKED, ids=str)
async def test_the_index_counts_what_a_list_shows(app: FastAPI, asked: dict[str, Any]) -> None:
    by_index, by_line = await counted(app, LA.slug, asked)
    assert by_index == by_line


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
async def test_every_caller_counts_what_it_sees(app: FastAPI, slug: str) -> None:
    by_index, by_line = await counted(app, slug, {})
    assert by_index == by_line
    assert any(row[-1] for row in by_index) or slug not in WITH_DUTIES
    assert not any(row[-1] for row in by_index) or OrganisationKind(BY_SLUG[slug].kind) not in WITHOUT_DUTIES
