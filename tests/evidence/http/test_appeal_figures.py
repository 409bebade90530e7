"""Figures of appeals over HTTP: the tribunal counts all, an authority its own, once, and nobody else counts."""

from tests.support.parties import Party

PATH = "/v1/evidence/appeals"
QUARTER = "2021-Q2"  # in which no other test records an appeal


async def appealed(la: Party, tribunal: Party, *, upheld: bool) -> None:
    case = await la.opens(kind="plan_content", sections=("I",), notice_sent_on="2021-03-29")
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2021-04-12")
    if upheld:
        said = {"orders": [{"order_kind": "name_setting", "sections": ["I"]}], "outcome": "upheld"}
        await tribunal.records(case, "record-appeal-outcome", occurred_on="2021-06-14", **said)
    else:
        await tribunal.records(case, "withdraw", occurred_on="2021-05-17")


async def test_a_quarter_is_counted_once_for_the_tribunal_and_for_each_authority(
    la: Party, other_la: Party, tribunal: Party
) -> None:
    for number in range(12):
        await appealed(la, tribunal, upheld=number % 2 == 0)
    await appealed(other_la, tribunal, upheld=False)
    told = await la.gets(PATH, quarter=QUARTER)
    assert (told["counted_by"], told["registered"], told["ended"]) == ("local_authority", 10, 10), "to the nearest five"
    assert {ending: one["appeals"] for one in told["endings"] for ending in one["endings"]}["withdrawn"] == 5
    everybody = await tribunal.gets(PATH, quarter=QUARTER)
    assert (everybody["counted_by"], everybody["registered"], everybody["ended"]) == ("tribunal", 13, 13)
    few = await other_la.gets(PATH, quarter=QUARTER)
    assert (few["registered"], few["ended"], few["endings"]) == (None, None, [])
    await appealed(la, tribunal, upheld=False)
    assert await la.gets(PATH, quarter=QUARTER) == told, "published figures stay"
    assert await tribunal.gets(PATH, quarter=QUARTER) == everybody


async def test_others_count_no_appeals(provider: Party, icb: Party, advice: Party) -> None:
    for caller in (provider, icb, advice):
        answer = await caller.sends("GET", PATH, params={"quarter": QUARTER})
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_quarter_that_cannot_be_counted_is_refused(tribunal: Party) -> None:
    for quarter in ("2014-Q2", "2999-Q4", "2024", "spring"):
        assert (await tribunal.sends("GET", PATH, params={"quarter": quarter})).status_code == 422
