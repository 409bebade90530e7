"""The whole record of a case: each organisation gets what its single routes show it in one answer, and no more."""

import io
from typing import Any

import httpx2
import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.capacity import books, in_days, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Parties, Party, declines
from tests.support.referrals import NAME, TELEPHONE, WORDS, a_referral, does

PDF = {"Accept": "application/pdf"}
HOLDER = "Sam Example"
TELEPHONE_OF_FAMILY = "01632 960009"


@pytest.fixture(scope="module")
async def mediated(la: Party, provider: Party, advice: Party) -> str:
    """A case with everything on it: a session, needs, a search, an offer, a referral that is helped, a correction."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    await puts(provider, f"/v1/cases/{case}/contact", {"telephone": TELEPHONE_OF_FAMILY})
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"access": ["breaks"]})
    await la.posts(f"/v1/cases/{case}/searches", {})
    letter = {"kind": "decision_letter", "dated": in_days(-9), "sha256": "0" * 64, "location": "EDRMS 7"}
    await la.posts(f"/v1/cases/{case}/documents", {**letter, "readers": []})
    await provider.posts(f"/v1/cases/{case}/documents", {**letter, "readers": ["local_authority"]})
    await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "session_fixed"})
    said = {"given_on": in_days(-1), "occurred_on": in_days(0)}
    referral = (await la.posts("/v1/referrals", a_referral(case, "contact", "case_dates", **said)))["id"]
    today = {"occurred_on": in_days(0)}
    for action, more in {
        "open": {},
        "accept": {},
        "start": {},
        "record-contact": {"means": "phone", "note": WORDS},
    }.items():
        await does(advice, referral, action, **today, **more)
    wrong = {
        "seq": 2,
        "replace": {"occurred_on": in_days(-4)},
        "reason": "wrong_date",
        "explanation": "It was a day earlier.",
    }
    await provider.posts(f"/v1/cases/{case}/corrections", wrong)
    return case


async def record(party: Party, case: str) -> dict[str, Any]:
    shown: dict[str, Any] = await party.gets(f"/v1/cases/{case}/record")
    return shown


async def paper(party: Party, case: str) -> tuple[httpx2.Response, str]:
    answer = await party.sends("GET", f"/v1/cases/{case}/record", headers=PDF)
    assert answer.status_code == 200, answer.text
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return answer, " ".join(" ".join(page.extract_text() for page in pages).split())


async def part(party: Party, path: str) -> Any:
    """What a single route shows. None where the caller may not read it."""
    answer = await party.sends("GET", path)
    return answer.json() if answer.status_code == 200 else None


@pytest.mark.parametrize("slug", ["sandbox-la-991", "sandbox-provider-a"])
async def test_a_party_gets_in_one_answer_what_its_single_routes_show(
    parties: Parties, mediated: str, slug: str
) -> None:
    party, at = await parties.get(slug), f"/v1/cases/{mediated}"
    got = await record(party, mediated)
    single = await party.sees(mediated)
    assert got["case"] == single
    assert got["events"] == await party.lists(f"{at}/events")
    assert got["deadlines"] == await party.gets(f"{at}/deadlines")
    assert got["verification"] == await party.gets(f"{at}/events/verification")
    assert got["contact"] == await part(party, f"{at}/contact")
    assert got["sessions"] == [one for one in await party.lists("/v1/sessions") if one["case_id"] == mediated]
    assert [one["id"] for one in got["searches"]] == [one["id"] for one in await party.lists(f"{at}/searches")]
    assert got["needs"]["access"] == ["breaks"]
    documents = await party.lists(f"{at}/documents")
    assert (got["documents"], len(documents)) == (documents[::-1], 2 if slug == "sandbox-la-991" else 1)
    assert got["offers"] == (await party.gets(f"{at}/advice-offers"))["made"]
    assert got["help_is_given"] == (await party.gets(f"{at}/advice"))["help_is_given"]
    assert got["referrals"] == [one for one in await party.lists("/v1/referrals") if one["case_id"] == mediated]
    assert got["holder"] == {"name": HOLDER, "kind": "parent"}
    assert got["explanations"][0]["explanation"] == "It was a day earlier."
    assert got["left_out"] == []
    assert (got["contact"] is not None) == (slug == "sandbox-provider-a")
    assert len(got["referrals"]) == (slug == "sandbox-la-991")


async def test_what_the_advice_service_notes_is_in_no_record(mediated: str, parties: Parties) -> None:
    readers = [await parties.get(slug) for slug in ("sandbox-la-991", "sandbox-provider-a")]
    for reader in readers:
        answer = await reader.sends("GET", f"/v1/cases/{mediated}/record")
        _, printed = await paper(reader, mediated)
        for secret in (NAME, TELEPHONE, WORDS):
            assert secret not in answer.text + printed
    _, of_the_authority = await paper(readers[0], mediated)
    assert TELEPHONE_OF_FAMILY not in of_the_authority
    assert TELEPHONE_OF_FAMILY in (await paper(readers[1], mediated))[1]


async def test_the_tribunal_gets_nothing_of_what_mediation_came_to(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "I"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["F"])
    await la.records(case, "arrange-mediation", occurred_on="2026-02-16", session_on="2026-03-03")
    await provider.records(case, "record-session-outcome", outcome="partial_agreement", occurred_on="2026-03-03")
    term = {"kind": "amend_plan", "detail": "More speech therapy"}
    await la.tries(case, "record-agreement", occurred_on="2026-03-03", terms=[term])
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-04")
    got = await record(tribunal, case)
    assert got["case"] == await tribunal.sees(case)
    assert got["events"] == await tribunal.lists(f"/v1/cases/{case}/events")
    assert got["certificates"][0]["issued_to"] == HOLDER
    assert got["holder"] is got["contact"] is got["needs"] is None
    assert got["sessions"] == got["searches"] == got["offers"] == got["referrals"] == got["left_out"] == []
    withheld = [one["seq"] for one in got["events"] if one["type"] == "withheld"]
    assert len(withheld) >= 2
    _, printed = await paper(tribunal, case)
    for words in ("partial", "agreement", "3 March 2026", "Session"):
        assert words not in printed.replace("Regulation", ""), words
    assert printed.count("Event that this organisation may not see") == len(withheld)


async def test_a_certificate_shows_who_looked_it_up(la: Party, provider: Party, public: httpx2.AsyncClient) -> None:
    case = await la.opens()
    number = await declines(provider, case)
    for _ in range(3):
        await public.get(f"/v1/certificates/{number}/verification")
    await record(provider, case)
    [held] = (await record(la, case))["certificates"]
    assert (held["number"], held["issued_to"], held["status"]) == (number, HOLDER, "active")
    assert {one["asked_by"]: one["times"] for one in held["lookups"]} == {"public": 3, provider.slug: 1}
    [again] = (await record(la, case))["certificates"]
    assert {one["asked_by"]: one["times"] for one in again["lookups"]}[la.slug] == 1, "the authority's look-up is kept"


async def test_the_read_is_logged_and_shown(la: Party, provider: Party) -> None:
    case = await la.opens()
    path, person = f"/v1/cases/{case}/record", {"On-Behalf-Of": "adviser-7"}
    for _ in range(2):
        assert (await provider.sends("GET", path, headers=person)).status_code == 200
    [own] = (await record(provider, case))["reads"][:1]
    assert (own["surface"], own["on_behalf_of"]) == ("record", "adviser-7")
    shown = (await record(la, case))["reads"]
    assert {(one["organisation"]["slug"], one["surface"]) for one in shown} == {(provider.slug, "record")}
    assert all("on_behalf_of" not in one for one in shown)


async def test_another_organisation_gets_nothing(la: Party, parties: Parties) -> None:
    case = await la.opens()
    for slug in ("sandbox-la-992", "sandbox-provider-b", "sandbox-icb", "sandbox-tribunal"):
        for headers in ({}, PDF):
            answer = await (await parties.get(slug)).sends("GET", f"/v1/cases/{case}/record", headers=headers)
            assert answer.status_code == 404, slug
            assert answer.headers["content-type"] == "application/problem+json"
    for slug in ("sandbox-advice-991", "sandbox-operator"):
        answer = await (await parties.get(slug)).sends("GET", f"/v1/cases/{case}/record")
        assert answer.status_code == 403, slug


async def test_a_token_with_fewer_scopes_opens_fewer_parts(mediated: str, public: httpx2.AsyncClient) -> None:
    form = {"grant_type": "client_credentials", "scope": "cases:read sessions:read"}
    answer = await public.post("/oauth/token", data=form, auth=("sandbox-la-991", "sandbox-la-991-secret"))
    narrow = Party("sandbox-la-991", public, answer.json()["access_token"])
    got = await record(narrow, mediated)
    assert {one["part"] for one in got["left_out"]} == {"certificates", "offers", "referrals"}
    assert got["sessions"]
    assert got["certificates"] == got["offers"] == got["referrals"] == []
    assert "is left out" in (await paper(narrow, mediated))[1]


async def test_the_authority_alone_finds_its_legal_holds(la: Party, provider: Party) -> None:
    case = await la.opens()
    hold = await la.posts(f"/v1/cases/{case}/legal-holds", {"reason": "other", "explanation": "A coroner asked."})
    assert (await record(la, case))["legal_holds"] == [hold]
    assert (await record(provider, case))["legal_holds"] == []
    assert "A coroner asked." in (await paper(la, case))[1]
    assert "coroner" not in (await paper(provider, case))[1]


async def test_the_paper_is_a_chronology_with_both_versions(la: Party, mediated: str) -> None:
    answer, printed = await paper(la, mediated)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    marked: Any = pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert marked["/MarkInfo"]["/Marked"], "the paper is tagged for screen readers"
    for words in (
        "SANDBOX", "What happened", "Notice recorded", "Adviser contacted", "Recorded by", "Corrected later, by event",
        "Before the correction", "After the correction", "Dates and duties", "Who read the case",
        "Complete and unchanged", HOLDER,
    ):  # fmt: skip
        assert words in printed, words


async def test_what_the_authority_told_is_marked(la: Party) -> None:
    rows = (
        "LA Reference;Decision kind;Notice sent on;Appellant kind;Contacted on;Declined on\r\n"
        "KEEP-1;refusal_to_assess;02/02/2026;parent;09/02/2026;10/02/2026\r\n"
    )
    made = await la.sends("POST", "/v1/imports", content=rows.encode(), headers={"Content-Type": "text/csv"})
    assert made.status_code == 202, made.text
    case = await _imported(la, made.json()["id"])
    got = await record(la, case)
    assert got["imported"]["row"] == 2
    assert [one["source"] for one in got["events"]] == ["imported"] * 3
    _, printed = await paper(la, case)
    assert printed.count("Taken from the authority's own records.") == 3


async def _imported(la: Party, import_id: str) -> str:
    for _ in range(600):
        found = await la.gets(f"/v1/imports/{import_id}")
        if found["status"] == "done":
            case: str = found["items"][0]["case_id"]
            return case
    raise AssertionError(found)


async def test_names_in_any_script_and_long_words_are_printed(la: Party) -> None:
    names = "شمس 田中 #set page[*bold*] $x$ \\" + "w" * 120
    case = await la.opens(appellant={"kind": "parent", "name": names})
    _, printed = await paper(la, case)
    assert "田中" in printed
    assert "#set page[*bold*]" in printed


async def test_a_record_that_was_altered_is_not_given_out_as_whole(la: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET placement_only = true WHERE id = :id"), {"id": case})
    assert (await record(la, case))["verification"]["differs"]
    assert "unchanged NO" in (await paper(la, case))[1]
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET sealed = 'x' WHERE id = :id"), {"id": case})
    answer = await la.sends("GET", f"/v1/cases/{case}/record")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/record-unreadable"
