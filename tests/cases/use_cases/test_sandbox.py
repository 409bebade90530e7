"""The example cases of a sandbox: a start leaves what another version made, or a user changed, and opens the rest."""

from dataclasses import replace
from datetime import date

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.cases.domain import commands
from app.cases.sandbox import open_story
from app.cases.stories import LA, REQUESTED, TRIBUNAL, Story, appealed
from app.cases.unit import Service
from tests.support.parties import Party

ENDED = commands.Withdraw(by=TRIBUNAL, occurred_on=date(2026, 4, 13), notice_received_on=date(2026, 4, 7))
LODGED = appealed("MC-C56W-XYWB-57Y3-CWFJ")


@pytest.fixture
def service(app: FastAPI) -> Service:
    made: Service = app.state.service
    return made


async def started(service: Service, *stories: Story) -> list[str]:
    """Open the stories as a start does, and return which examples it says that it leaves."""
    with capture_logs() as lines:
        for story in stories:
            await open_story(service.database, service.desk, story)
    return [line["example"] for line in lines if "left as it is" in line["event"]]


async def test_a_case_that_another_version_made_is_left_as_it_is(service: Service, la: Party) -> None:
    """The steps are now others than those recorded, or go on where the recorded appeal has ended."""
    conceded = commands.Concede(by=LA, occurred_on=date(2026, 4, 1))
    begun = Story("of-another-version", steps=(*LODGED, ENDED))
    now = replace(begun, steps=(*LODGED, conceded, ENDED))
    new = Story("of-this-version", steps=REQUESTED)
    assert await started(service, begun) == []
    assert await started(service, now, new) == [begun.name]
    assert (await la.sees(str(begun.case_id)))["version"] == 1 + len(begun.steps)
    assert (await la.sees(str(new.case_id)))["version"] == 1 + len(new.steps)
    assert await started(service, replace(begun, steps=(*begun.steps, conceded))) == [begun.name], "refused now"
    assert await started(service, begun, new) == [], "whole, as its steps say"


async def test_a_case_that_its_users_changed_is_left_as_it_is(service: Service, la: Party) -> None:
    whole = Story("used", steps=REQUESTED)
    begun = replace(whole, steps=REQUESTED[:1])
    await started(service, begun)
    await la.records(str(begun.case_id), "concede", occurred_on="2026-02-09")
    longer = replace(whole, steps=(*REQUESTED, commands.ClaimExemption(by=LA, occurred_on=date(2026, 2, 11))))
    assert await started(service, longer) == [whole.name]
    assert (await la.sees(str(whole.case_id)))["version"] == 3
