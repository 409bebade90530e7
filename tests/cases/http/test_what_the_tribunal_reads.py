"""The tribunal never learns what mediation came to: on every surface, cases that differ in that alone read alike."""

import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from tests.support.feed import feed, feed_by_now
from tests.support.parties import Party

SESSION_ON, CERTIFIED_ON, APPEALED_ON = "2026-03-06", "2026-03-13", "2026-03-20"
LATER = "2026-03-23"
Way = Callable[[Party, Party, str], Awaitable[None]]


async def held(la: Party, provider: Party, case: str, outcome: str = "no_agreement") -> None:
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", session_on=SESSION_ON, occurred_on="2026-02-11")
    await provider.records(case, "record-session-outcome", outcome=outcome, occurred_on=SESSION_ON)


async def agreed(la: Party, provider: Party, case: str, outcome: str) -> None:
    await held(la, provider, case, outcome)
    terms = [{"kind": "amend_plan"}, {"kind": "other_action", "agreed_by": "2026-03-18"}]
    await provider.records(case, "record-agreement", terms=terms, occurred_on=SESSION_ON)


async def agreed_in_full(la: Party, provider: Party, case: str) -> None:
    await agreed(la, provider, case, "full_agreement")


async def agreed_in_part(la: Party, provider: Party, case: str) -> None:
    await agreed(la, provider, case, "partial_agreement")


async def agreed_and_carried_out(la: Party, provider: Party, case: str) -> None:
    await agreed(la, provider, case, "full_agreement")
    done = {"code": "carry-out-agreement", "term": "other_action", "occurred_on": "2026-03-12"}
    await la.records(case, "complete-duty", **done)


async def conceded_after_it(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case)
    await la.records(case, "concede", occurred_on="2026-03-10")


async def missed(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "family_did_not_attend")


async def adjourned(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "adjourned")


async def certify(la: Party, provider: Party, case: str, way: Way, ground: str, on: str) -> None:
    await way(la, provider, case)
    await provider.records(case, "issue-certificate", ground=ground, occurred_on=on)


