"""A caseload over HTTP: what becomes of each row, what may be sent again, and who sees it."""

import csv
import io
import json
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import REFERENCES, Party
from tests.support.waiting import until

NOTICE = {"decision_kind": "refusal_to_assess", "notice_sent_on": "02/02/2026", "appellant_kind": "parent"}
DECLINED = {
    "contacted_on": "09/02/2026",
    "declined_on": "10/02/2026",
    "certificate_issued_on": "11/02/2026",
    "certificate_ground": "declined",
    "certificate_number": "2026/417",
    "certificate_issuer": "Another Mediation Ltd",
}
MEDIATED = {
    "decision_kind": "c",
    "sections": "B, F and I",
    "contacted_on": "2026-02-09",
    "requested_on": "2026-02-10",
    "health": "yes",
    "commissioning_body_notified_on": "2026-02-11",
    "arranged_on": "2026-02-12",
    "session_on": "2026-03-02",
    "session_outcome": "partial agreement",
    "agreement_made_on": "2026-03-03",
    "agreement_terms": "amend_plan",
    "certificate_issued_on": "2026-03-04",
    "certificate_ground": "took part",
    "appeal_registered_on": "2026-03-20",
    "tribunal_reference": "EH991/26/00417",
    "response_sent_on": "2026-04-20",
}


def a_row(**said: str) -> dict[str, str]:
    """A row of a file; each has a reference of its own."""
    return {"la_reference": f"IMP-{next(REFERENCES)}", **NOTICE, **said}


