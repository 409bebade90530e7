"""An authority ends: its cases and partners go over to its successor, and nothing else of a case changes."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.administration.running import follow_authority
from tests.cases.http.test_change_of_provider import fed
from tests.cases.http.test_transfers import verified
from tests.imports.http.test_importing import a_row, imported
from tests.support.capacity import books, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import REFERENCES, Parties, Party, a_notice, declines

PATH = "/v1/admin/organisations/sandbox-la-993/successor"
TO_992 = {"successor": "sandbox-la-992"}


@pytest.fixture(scope="module")
async def north(parties: Parties) -> Party:
    return await parties.get("sandbox-la-993")


@pytest.fixture(scope="module")
async def operator(parties: Parties) -> Party:
    return await parties.get("sandbox-operator")


@pytest.fixture
async def as_coded(app: FastAPI, owner: AsyncEngine) -> AsyncIterator[None]:
    """Authority 993 has the code of Cumbria, which has ended, and 992 that of Cumberland, until the test ends."""
    async with coded(app, owner, {"sandbox-la-993": "909", "sandbox-la-992": "942"}):
        yield


async def test_a_letter_of_an_ended_authority_is_its_successors(
    app: FastAPI, owner: AsyncEngine, other_la: Party, provider: Party
) -> None:
    """Poole (836) was followed by 839 alone. The area of Cumbria (909) was divided."""
    letter = {name: said for name, said in a_notice(kind="refusal_to_amend").items() if name != "la_reference"}
    async with coded(app, owner, {"sandbox-la-992": "839"}):
        opened = await provider.posts("/v1/cases", {**letter, "la_code": "836", "not_a_duplicate": True})
        assert opened["la_code"] == "839"
        assert opened["la_code_note"] == (
            "The letter names Poole (836), which ended on 2019-03-31. The case now belongs to the authority that "
            "took its place, Bournemouth, Christchurch and Poole (839)."
        )
        assert "la_code_note" not in await other_la.sees(opened["id"])
        again = await provider.sends("POST", "/v1/cases", json={**letter, "la_code": "839"})
        assert (again.status_code, again.json()["case_id"]) == (409, opened["id"])
        divided = await provider.sends("POST", "/v1/cases", json={**letter, "la_code": "909"})
        [fault] = divided.json()["errors"]
        assert (divided.status_code, fault["pointer"]) == (422, "#/la_code")
        assert "942 (Cumberland) or 943 (Westmorland and Furness)" in fault["detail"]


class coded:  # noqa: N801 - reads as a word of a sentence
    """Give authorities other codes for a while."""

    def __init__(self, app: FastAPI, owner: AsyncEngine, codes: dict[str, str]) -> None:
        self._app, self._owner, self._codes = app, owner, codes

    async def __aenter__(self) -> None:
        await self._give(self._codes)

    async def __aexit__(self, *_: object) -> None:
        await self._give({slug: slug[-3:] for slug in self._codes})

    async def _give(self, codes: dict[str, str]) -> None:
        async with self._owner.begin() as connection:
            for slug, code in codes.items():
                await connection.execute(
                    text("UPDATE organisations SET la_code = :code WHERE slug = :slug"), {"code": code, "slug": slug}
                )
        await self._app.state.service.organisations.refresh()


async def carried(operator: Party, **said: Any) -> dict[str, Any]:
    """Carry everything over, and return the last answer."""
    while True:
        done: dict[str, Any] = await operator.posts(PATH, {**TO_992, **said})
        if not done["cases"]:
            return done


async def test_everything_goes_over_in_batches(
    operator: Party, north: Party, other_la: Party, other_provider: Party, tribunal: Party, advice: Party, public: Any
) -> None:
    riverside = {"slug": "riverside", "kind": "mediation_provider", "name": "Riverside Mediation"}
    await operator.posts("/v1/admin/organisations", riverside)
    works = {"authority": north.slug, "partner": "riverside", "begins_on": "2026-01-01"}
    await operator.posts("/v1/admin/partnerships", works)
    mediator = await mediates(other_provider, areas=["992", "993"])
    certified, refusal, ended = [await north.opens(child_reference="C-1") for _ in range(3)]
    number = await declines(other_provider, certified)
    await north.records(ended, "withdraw", family_confirmed=True, occurred_on=in_days(0))
    booked = await wants_mediation(north, other_provider, kind="plan_content", sections=("F",))
    session = await books(north, booked, (await slots_for(north, booked, mediator))[0]["id"])
    same = await north.opens(la_reference="SAME-9")
    await other_la.opens(la_reference="SAME-9")
    ours = [certified, refusal, ended, booked, same]
    dates = {case: (await north.gets(f"/v1/cases/{case}/deadlines"))["deadlines"] for case in ours}
    rehearsed = await operator.posts(PATH, {**TO_992, "dry_run": True})
    assert (rehearsed["cases"], rehearsed["partnerships"], rehearsed["left"]) == (0, 1, len(ours))
    assert (await north.sees(same))["version"] == 1
    first = await operator.posts(PATH, {**TO_992, "limit": 2})
    assert (first["cases"], first["partnerships"], first["left"]) == (2, 1, len(ours) - 2)
    last = await carried(operator, limit=2)
    assert (last["cases"], last["partnerships"], last["left"]) == (0, 0, 0)
    for case in ours:
        assert (await north.sends("GET", f"/v1/cases/{case}")).status_code == 404
        shown = await other_la.sees(case)
        assert (shown["la_code"], shown["reorganisation"]["from_la_code"]) == ("992", "993")
        assert (await other_la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"] == dates[case]
        mine, theirs = await fed(north, case), await fed(other_la, case)
        assert (mine[-1], theirs) == ("authority-ended", ["case-received"])
        assert (await other_provider.sees(case))["la_code"] == "992"
        length = await verified(other_la, case)
        assert await verified(other_provider, case) == length == await verified(north, case) + 1
    again = [north.sends("POST", "/v1/cases", json=a_notice(la_reference="SAME-9"))]
    letter = {name: said for name, said in a_notice().items() if name != "la_reference"}
    again.append(other_provider.sends("POST", "/v1/cases", json={**letter, "la_code": "993"}))
    assert [one.status_code for one in await asyncio.gather(*again)] == [409, 409], "each notice has its case already"
    assert (await other_la.sees(certified))["child_reference"] == "C-1"
    assert (await other_la.gets(f"/v1/certificates/{number}"))["number"] == number
    said = (await public.get(f"/v1/certificates/{number}/verification")).json()
    assert (said["result"], said["la_code"]) == ("found", "993")
    moved = await other_la.gets(f"/v1/sessions/{session['id']}")
    assert moved["status"] == "booked"
    appealed = await tribunal.records(
        certified, "register-appeal", basis="certificate", occurred_on=in_days(0), late_explanation="Ill.",
        tribunal_reference="EH993/26/00002",
    )  # fmt: skip
    assert appealed["state"] == "appeal_registered"
    trail = await other_la.lists(f"/v1/cases/{refusal}/events")
    assert [(one["type"], one["client_id"], one["organisation_id"]) for one in trail[-2:]] == [
        ("authority-ended", operator.slug, str(north.id)),
        ("case-received", operator.slug, str(north.id)),
    ]
    partners = await operator.lists("/v1/admin/partnerships", authority="sandbox-la-992", partner="riverside")
    assert [one["first_choice"] for one in partners] == [False]
    acts = await operator.lists("/v1/admin/acts", subject=north.slug)
    assert [one["act"] for one in acts if one["act"] == "authority-followed"] == ["authority-followed"] * 3
    assert certified not in str(acts)
    assert (await advice.sends("POST", PATH, json=TO_992)).status_code == 403
    assert (await north.sends("POST", PATH, json=TO_992)).status_code == 403


async def test_a_case_that_came_over_is_transferred_on(
    operator: Party, north: Party, other_la: Party, la: Party, other_provider: Party
) -> None:
    """The certificate names the authority that sent the notice, whatever came after."""
    case = await north.opens(kind="plan_content", sections=("F",))
    await declines(other_provider, case)
    await carried(operator)
    move = {"to_la_code": "991", "moved_on": "2026-04-01", "aware_on": "2026-03-02", "transferred_on": "2026-04-01"}
    await other_la.posts(f"/v1/cases/{case}/transfer", move)
    shown = await la.sees(case)
    assert (shown["la_code"], shown["transfer"]["notice_la_code"]) == ("991", "993")
    assert "reorganisation" not in shown or shown["reorganisation"] is None
    assert [await verified(one, case) for one in (north, other_la, la)] == [5, 7, 8]


async def test_requests_at_once_and_actions_meanwhile(
    operator: Party, north: Party, other_la: Party, other_provider: Party
) -> None:
    cases = [await north.opens() for _ in range(6)]
    answers = await asyncio.gather(
        *(operator.sends("POST", PATH, json={**TO_992, "limit": 4}) for _ in range(3)),
        *(other_provider.tries(case, "contact-adviser", occurred_on="2026-02-09") for case in cases),
        *(north.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "C-2"}) for case in cases),
    )
    assert [one.status_code for one in answers[:3]] == [200] * 3
    assert {one.status_code for one in answers[3:]} <= {200, 404}
    await carried(operator)
    for case in cases:
        types = [one["type"] for one in await other_la.lists(f"/v1/cases/{case}/events")]
        assert types.count("authority-ended") == types.count("case-received") == 1
        assert await verified(other_la, case) == len(types)


async def test_a_file_sent_again_after_a_reorganisation_opens_no_second_case(
    operator: Party, north: Party, other_la: Party, provider: Party
) -> None:
    """The successor sends the file of the ended authority, also after it gave a case its own reference."""
    rows = [a_row(decision_kind="c", sections="B"), a_row()]
    cases = [one["case_id"] for one in await imported(north, *rows)]
    await carried(operator)
    own = f"N-{next(REFERENCES)}"
    for given in (False, True):
        if given:
            changed = await other_la.sends("PATCH", f"/v1/cases/{cases[0]}", json={"la_reference": own})
            assert changed.json()["la_reference"] == own
            assert changed.json()["reorganisation"]["notice_reference"] == rows[0]["la_reference"]
            assert await verified(other_la, cases[0]) == 4
        for query in ({"dry_run": "true"}, {}):
            there = await imported(other_la, *rows, **query)
            assert [(one["verdict"], one["case_id"]) for one in there] == [("already_there", case) for case in cases]
            gone = await imported(north, *rows, **query)
            assert [(one["verdict"], one["case_id"]) for one in gone] == [("already_there", None)] * 2
        mended = await imported(other_la, {**rows[0], "notice_sent_on": "04/02/2026"})
        assert [(one["verdict"], one["case_id"]) for one in mended] == [("differs", cases[0])]
    decision = {"kind": "plan_content", "notice_sent_on": "2026-02-02", "sections": ["B"]}
    letter = {"la_reference": rows[0]["la_reference"], "decision": decision, "appellant": {"kind": "parent"}}
    again = await other_la.sends("POST", "/v1/cases", json=letter)
    assert (again.status_code, again.json()["case_id"]) == (409, cases[0])
    rung = await provider.sends("POST", "/v1/cases", json={**letter, "la_code": "992"})
    assert rung.status_code == 409
    [by_own] = await imported(other_la, {**rows[0], "la_reference": own})
    assert (by_own["verdict"], by_own["case_id"]) == ("differs", cases[0])  # only the reference differs


@pytest.mark.usefixtures("as_coded")
async def test_a_divided_area_needs_the_cases_of_each_successor(
    operator: Party, north: Party, other_la: Party, tmp_path: Path, app: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    stays, goes, later = [await north.opens() for _ in range(3)]
    undivided = await operator.sends("POST", PATH, json=TO_992)
    assert (undivided.status_code, undivided.json()["errors"][0]["pointer"]) == (422, "#/case_ids")
    foreign = await other_la.opens()
    done = await operator.posts(PATH, {**TO_992, "case_ids": [goes, foreign]})
    assert (done["cases"], done["followed_on"], done["from_la_code"]) == (1, "2023-04-01", "909")
    assert (await other_la.sees(goes))["la_code"] == "942"
    assert (await north.sees(stays))["version"] == 1
    listed = tmp_path / "cases.txt"
    listed.write_text(f"{later}\n\n")
    asked = Namespace(ended="909", successor="942", cases=listed, dry_run=True)
    assert (await follow_authority(app.state.service, asked))[-1].startswith("1 cases would go over.")
    asked.dry_run = False
    lines = await follow_authority(app.state.service, asked)
    assert lines[-1] == "1 cases went over. 1 are left with sandbox-la-993."
    assert (await other_la.sees(later))["la_code"] == "942"
    assert await verified(other_la, later) == 3
    listed.write_text("nonsense")
    with pytest.raises(SystemExit, match="one case on each line"):
        await follow_authority(app.state.service, asked)
    capsys.readouterr()


WRONG = [
    ("sandbox-la-993", "sandbox-la-993", 422),
    ("sandbox-la-993", "sandbox-provider-a", 422),
    ("sandbox-la-993", "nobody", 422),
    ("sandbox-provider-a", "sandbox-la-992", 404),
    ("nobody", "sandbox-la-992", 404),
]


@pytest.mark.parametrize(("ended", "successor", "status"), WRONG)
async def test_only_a_successor_follows(operator: Party, ended: str, successor: str, status: int) -> None:
    path = f"/v1/admin/organisations/{ended}/successor"
    answer = await operator.sends("POST", path, json={"successor": successor})
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == "#/successor"


async def test_an_authority_that_did_not_end_has_no_successor(
    app: FastAPI, owner: AsyncEngine, operator: Party, north: Party
) -> None:
    case = await north.opens()
    async with coded(app, owner, {"sandbox-la-993": "330", "sandbox-la-992": "331"}):
        refused = await operator.sends("POST", PATH, json=TO_992)
        assert refused.json()["errors"][0]["pointer"] == "#/successor"
    async with coded(app, owner, {"sandbox-la-993": "909", "sandbox-la-992": "331"}):
        refused = await operator.sends("POST", PATH, json=TO_992)
        assert "Cumbria was replaced by 942 and 943" in refused.text
    assert (await north.sees(case))["version"] == 1
