"""The mediations of a year over HTTP: they are those of the published quarters."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.law.domain.quarters import latest_year
from tests.support.parties import Party

PATH = "/v1/evidence/mediations"
YEAR = "2016"  # of which no other test records a notice


async def test_a_year_is_made_of_its_published_quarters(la: Party, provider: Party) -> None:
    for number in range(11):
        case = await la.opens(notice_sent_on="2016-02-01")
        await provider.records(case, "contact-adviser", occurred_on="2016-02-08")
        if number % 2:
            await provider.records(case, "decline-mediation", occurred_on="2016-02-09")
            continue
        await provider.records(case, "request-mediation", issues=["F"], occurred_on="2016-02-09")
        await provider.records(case, "arrange-mediation", session_on="2016-02-22", occurred_on="2016-02-10")
        await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2016-02-22")
    told = await la.gets(PATH, year=YEAR)
    first = told["quarters"][0]
    costs = await la.gets("/v1/evidence/costs", quarter="2016-Q1")
    [group] = [one for one in costs["groups"] if one["ways"] == ["mediated"]]
    assert first == {"quarter": "2016-Q1", "held": group["families"], "followed_by_appeal": None}
    assert group["families"] == 6
    assert (told["held"], told["followed_by_appeal"]) == (None, None), "the other quarters are too small"


async def test_others_count_no_mediations(provider: Party, tribunal: Party, icb: Party, advice: Party) -> None:
    for caller in (provider, tribunal, icb, advice):
        assert (await caller.sends("GET", PATH, params={"year": YEAR})).status_code == 403


async def test_a_year_that_cannot_be_counted_is_refused(la: Party) -> None:
    for query in ({"year": "2014"}, {"year": "2100"}, {"year": "last"}):
        answer = await la.sends("GET", PATH, params=query)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_year_is_the_latest_that_can_be_counted_if_none_is_named(la: Party) -> None:
    told = await la.gets(PATH)
    assert told["year"] == latest_year(datetime.now(ZoneInfo("Europe/London")).date())
    assert (await la.sends("GET", PATH, params={"year": told["year"] + 1})).status_code == 422
