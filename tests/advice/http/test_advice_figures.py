"""What an authority can learn from the figures of its advice service, tried: each test has a quarter to itself."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.law.domain.quarters import Quarter, latest
from tests.support.parties import Parties, Party
from tests.support.referrals import UNTOLD, does, helps, refers

EFFECT = "/v1/advice-services/effect"
COUNTS = ("consented", "accepted", "waiting")


async def notices(la: Party, quarter: str, number: int) -> list[str]:
    """Open cases whose notice was sent on the last day of a quarter."""
    sent_on = Quarter.read(quarter).last_day.isoformat()
    return [await la.opens(notice_sent_on=sent_on) for _ in range(number)]


async def come(service: Party, cases: Sequence[str], *covers: str) -> list[str]:
    """Record that families came by themselves."""
    return [await refers(service, case, *(covers or UNTOLD), source="family") for case in cases]


async def figures(party: Party, quarter: str) -> Any:
    return await party.gets(EFFECT, quarter=quarter)


def told(row: Any) -> tuple[int | None, ...]:
    return tuple(row[name]["count"] for name in COUNTS)


def at(shown: Any, stage: str) -> Any:
    return next(one for one in shown["by_stage"] if one["stage"] == stage)


async def test_a_quarter_as_it_is_published(la: Party, advice: Party) -> None:
    cases = await notices(la, "2015-Q1", 16)
    referrals = await come(advice, cases[:10])
    for referral in referrals[:5]:
        await helps(advice, referral)
        await does(advice, referral, "record-contact", means="phone", occurred_on="2026-02-14")
    for case in cases:
        await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "notice", "made_on": "2015-04-01"})
    shown = await figures(la, "2015-Q1")
    assert [shown[name] for name in ("area", "quarter", "first_day", "last_day", "smallest_published")] == [
        "991", "2015-Q1", "2015-01-01", "2015-03-31", 5,
    ]  # fmt: skip
    for row in (shown["overall"], at(shown, "notified")):
        assert (row["families"]["count"], row["offered"]["count"]) == (16, 16)
        assert told(row) == (10, 5, None)
        assert row["waiting"] == {"count": None, "suppressed": True}
        assert row["median_days_to_first_contact"] == {"value": 4, "suppressed": False}
        assert row["settled_with_support"] == {"value": None, "suppressed": False}, "no dispute has ended"
    assert at(shown, "certified")["consented"] == {"count": 0, "suppressed": False}


async def test_it_is_counted_once(la: Party, advice: Party, owner: AsyncEngine) -> None:
    """What came later would be the difference of two tables, and tell of one family."""
    cases = await notices(la, "2015-Q2", 12)
    referrals = await come(advice, cases[:6])
    first = await figures(la, "2015-Q2")
    assert told(first["overall"]) == (6, None, None)
    await come(advice, cases[6:7])
    await helps(advice, referrals[0])
    await notices(la, "2015-Q2", 1)
    assert await figures(la, "2015-Q2") == first
    async with owner.connect() as connection:
        query = text("SELECT published::text FROM advice_figures WHERE first_day = '2015-04-01'")
        [kept] = (await connection.execute(query)).scalars()
    overall = json.loads(kept)["overall"]
    assert {name: overall[name] for name in COUNTS} == {"consented": 6, "accepted": None, "waiting": None}


async def test_left_out_it_is_the_latest_that_may_be_counted(la: Party) -> None:
    today = date.fromisoformat((await la.gets("/sandbox/clock"))["today"])
    assert (await la.gets(EFFECT))["quarter"] == str(latest(today))
    early = latest(today).later(1)
    answer = await la.sends("GET", EFFECT, params={"quarter": str(early)})
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["where"]) == (422, "#/quarter", "query")
    assert f"before {early.countable_from}" in fault["detail"]


@pytest.mark.parametrize(
    "quarter", ["2014-Q2", "1000-Q1", "2999-Q4", "2026-Q5", "2026-1", "2026-Q1 ", "\u0662\u0660\u0661\u0664-Q3", ""]
)
async def test_what_is_no_quarter_that_can_be_counted(la: Party, quarter: str) -> None:
    answer = await la.sends("GET", EFFECT, params={"quarter": quarter})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/quarter")


async def test_the_first_quarter_of_the_act_can_be_counted(la: Party) -> None:
    assert (await figures(la, "2014-Q3"))["first_day"] == "2014-07-01"


@pytest.mark.parametrize(("quarter", "who"), [("2015-Q3", 12), ("2015-Q4", 8), ("2016-Q1", 4), ("2016-Q2", 0)])
async def test_neither_yes_nor_no_is_told_of_all(la: Party, advice: Party, quarter: str, who: int) -> None:
    """The authority knows that twelve families stand there: all, all but four, four, or none of them consented."""
    cases = await notices(la, quarter, 12)
    for referral in await come(advice, cases[:who]):
        await helps(advice, referral)
    shown = await figures(la, quarter)
    for row in (shown["overall"], at(shown, "notified")):
        assert told(row) == (None, None, None)
        for name in ("median_days_to_first_contact", "settled_with_support", "settled_without_support"):
            assert row[name] == {"value": None, "suppressed": True}


async def test_its_own_referrals_are_no_cover(la: Party, advice: Party) -> None:
    """It knows of these that they consented: of the twenty figures it would take eight, and know the last four."""
    cases = await notices(la, "2016-Q3", 20)
    for case in cases[:8]:
        await refers(la, case)
    await come(advice, cases[8:12])
    assert told((await figures(la, "2016-Q3"))["overall"]) == (None, None, None)


async def test_nor_is_who_lets_it_know(la: Party, advice: Party) -> None:
    cases = await notices(la, "2016-Q4", 20)
    await come(advice, cases[:8], *UNTOLD, "tell_authority")
    await come(advice, cases[8:12])
    assert told((await figures(la, "2016-Q4"))["overall"]) == (None, None, None)


@pytest.mark.parametrize(("quarter", "by"), [("2017-Q1", "sandbox-la-991"), ("2018-Q2", "sandbox-provider-a")])
async def test_nor_is_who_answered_it(parties: Parties, la: Party, advice: Party, quarter: str, by: str) -> None:
    """Of those who declined to its face it knows that they did not, whoever had offered: all others consented."""
    cases, offers = await notices(la, quarter, 20), await parties.get(by)
    offer = {"moment": "notice", "made_on": Quarter.read(quarter).last_day.isoformat()}
    for case in cases[:16]:
        await offers.posts(f"/v1/cases/{case}/advice-offers", offer)
        await la.posts(f"/v1/cases/{case}/advice-offers", {**offer, "answer": "declined"})
    await come(advice, cases[8:])
    assert told((await figures(la, quarter))["overall"]) == (None, None, None)


async def test_who_came_unasked_does_not_show_among_the_offers(la: Party, advice: Party) -> None:
    cases = await notices(la, "2017-Q2", 20)
    for case in cases[:7]:
        await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "notice", "made_on": "2017-07-01"})
    await come(advice, cases[5:12])
    shown = (await figures(la, "2017-Q2"))["overall"]
    assert (shown["offered"]["count"], shown["consented"]["count"]) == (7, 7)


@pytest.mark.parametrize(
    ("quarter", "settled", "told_of_it"),
    [("2017-Q3", slice(0, 12), (None, None)), ("2017-Q4", slice(6, 18), (0.5, 0.5))],
)
async def test_how_a_dispute_ended_does_not_tell_who_had_support(
    la: Party, advice: Party, quarter: str, settled: slice, told_of_it: tuple[float | None, ...]
) -> None:
    """It knows who settled. Were those the supported, and all of them, the shares would say so."""
    cases = await notices(la, quarter, 29)
    referrals = await come(advice, cases[:17])
    for referral in referrals[:12]:
        await does(advice, referral, "open", "accept", "record-contact", means="phone")
    for referral in await come(advice, cases[24:]):
        await does(advice, referral, "open", "accept")
    for case in cases[settled]:
        await la.records(case, "concede", occurred_on="2026-03-02")
    for case in cases[:24]:
        await la.records(case, "close", family_confirmed=True, occurred_on="2026-03-03")
    shown = (await figures(la, quarter))["overall"]
    assert told(shown) == (22, 17, None)
    measures = shown["settled_with_support"], shown["settled_without_support"]
    assert tuple(one["value"] for one in measures) == told_of_it
    assert {one["suppressed"] for one in measures} == {told_of_it == (None, None)}


async def end(la: Party, cases: Sequence[str], conceded: int) -> None:
    """Let disputes end on 3 March: the authority gave way in so many of them."""
    for case in cases[:conceded]:
        await la.records(case, "concede", occurred_on="2026-02-20")
    for case in cases:
        await la.records(case, "close", family_confirmed=True, occurred_on="2026-03-03")


Six = Callable[[str], Awaitable[None]]
"""What becomes of each of six referrals before the disputes end."""


async def with_six(
    la: Party, advice: Party, quarter: str, waiting: int | None, shares: tuple[float, float], live: Six
) -> None:
    """Publish a quarter of an area in which everybody but six is beyond doubt, and hold it to these shares."""
    cases = await notices(la, quarter, 37)
    reached, six, never, came = cases[:10], cases[10:16], cases[16:21], cases[21:27]
    for referral in await come(advice, reached):
        await does(advice, referral, "open", "accept", "record-contact", means="phone", occurred_on="2026-03-02")
    for referral in await come(advice, six):
        await live(referral)
    for referral in await come(advice, never):
        await does(advice, referral, "open", "accept")
    await come(advice, came)
    for families, conceded in ((reached, 5), (six, 6), (never, 0), (cases[21:], 5)):
        await end(la, families, conceded)
    shown = (await figures(la, quarter))["overall"]
    assert told(shown) == (27, 21, waiting)
    values = [shown[name]["value"] for name in ("settled_with_support", "settled_without_support")]
    assert values == [round(share, 3) for share in shares]


@pytest.mark.parametrize(
    ("quarter", "steps", "contact", "waiting", "shares"),
    [
        ("2020-Q1", ("open", "accept"), "2026-03-02", None, (11 / 16, 5 / 21)),
        ("2020-Q2", ("open", "accept"), "2026-03-03", None, (5 / 10, 11 / 27)),
        ("2020-Q3", ("open", "wait-list"), "2026-03-02", 6, (5 / 10, 11 / 27)),
    ],
    ids=["the day before", "on the day", "on a list"],
)
async def test_who_is_supported_was_reached_before_the_dispute_ended(
    la: Party, advice: Party, quarter: str, steps: Sequence[str], contact: str, waiting: int | None, shares: Any
) -> None:
    """Six were taken on, and settled: whether they count as supported hangs on when help reached them."""

    async def live(referral: str) -> None:
        await does(advice, referral, *steps)
        await does(advice, referral, "record-contact", means="phone", occurred_on=contact)

    await with_six(la, advice, quarter, waiting, shares, live)


@pytest.mark.parametrize(
    ("quarter", "turn", "shares"),
    [
        ("2020-Q4", {"close": {"outcome": "family_disengaged", "occurred_on": "2026-03-01"}}, (5 / 10, 11 / 27)),
        ("2021-Q2", {"start": {"occurred_on": "2026-03-04"}}, (5 / 10, 11 / 27)),
        ("2021-Q3", {"start": {"occurred_on": "2026-03-01"}}, (5 / 10, 11 / 27)),
        (
            "2021-Q4",
            {"start": {"occurred_on": "2026-03-01"}, "record-contact": {"means": "phone", "occurred_on": "2026-03-02"}},
            (11 / 16, 5 / 21),
        ),
    ],
    ids=["never", "after the end", "not in touch again", "before the end"],
)
async def test_a_contact_on_the_list_is_no_support(
    la: Party, advice: Party, quarter: str, turn: dict[str, Any], shares: Any
) -> None:
    """Six waited, and were telephoned meanwhile: they had support once their turn had come, and no sooner."""

    async def live(referral: str) -> None:
        await does(advice, referral, "open", "wait-list", "record-contact", means="phone", occurred_on="2026-02-20")
        for action, body in turn.items():
            await does(advice, referral, action, **body)

    await with_six(la, advice, quarter, None, shares, live)


async def test_what_an_order_ended_was_not_settled(parties: Parties, la: Party, advice: Party) -> None:
    """The authority gave way in part, the family appealed all the same, and the tribunal decided."""
    tribunal = await parties.get("sandbox-tribunal")
    cases = await notices(la, "2021-Q1", 36)
    for referral in await come(advice, cases[:15]):
        await does(advice, referral, "open", "accept", "record-contact", means="phone")
    for referral in await come(advice, cases[15:20]):
        await does(advice, referral, "open", "accept")
    await come(advice, cases[20:25])
    for case in cases[:5]:
        await la.records(case, "concede", occurred_on="2026-02-20")
        permission = {"basis": "permission", "permission_reference": "EH991/21/00001"}
        await tribunal.records(case, "register-appeal", occurred_on="2026-02-23", **permission)
        await tribunal.records(case, "record-appeal-outcome", order_kind="assess", occurred_on="2026-03-03")
    await end(la, cases[5:15], 5)
    await end(la, cases[15:], 7)
    shown = (await figures(la, "2021-Q1"))["overall"]
    values = [shown[name]["value"] for name in ("settled_with_support", "settled_without_support")]
    assert values == [round(5 / 15, 3), round(7 / 21, 3)]


async def test_a_services_stages_tell_no_session(la: Party, provider: Party, advice: Party) -> None:
    """All its families are in one stage: did that tell of a session, it would tell of each of them."""
    cases = await notices(la, "2019-Q2", 11)
    for case in cases:
        await provider.records(case, "contact-adviser", occurred_on="2019-07-08")
        await provider.records(case, "request-mediation", issues=["assessment"], occurred_on="2019-07-09")
        await la.records(case, "arrange-mediation", session_on="2019-07-30", occurred_on="2019-07-10")
    for referral in (await come(advice, cases, "contact", "case_dates"))[:6]:
        await does(advice, referral, "open", "accept")
    shown = await figures(advice, "2019-Q2")
    assert at(shown, "mediation_requested")["families"]["count"] == 11
    assert at(shown, "mediation_arranged")["families"]["count"] == 0


async def test_the_service_has_figures_of_whom_it_may_know(la: Party, advice: Party) -> None:
    cases = await notices(la, "2018-Q1", 22)
    seen = await come(advice, cases[:11])
    await come(advice, cases[11:16], "contact")
    for referral in seen[:6]:
        await does(advice, referral, "open")
        await does(advice, referral, "accept")
    shown = (await figures(advice, "2018-Q1"))["overall"]
    assert shown["families"]["count"] == 11, "a consent to be contacted lets it count nobody"
    assert told(shown) == (None, 6, None), "one rule for all: that all of them consented is withheld"
    whole = (await figures(la, "2018-Q1"))["overall"]
    assert (whole["families"]["count"], *told(whole)) == (22, 16, 6, None), "each keeps figures of its own"


@pytest.mark.parametrize(
    ("quarters", "passes_on"),
    [(("2018-Q3", "2018-Q4"), False), (("2022-Q1", "2022-Q2"), True)],
    ids=["it stays", "it passes on"],
)
async def test_a_refusal_written_down_chooses_nobody_to_be_told_of(
    la: Party, advice: Party, tribunal: Party, quarters: tuple[str, str], passes_on: bool
) -> None:
    """Five came, and one of whom the authority says that it declined: whether that one came changes nothing.

    Nor where the refusal was a parent's, and the right is the young person's since.
    """
    shown = []
    for quarter, came in zip(quarters, (True, False), strict=True):
        on = Quarter.read(quarter).last_day.isoformat()
        one = await la.opens(kind="plan_content", sections=("I",), notice_sent_on=on)
        await la.posts(f"/v1/cases/{one}/advice-offers", {"answer": "declined", "made_on": on})
        if passes_on:
            lodged = {"basis": "placement_only", "appellant_kind": "young_person", "occurred_on": "2026-02-02"}
            await tribunal.records(one, "register-appeal", **lodged)
        if came:
            person = "young_person" if passes_on else "parent"
            await refers(advice, one, *UNTOLD, source="family", person=person)
        await come(advice, (await notices(la, quarter, 14))[:5])
        shown.append((await figures(la, quarter))["overall"])
    assert shown[0] == shown[1]
    assert told(shown[0]) == (5, None, None)


async def test_supported_families_are_compared_with_others_for_both_sides(
    parties: Parties, la: Party, provider: Party, advice: Party
) -> None:
    """Whether they settle more, decline more and appeal less: in numbers and shares, with the caution, and by stage for
    the authority alone. Of the twelve that came and had no support, the advice service counts those alone."""
    tribunal = await parties.get("sandbox-tribunal")
    cases = await notices(la, "2022-Q4", 39)
    settled, declined, appealed = cases[:16], cases[16:28], cases[28:]
    with_support = [*settled[:9], *declined[:5], *appealed[:5]]
    came = [*settled[9:14], *declined[5:10], *appealed[5:10]]
    for referral in await come(advice, with_support, "contact", "case_dates"):
        await does(advice, referral, "open", "accept", "record-contact", means="phone", occurred_on="2026-02-20")
    for referral in await come(advice, came, "contact", "case_dates"):
        await does(advice, referral, "open", "accept")
    for case in settled:
        await la.records(case, "concede", occurred_on="2026-02-25")
        await la.records(case, "close", family_confirmed=True, occurred_on="2026-03-03")
    for case in declined:
        await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
        await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
        await la.records(case, "close", family_confirmed=True, occurred_on="2026-03-03")
    for case in appealed:
        permission = {"basis": "permission", "permission_reference": "EH991/22/00001"}
        await tribunal.records(case, "register-appeal", occurred_on="2026-02-23", **permission)
        await tribunal.records(case, "record-appeal-outcome", order_kind="assess", occurred_on="2026-03-03")
    for reader, others in ((la, (7, 7, 6)), (advice, (5, 5, 5))):
        shown = await figures(reader, "2022-Q4")
        assert shown["caution"].startswith("These figures are not an experiment.")
        for name, numbers in (("with_support", (9, 5, 5)), ("without_support", others)):
            told_of = shown["overall"][name]
            assert told_of["ended"] == sum(numbers), (reader.slug, name)
            found = [told_of[rate] for rate in ("settled", "declined", "appealed")]
            assert found == [{"families": one, "share": round(one / sum(numbers), 3)} for one in numbers]
        by_stage = [row["with_support"] for row in shown["by_stage"]]
        assert reader is la or not any(by_stage)


async def test_who_waited_and_left_was_accepted_all_the_same(la: Party, advice: Party) -> None:
    cases = await notices(la, "2019-Q1", 16)
    for referral in (await come(advice, cases[:11]))[:6]:
        await does(advice, referral, "open")
        await does(advice, referral, "wait-list")
        await does(advice, referral, "close", outcome="family_disengaged")
    assert told((await figures(la, "2019-Q1"))["overall"]) == (11, 6, None)
