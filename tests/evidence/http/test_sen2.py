"""The extract for the SEN2 return over HTTP: an authority's own notices, joined by its own references."""

import csv
import io
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.support.parties import Party

YEAR = "2023"  # of which no other test records a notice
SENT = "2023-03-06"


async def told(la: Party, **query: str) -> dict[str, dict[str, str]]:
    answer = await la.sends("GET", "/v1/exports/sen2.csv", params={"year": YEAR, **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return {row["case_id"]: row for row in csv.DictReader(io.StringIO(answer.text))}


async def mediated(la: Party, provider: Party, **said: Any) -> str:
    case = await la.opens(notice_sent_on=SENT, **said)
    await provider.records(case, "contact-adviser", occurred_on="2023-03-13")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2023-03-14")
    await provider.records(case, "arrange-mediation", session_on="2023-03-28", occurred_on="2023-03-15")
    await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2023-03-28")
    return case


async def test_an_authority_gets_its_own_notices_with_its_own_keys(
    la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    held = await mediated(la, provider, la_reference="SEN2-1", child_reference="child-1", kind="plan_content")
    await provider.records(held, "issue-certificate", ground="took_part", occurred_on="2023-03-28")
    await tribunal.records(held, "register-appeal", basis="certificate", occurred_on="2023-04-10")
    await tribunal.records(held, "withdraw", occurred_on="2023-05-10")
    asked = await la.opens(notice_sent_on=SENT)
    await provider.records(asked, "contact-adviser", occurred_on="2023-03-13")
    await provider.records(asked, "request-mediation", issues=["F"], occurred_on="2023-03-14")
    theirs = await other_la.opens(notice_sent_on=SENT)
    found = await told(la)
    assert theirs not in found
    row = found[held]
    assert (row["child_reference"], row["la_reference"]) == ("child-1", "SEN2-1")
    assert (row["othermediation"], row["othertribunal"], row["requestmediation"]) == ("1", "1", "")
    assert (found[asked]["requestmediation"], found[asked]["mediation_referred"]) == ("0", "1")
    assert found[asked]["child_reference"] == ""
    assert "Sam Example" not in str(found)
    xml = await la.sends("GET", "/v1/exports/sen2.xml", params={"year": YEAR})
    requests = {one.attrib["case_id"]: one for one in ET.fromstring(xml.text).iter("Requests")}  # noqa: S314 - our own
    assert requests.keys() == found.keys() - {case for case, row in found.items() if row["remarks"]}
    assert requests[held].findtext("Assessment/OtherTribunal") == "1"


async def test_an_earlier_session_counts_after_a_new_request_and_a_voided_one_does_not(
    la: Party, provider: Party
) -> None:
    case = await mediated(la, provider)
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2023-03-28")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2023-04-03")
    assert (await told(la))[case]["requestmediation"] == "1"
    events = await provider.lists(f"/v1/cases/{case}/events")
    held, *later = [one["seq"] for one in events if one["seq"] >= 5]
    said = {"seq": held, "void": True, "reason": "told_wrongly", "also": [{"seq": seq, "void": True} for seq in later]}
    await provider.posts(f"/v1/cases/{case}/corrections", said)
    row = (await told(la))[case]
    assert (row["requestmediation"], row["mediation_referred"]) == ("0", "1")


async def test_a_case_that_moved_stays_in_the_return_of_the_authority_that_decided(
    la: Party, other_la: Party, provider: Party
) -> None:
    case = await mediated(la, provider, la_reference="SEN2-MOVED", kind="plan_content", sections=("F",))
    moved = {"to_la_code": "992", "moved_on": "2023-05-02", "aware_on": "2023-04-03", "transferred_on": "2023-05-02"}
    await la.posts(f"/v1/cases/{case}/transfer", moved)
    ours, theirs = (await told(la))[case], (await told(other_la))[case]
    assert (ours["la_reference"], ours["remarks"], ours["othermediation"]) == ("SEN2-MOVED", "moved_away", "1")
    assert (theirs["notice_la_code"], theirs["remarks"]) == ("991", "received")
    for party, inside in ((la, True), (other_la, False)):
        xml = await party.sends("GET", "/v1/exports/sen2.xml", params={"year": YEAR})
        assert (case in xml.text) is inside


async def test_a_notice_that_an_adviser_recorded_waits_for_the_authority(la: Party, provider: Party) -> None:
    body = {
        "la_code": "991",
        "decision": {"kind": "refusal_to_assess", "notice_printed_on": "2023-06-05"},
        "appellant": {"kind": "parent", "name": "Sam Example"},
    }
    case = (await provider.posts("/v1/cases", body))["id"]
    row = (await told(la))[case]
    assert (row["remarks"], row["la_reference"]) == ("not_confirmed", "")


async def test_the_extract_is_for_an_authority(provider: Party, tribunal: Party, icb: Party, advice: Party) -> None:
    for caller in (provider, tribunal, icb, advice):
        for form in ("csv", "xml"):
            answer = await caller.sends("GET", f"/v1/exports/sen2.{form}", params={"year": YEAR})
            assert answer.status_code == 403
            assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "query", [{}, {"year": "2013"}, {"year": "2100"}, {"year": "last"}, {"year": "2023", "x": "1"}]
)
async def test_a_year_that_cannot_be_asked_for_is_refused(la: Party, query: dict[str, str]) -> None:
    answer = await la.sends("GET", "/v1/exports/sen2.csv", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_schema_is_there_for_everybody(la: Party) -> None:
    answer = await la.http.get("/v1/exports/sen2.xsd")
    assert answer.status_code == 200
    assert ET.fromstring(answer.content).tag.endswith("schema")  # noqa: S314 - our own