def as_csv(*rows: dict[str, str]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("windows-1252")


async def sends(la: Party, data: bytes, media: str = "text/csv", **query: Any) -> Any:
    answer = await la.sends("POST", "/v1/imports", content=data, headers={"content-type": media}, params=query)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def imported(la: Party, *rows: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    """Send a file, wait until its rows have their verdicts, and return the verdicts."""
    sent = await sends(la, as_csv(*rows), **query)
    done = await until(
        lambda one: one["status"] in ("done", "failed"), partial(la.gets, f"/v1/imports/{sent['id']}", limit=200)
    )
    assert (done["status"], done["worked"], done["rows"]) == ("done", len(rows), len(rows)), done
    verdicts: list[dict[str, Any]] = done["items"]
    return verdicts


async def test_each_row_gets_its_verdict_and_its_case(la: Party, provider: Party) -> None:
    rows = [
        a_row(**DECLINED, appellant_name="Zoë Example"),
        a_row(**MEDIATED),
        a_row(appeal_registered_on="03/03/2026"),
        a_row(decision_kind="refused", notice_sent_on="31/02/2026"),
        a_row(session_on="03/03/2026"),
        a_row(provider="sandbox-provider-b"),
    ]
    first, second, *refused = await imported(la, *rows)
    assert [one["row"] for one in (first, second, *refused)] == [2, 3, 4, 5, 6, 7]
    assert (first["verdict"], second["verdict"]) == ("imported", "imported"), (first, second)
    assert {one["verdict"] for one in refused} == {"refused"}
    told = [[(fault["column"], fault.get("rule")) for fault in one["faults"]] for one in refused]
    assert told == [
        [("appeal_registered_on", "certificate-before-appeal")],
        [("decision_kind", None), ("notice_sent_on", None)],
        [("arranged_on", None)],
        [("provider", None)],
    ]
    assert "certificate-before-appeal" in refused[0]["says"]
    for one, state in ((first, "certified"), (second, "appeal_registered")):
        case = await provider.sees(one["case_id"])
        assert (case["state"], case["certificate"]["told_by_authority"]) == (state, True)
        verdict = await la.gets(f"/v1/cases/{one['case_id']}/events/verification")
        assert verdict["intact"] is True, verdict
        trail = await la.lists(f"/v1/cases/{one['case_id']}/events")
        assert {event["source"] for event in trail} == {"imported"}
    case = await la.sees(second["case_id"])
    assert (case["mediation"]["session_on"], case["appeal"]["tribunal_reference"]) == ("2026-03-02", "EH991/26/00417")
    assert "Zoë" not in json.dumps(await la.gets("/v1/imports"))


async def test_a_certificate_that_an_authority_told_of_never_goes_without_a_word(la: Party, provider: Party) -> None:
    """No number of this service is revoked with it, so nothing else in the answer would say that the family lost it."""
    [row] = await imported(la, a_row(**DECLINED))
    events = await la.lists(f"/v1/cases/{row['case_id']}/events")
    seq = next(one["seq"] for one in events if one["type"] == "certificate-issued")
    voids = {"seq": seq, "void": True, "reason": "told_wrongly"}
    alone = await la.sends("POST", f"/v1/cases/{row['case_id']}/corrections", json=voids)
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "#/agreed_by")
    assert (await la.sees(row["case_id"]))["certificate"]["told_by_authority"] is True
    voids["agreed_by"] = "family"
    for dry_run in (True, False):
        done = await la.posts(f"/v1/cases/{row['case_id']}/corrections", voids | {"dry_run": dry_run})
        assert "certificate-gone" in {one["code"] for one in done["warnings"]}
    [listed] = await provider.lists(f"/v1/cases/{row['case_id']}/corrections")
    assert "certificate-gone" in {one["code"] for one in listed["warnings"]}
    restored = await la.posts(f"/v1/cases/{row['case_id']}/corrections", {**voids, "void": False, "replace": {}})
    assert "certificate-gone" not in {one["code"] for one in restored["warnings"]}


async def test_a_mended_file_makes_only_what_is_not_there(la: Party) -> None:
    good, bad = a_row(**DECLINED), a_row(declined_on="10/02/2026")
    [one, refused] = await imported(la, good, bad)
    assert (one["verdict"], refused["verdict"]) == ("imported", "refused")
    mended = {**bad, "contacted_on": "09/02/2026"}
    [again, now] = await imported(la, {**good, "la_reference": good["la_reference"].lower()}, mended)
    assert (again["verdict"], again["case_id"], now["verdict"]) == ("differs", one["case_id"], "imported")
    assert [fault["column"] for fault in again["faults"]] == ["la_reference"]
    before = await la.sees(one["case_id"])
    [same, other, later, meant] = await imported(
        la,
        good,
        {**good, "certificate_issued_on": "12/02/2026"},
        {**good, "notice_sent_on": "03/02/2026"},
        {**good, "notice_sent_on": "04/02/2026", "not_a_duplicate": "yes"},
    )
    assert [row["verdict"] for row in (same, other, later, meant)] == [
        "already_there",
        "differs",
        "differs",
        "imported",
    ]
    assert [fault["column"] for fault in other["faults"]] == ["certificate_issued_on"]
    assert "2026-02-11" in other["faults"][0]["reason"]
    assert later["case_id"] == one["case_id"]
    assert await la.sees(one["case_id"]) == before


async def test_a_case_that_was_recorded_here_is_left_as_it_is(la: Party) -> None:
    row = a_row()
    case = await la.opens(la_reference=row["la_reference"])
    [there] = await imported(la, {**row, **DECLINED})
    assert (there["verdict"], there["case_id"]) == ("already_there", case)
    assert (await la.sees(case))["state"] == "notified"


async def test_a_dry_run_gives_the_same_verdicts_and_writes_nothing(la: Party, owner: AsyncEngine) -> None:
    row = a_row(**DECLINED)
    rows = [row, row, {**row, "certificate_issued_on": "12/02/2026"}, a_row(declined_on="10/02/2026")]
    count = text("SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM events)")
    async with owner.connect() as connection:
        before = (await connection.execute(count)).scalar_one()
        tried = await imported(la, *rows, dry_run=True)
        assert (await connection.execute(count)).scalar_one() == before
    done = await imported(la, *rows)
    verdicts = ["already_there", "differs", "refused"]
    assert [one["verdict"] for one in tried] == ["would_import", *verdicts]
    assert [one["verdict"] for one in done] == ["imported", *verdicts]


async def test_ndjson_says_the_same(la: Party) -> None:
    row = {**a_row(sections=""), "sections": ["B", "I"], "decision_kind": "plan_content", "not_a_duplicate": True}
    sent = await sends(la, json.dumps(row).encode(), "application/x-ndjson")
    columns = ["la_reference", "decision_kind", "sections", "notice_sent_on", "appellant_kind", "not_a_duplicate"]
    assert sent["read_as"] == {"format": "ndjson", "encoding": "utf-8", "delimiter": None, "columns": columns}
    done = await until(lambda one: one["status"] == "done", partial(la.gets, f"/v1/imports/{sent['id']}"))
    [one] = done["items"]
    assert (await la.sees(one["case_id"]))["decision"]["sections"] == ["B", "I"]


async def test_a_file_with_an_unknown_column_is_refused_as_a_whole(la: Party) -> None:
    answer = await la.sends("POST", "/v1/imports", content=as_csv({**a_row(), "surname": "Example"}))
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/columns/surname", "unknown_column")


async def test_a_key_brings_the_first_import_again(la: Party) -> None:
    data, key = as_csv(a_row()), {"idempotency-key": "an import"}
    first = await la.sends("POST", "/v1/imports", content=data, headers=key)
    again = await la.sends("POST", "/v1/imports", content=data, headers=key)
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (first.json()["id"], "true")
    other = await la.sends("POST", "/v1/imports", content=as_csv(a_row()), headers=key)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_an_authority_alone_sees_its_imports(
    la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    sent = await sends(la, as_csv(a_row()))
    path = f"/v1/imports/{sent['id']}"
    for party in (other_la, provider, tribunal):
        for one in (path, f"{path}/verdicts.csv"):
            assert (await party.sends("GET", one)).status_code == 404
        assert sent["id"] not in [one["id"] for one in await party.lists("/v1/imports")]
    for party in (provider, tribunal):
        refused = await party.sends("POST", "/v1/imports", content=as_csv(a_row()))
        assert refused.status_code == 403
    assert (await la.lists("/v1/imports"))[0]["id"] == sent["id"]


async def test_the_verdicts_are_read_as_a_spreadsheet_too(la: Party, public: Any) -> None:
    row = a_row(la_reference="=IMP-1", appeal_registered_on="03/03/2026")
    sent = await sends(la, as_csv(row, a_row()))
    await until(lambda one: one["status"] == "done", partial(la.gets, f"/v1/imports/{sent['id']}"))
    answer = await la.sends("GET", f"/v1/imports/{sent['id']}/verdicts.csv")
    told = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(one["row"], one["verdict"], one["columns"]) for one in told] == [
        ("2", "refused", "appeal_registered_on"),
        ("3", "imported", ""),
    ]
    assert told[0]["la_reference"] == "'=IMP-1"
    template = (await public.get("/v1/imports/template.csv")).text.encode()
    assert (await la.sends("POST", "/v1/imports", content=template, params={"dry_run": True})).status_code == 202


async def test_no_name_is_kept_once_a_row_has_its_verdict(la: Party, owner: AsyncEngine) -> None:
    [one] = await imported(la, a_row(**DECLINED, appellant_name="Ottoline Nemo"))
    async with owner.connect() as connection:
        for table in ("imports", "import_rows", "imported_cases", "cases", "events"):
            found = await connection.execute(text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Ottoline%'"))  # noqa: S608
            assert found.scalar_one() == 0, table
        assert (await connection.execute(text("SELECT count(*) FROM import_parts"))).scalar_one() == 0
    assert one["verdict"] == "imported"


@pytest.mark.parametrize("number", ["MC-B5QV-BC7Y-HBK7-7MEK", "mc b5qv bc7y hbk7 7mek"])
async def test_a_number_of_this_service_is_no_other_issuers(la: Party, number: str) -> None:
    [one] = await imported(la, a_row(**{**DECLINED, "certificate_number": number}))
    assert (one["verdict"], one["faults"][0]["column"]) == ("refused", "certificate_number")


async def test_a_notice_that_an_adviser_recorded_waits_for_the_authoritys_answer(la: Party, provider: Party) -> None:
    """A dry run says so, too."""
    decision = {"kind": "refusal_to_reassess", "notice_sent_on": "2026-02-17"}
    notice = {"la_code": "991", "decision": decision, "appellant": {"kind": "parent", "reference": "A-17"}}
    case = (await provider.posts("/v1/cases", notice))["id"]
    row = a_row(decision_kind="d", notice_sent_on="17/02/2026")
    for dry_run in (True, False):
        [one] = await imported(la, row, dry_run=dry_run)
        assert (one["verdict"], one["case_id"], "confirm-notice" in one["says"]) == ("refused", case, True)
    [one] = await imported(la, {**row, "not_a_duplicate": "yes"})
    assert one["verdict"] == "imported"


async def test_a_letter_with_the_date_of_an_earlier_day_waits_too(la: Party, provider: Party) -> None:
    """Without a reference, and with the reference of the row."""
    for printed, reference in (("2026-03-24", None), ("2026-04-14", "IMP-LETTER")):
        decision = {"kind": "refusal_to_reassess", "notice_printed_on": printed}
        notice = {"la_code": "991", "la_reference": reference, "decision": decision, "appellant": {"kind": "parent"}}
        case = (await provider.posts("/v1/cases", notice))["id"]
        sent = f"{int(printed[8:]) + 3}/{printed[5:7]}/2026"
        row = a_row(decision_kind="d", notice_sent_on=sent, la_reference=reference or "IMP-NO-LETTER")
        [one] = await imported(la, row)
        expected = ("differs" if reference else "refused", case, True)
        assert (one["verdict"], one["case_id"], "confirm-notice" in one["says"]) == expected
        assert "was sent" not in str(one), "the adviser told the printed day alone"
        [other] = await imported(
            la, {**row, "la_reference": f"{row['la_reference']}-2", "appellant_kind": "young_person"}
        )
        assert other["verdict"] == "imported", other


async def test_a_file_sent_again_brings_no_transferred_case_back(la: Party) -> None:
    """The old authority sends its whole file again, as the page on imports says that it may."""
    moved, stays = a_row(decision_kind="c", sections="B"), a_row(decision_kind="c", sections="B")
    case = (await imported(la, moved, stays))[0]["case_id"]
    plan = {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02"}
    assert (await la.sends("POST", f"/v1/cases/{case}/transfer", json=plan)).status_code == 200
    for query in ({"dry_run": "true"}, {}):
        gone, there, other = await imported(la, moved, stays, a_row(), **query)
        assert (gone["verdict"], gone["case_id"]) == ("already_there", None)
        assert "transferred" in gone["says"]
        assert (there["verdict"], other["verdict"]) == ("already_there", "imported" if not query else "would_import")
    for query in ({"dry_run": "true"}, {}):
        mended = {**moved, "notice_sent_on": "04/02/2026"}
        differs, other = await imported(la, mended, {**moved, "decision_kind": "d", "sections": ""}, **query)
        assert (differs["verdict"], differs["case_id"], differs["faults"][0]["column"]) == (
            "differs", None, "notice_sent_on",
        )  # fmt: skip
        assert "transferred" in differs["says"]
        assert other["verdict"] == ("would_import" if query else "imported")
    meant, again = await imported(la, *[{**moved, "not_a_duplicate": "yes"}] * 2)
    assert (meant["verdict"], again["verdict"]) == ("imported", "already_there")