async def all_that_is_told(la: Party, tribunal: Party, case: str, *tries: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Every surface on which the tribunal meets a case. `tries` are more actions that it may not take."""
    path = f"/v1/cases/{case}"
    line = next(one for one in await tribunal.lists("/v1/cases", limit=200) if one["id"] == case)
    states = ("resolved", "certified", "appeal_registered", "mediation_concluded", "mediation_requested", "closed")
    found = {
        state: case in [one["id"] for one in await tribunal.lists("/v1/cases", state=state, limit=200)]
        for state in states
    }
    refusals = [
        (await tribunal.sends("POST", f"{path}/actions/{action}", json=body)).json()
        for action, body in (
            ("register-appeal", {"basis": "placement_only"}),
            ("record-agreement", {"terms": [{"kind": "amend_plan"}]}),
            ("complete-duty", {"code": "carry-out-agreement", "term": "other_action"}),
            ("record-appeal-outcome", {"occurred_on": "2026-02-03"}),
            ("decide-exemption", {"granted": True}),
            *tries,
        )
    ]
    await feed_by_now(la, la)
    heard, _ = await feed(tribunal)
    return {
        "case": await tribunal.gets(path),
        "line": line,
        "found by state": found,
        "deadlines": await tribunal.gets(f"{path}/deadlines"),
        "actions": await tribunal.gets(f"{path}/actions"),
        "refusals": refusals,
        "trail": (await tribunal.gets(f"{path}/events", limit=200))["items"],
        "feed": [one for one in heard if one["case_id"] == case],
        "duties": await tribunal.gets("/v1/duties", case_id=case, limit=200),
        "counted duties": await tribunal.gets("/v1/duties/summary", case_id=case),
        "appeals": await tribunal.gets("/v1/appeals", case_id=case),
        "hand-off": await tribunal.gets(f"{path}/send35"),
        "corrections": await tribunal.gets(f"{path}/corrections"),
        "intact": (await tribunal.gets(f"{path}/events/verification"))["intact"],
    }


def comparable(told: dict[str, Any], case: str, *, counted: bool = False) -> dict[str, Any]:
    """What was told without names that differ between any two cases, and without how many events were withheld.
    `counted`: with how many were withheld, and in which places."""
    told = dict(told)
    for name in () if counted else ("trail", "feed"):
        told[name] = [one for one in told[name] if one["type"] != "withheld"]
    told["duties"] = sorted(told["duties"]["items"], key=lambda one: (one["due_on"], one["code"]))
    text = json.dumps(told, sort_keys=True).replace(case, "CASE")
    text = re.sub(r"MC(-\w{4}){4}", "NUMBER", text)
    text = re.sub(r'"id": "[0-9a-f-]{36}"', '"id": "ID"', text)
    text = re.sub(r"EHC-\w+", "REFERENCE", text)
    if not counted:
        text = re.sub(r'"(seq|version|event)": \d+', r'"\1": 0', text)
    text = re.sub(r'"(recorded_at|updated_at|opened_at|hash|previous)": "[^"]+"', r'"\1": ""', text)
    loaded: dict[str, Any] = json.loads(text)
    return loaded


WIDENS = ("widen-grounds", {"sections": ["B"], "occurred_on": "2026-04-14"})
ALIKE: dict[str, tuple[str, str, tuple[Way, ...]]] = {
    "took part": (
        "took_part", CERTIFIED_ON, (held, agreed_in_full, agreed_in_part, agreed_and_carried_out, conceded_after_it),
    ),
    "not arranged": ("not_arranged", "2026-04-13", (missed, adjourned)),
}  # fmt: skip
TELLING = re.compile(
    r"agreement(?!_)|agreed|full_|partial_|no_agreement|adjourned|did_not_attend|other_action|carry-out|session-(not-)?held"
    r"|conced|2026-03-06|2026-03-18",
)


@pytest.mark.parametrize(("ground", "on", "ways"), ALIKE.values(), ids=ALIKE)
@pytest.mark.parametrize("appealed", [False, True], ids=["certified", "appealed"])
async def test_the_tribunal_sees_no_difference(
    la: Party, provider: Party, tribunal: Party, ground: str, on: str, ways: tuple[Way, ...], *, appealed: bool
) -> None:
    read = []
    for way in ways:
        case = await la.opens(kind="plan_content", sections=("F",))
        await certify(la, provider, case, way, ground, on)
        answer = None
        if appealed:
            answer = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-14")
        told = await all_that_is_told(la, tribunal, case, *(() if appealed else (WIDENS,)))
        told["answer to its own action"] = answer
        assert told["intact"] is True
        read.append((way.__name__, comparable(told, case)))
    for (_, one), (name, other) in pairwise(read):
        for surface, shown in one.items():
            assert other[surface] == shown, (name, surface)
    said = json.dumps({name: shown for name, shown in read[0][1].items() if name != "refusals"})
    assert TELLING.search(re.sub(r'"(agreement|session_outcome|conceded_on)": null', "", said)) is None


async def and_something_else(la: Party, provider: Party, case: str, times: int) -> None:
    """A mediation without a result, and what every provider records: how to reach the family, or how again."""
    await held(la, provider, case)
    for number in range(times):
        said = {"telephone": f"+44 1632 96011{number}"}
        assert (await provider.sends("PUT", f"/v1/cases/{case}/contact", json=said)).status_code == 200


@pytest.mark.parametrize(("way", "more"), [(agreed_in_full, 1), (agreed_and_carried_out, 2), (conceded_after_it, 1)])
async def test_no_number_of_withheld_events_belongs_to_one_result(
    la: Party, provider: Party, tribunal: Party, way: Way, more: int
) -> None:
    """Whatever a result adds to the trail, a mediation without it may have as many events, in the same places."""
    read = []
    for one in (way, partial(and_something_else, times=more)):
        case = await la.opens(kind="plan_content", sections=("F",))
        await certify(la, provider, case, one, "took_part", CERTIFIED_ON)
        told = await all_that_is_told(la, tribunal, case)
        read.append(comparable(told, case, counted=True))
    for surface, shown in read[0].items():
        assert read[1][surface] == shown, surface
    assert [one["type"] for one in read[0]["trail"]].count("withheld") == 2 + more


async def test_its_trail_keeps_its_places(la: Party, provider: Party, tribunal: Party) -> None:
    """Withheld events stand in the chain as others do; what the tribunal is told of an event is what happened."""
    case = await la.opens(kind="plan_content", sections=("F",))
    await certify(la, provider, case, agreed_and_carried_out, "took_part", CERTIFIED_ON)
    theirs = (await la.gets(f"/v1/cases/{case}/events"))["items"]
    its = (await tribunal.gets(f"/v1/cases/{case}/events"))["items"]
    assert [(one["seq"], one["hash"], one["previous"]) for one in its] == [
        (one["seq"], one["hash"], one["previous"]) for one in theirs
    ]
    assert [one["type"] for one in its] == [
        "notice-recorded", "adviser-contacted", "mediation-requested", *["withheld"] * 4, "certificate-issued",
    ]  # fmt: skip
    for mine, whole in zip(its, theirs, strict=True):
        if mine["type"] == "withheld":
            assert mine["redacted"] is True
            told = {name for name, value in mine.items() if value not in (None, {})}
            assert told == {"case_id", "seq", "type", "recorded_at", "form", "redacted", "previous", "hash"}
        else:
            assert mine["changes"].items() <= whole["changes"].items()
            assert mine["redacted"] is True, "the hash covers which provider mediates"
            assert mine.keys().isdisjoint({"salt", "readers", "opening"})
        assert "redacted" not in whole


async def test_what_follows_from_an_agreement_gives_no_reason(la: Party, provider: Party, tribunal: Party) -> None:
    """An agreement in full ends what the tribunal might record; the refusal says no more than that."""
    case = await la.opens(kind="plan_content", sections=("F",))
    await certify(la, provider, case, agreed_in_full, "took_part", CERTIFIED_ON)
    refused = await tribunal.tries(case, "widen-grounds", sections=["B"])
    assert refused.status_code == 409
    assert TELLING.search(refused.text) is None
    assert "resolved" not in refused.text


async def test_a_late_record_does_not_name_the_day_of_the_session(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    await certify(la, provider, case, agreed_in_full, "took_part", CERTIFIED_ON)
    refused = await tribunal.tries(case, "withdraw", family_confirmed=True, occurred_on="2026-02-20")
    assert refused.status_code == 409
    assert SESSION_ON not in refused.text
    assert "agreement" not in refused.text


async def test_of_a_case_that_it_sees_without_a_certificate_it_reads_no_more(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """A dispute about the placement alone is before the tribunal from the start."""
    read = []
    for way in (held, agreed_in_full, agreed_in_part, missed):
        case = await la.opens(kind="plan_content", sections=("I",))
        await way(la, provider, case)
        read.append(comparable(await all_that_is_told(la, tribunal, case), case))
    for one, other in pairwise(read):
        assert one == other
