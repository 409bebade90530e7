"""Whoever changes a row by SQL, past the log, is seen: by the verification of the trail and by the public check."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.cases.domain.words import Action
from app.cases.records import LoggedEvent, hashed_form
from app.kernel.chain import GENESIS, canonical
from app.kernel.terms import OrganisationKind
from tests.support.parties import Party, declines


@asynccontextmanager
async def past_the_log(owner: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """As a superuser who switched every trigger and foreign key off."""
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


async def verdict(party: Party, case: str) -> tuple[bool, int | None, list[str]]:
    said = await party.gets(f"/v1/cases/{case}/events/verification")
    return said["intact"], said["broken_at"], said["differs"]


A_FACT = "UPDATE cases SET facts = jsonb_set(facts, '{%s}', '%s') WHERE id = CAST(:case AS uuid)"
A_COLUMN = "UPDATE cases SET %s WHERE id = CAST(:case AS uuid)"
A_CERTIFICATE = "UPDATE certificates SET %s WHERE case_id = CAST(:case AS uuid)"
AN_EVENT = "UPDATE events SET %s WHERE case_id = CAST(:case AS uuid) AND seq = %s"
SOMEBODY = "(SELECT id FROM organisations WHERE slug = '%s')"
OTHER, BODY = SOMEBODY % "sandbox-provider-b", SOMEBODY % "sandbox-icb"

ROWS: dict[str, tuple[str, list[str]]] = {
    "a day": (A_FACT % ("contacted_on", '"2026-02-08"'), ["facts"]),
    "a section": (A_FACT % ("sections", '["F", "I"]'), ["facts"]),
    "an outcome": (A_FACT % ("session_outcome", '"full_agreement"'), ["facts"]),
    "the certificate's day among the facts": (A_FACT % ("certificate,issued_on", '"2026-01-01"'), ["facts"]),
    "facts that cannot be read together": (A_FACT % ("agreement_made_on", '"2026-02-09"'), ["facts"]),
    "the state": (A_COLUMN % "state = 'closed'", ["state"]),
    "the kind": (A_COLUMN % "kind = 'refusal_to_issue_plan'", ["kind"]),
    "the regime": (A_COLUMN % "regime = 'green-paper-2022'", ["regime"]),
    "the day of the notice": (A_COLUMN % "notice_sent_on = '2026-01-02'", ["notice_sent_on"]),
    "the printed day": (A_COLUMN % "notice_printed_on = '2026-01-02'", ["notice_printed_on"]),
    "whether the notice is confirmed": (A_COLUMN % "notice_status = 'disputed'", ["notice_status"]),
    "that there is a certificate": (A_COLUMN % "certificate_number = NULL, state = 'notified'",
                                    ["state", "certificate_number"]),
    "an appeal": (A_COLUMN % "appeal_basis = 'certificate'", ["appeal_basis"]),
    "an exemption": (A_COLUMN % "exemption_claimed = true", ["exemption_claimed"]),
    "a permission": (A_COLUMN % "permission_granted_on = '2026-02-12'", ["permission_granted_on"]),
    "how often it was changed": (A_COLUMN % "version = version + 1", ["version"]),
    "when it was opened": (A_COLUMN % "opened_at = opened_at - interval '1 day'", ["opened_at"]),
    "when it was changed": (A_COLUMN % "updated_at = updated_at + interval '1 hour'", ["updated_at"]),
    "a second reader": (A_COLUMN % f"mediating_provider_id = {OTHER}", ["readers"]),
    "a commissioning body": (A_COLUMN % f"body_id = {BODY}", ["readers"]),
    "another ground": (A_CERTIFICATE % "ground = 'took_part'", ["NUMBER"]),
    "an earlier certificate": (A_CERTIFICATE % "issued_on = '2026-01-01'", ["NUMBER"]),
    "another holder": (A_CERTIFICATE % "holder_kind = 'young_person'", ["NUMBER"]),
    "another issuer": (A_CERTIFICATE % f"issuer_id = {OTHER}", ["NUMBER"]),
    "a certificate revoked": (A_CERTIFICATE % "status = 'revoked', revoked_because = 'other'", ["NUMBER"]),
    "a certificate gone": ("DELETE FROM certificates WHERE case_id = CAST(:case AS uuid)", ["NUMBER"]),
    "no signed text": (A_CERTIFICATE % "sealed_token = ''", ["NUMBER"]),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "differs"), ROWS.values(), ids=ROWS)
async def test_a_changed_row_differs_from_its_events(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine, statement: str, differs: list[str]
) -> None:
    case = await la.opens()
    number = await declines(provider, case)
    for party in (la, provider, tribunal):
        assert await verdict(party, case) == (True, None, [])
    async with past_the_log(owner) as connection:
        assert (await connection.execute(text(statement.replace(":case", f"'{case}'")))).rowcount == 1
    named = [number if one == "NUMBER" else one for one in differs]
    for party in (la, tribunal):
        if (await party.sends("GET", f"/v1/cases/{case}")).status_code == 200:
            assert await verdict(party, case) == (False, None, named), party.slug


async def test_a_case_shown_to_the_tribunal_by_hand(la: Party, tribunal: Party, owner: AsyncEngine) -> None:
    for column in ("placement_only", "before_tribunal"):
        case = await la.opens(kind="plan_content", sections=("F",))
        async with past_the_log(owner) as connection:
            await connection.execute(text(A_COLUMN % f"{column} = true"), {"case": case})
        assert (await tribunal.sends("GET", f"/v1/cases/{case}")).status_code == 200
        assert await verdict(la, case) == (False, None, ["tribunal"])


HASHED: dict[str, tuple[str, int | str]] = {
    "who may read its feed": (AN_EVENT % (f"provider_id = {OTHER}", 2), 2),
    "who else may": (AN_EVENT % (f"mediating_provider_id = {OTHER}", 2), 2),
    "which body may": (AN_EVENT % (f"body_id = {BODY}", 3), 3),
    "which authority may": (AN_EVENT % ("la_id = " + SOMEBODY % "sandbox-la-992", 2), 2),
    "its salt": (AN_EVENT % (f"salt = repeat('0', 32)", 3), 3),  # noqa: F541 - as its neighbours
    "its form": (AN_EVENT % ("salt = NULL", 4), 4),
    "its law": (AN_EVENT % ("law_version = '2'", 3), 3),
    "that it had one": (AN_EVENT % ("law_version = '0'", 4), 4),
    "its command": (AN_EVENT % ("command = jsonb_set(command, '{occurred_on}', '\"2026-02-08\"')", 2), 2),
    "that it has one": (AN_EVENT % ("command = NULL", 3), 3),
    "what the notice said": (AN_EVENT % ("command = jsonb_set(command, '{la_code}', '\"992\"')", 1), 1),
    "the case's reference": (A_COLUMN % "la_reference = 'EHC-ELSEWHERE'", "la_reference"),
    "the appellant's reference": (A_COLUMN % "appellant_reference = 'P-9'", "appellant_reference"),
    "the authority's code": (A_COLUMN % "la_code = '992'", "la_code"),
    "the case's provider": (A_COLUMN % f"provider_id = {OTHER}", "readers"),
    "the notice's contents": (A_COLUMN % """notice_contents = '{"timescales": true}'""", "notice_contents"),
}


@pytest.mark.parametrize(("statement", "fault"), HASHED.values(), ids=HASHED)
async def test_the_hash_covers(
    la: Party, provider: Party, owner: AsyncEngine, statement: str, fault: int | str
) -> None:
    case = await la.opens()
    await declines(provider, case)
    async with past_the_log(owner) as connection:
        await connection.execute(text(statement.replace(":case", f"'{case}'")))
    expected = (False, fault, []) if isinstance(fault, int) else (False, None, [fault])
    assert await verdict(la, case) == expected


async def test_an_event_of_the_first_form_still_verifies(
    la: Party, provider: Party, owner: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trail that an older version of the service began goes on in the second form."""

    monkeypatch.setattr("app.cases.records.covers", lambda *_: None)
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    trail = (await la.gets(f"/v1/cases/{case}/events"))["items"]
    assert all(one.keys().isdisjoint({"form", "salt", "readers", "opening"}) for one in trail)
    assert await verdict(la, case) == (True, None, [])
    monkeypatch.undo()
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    trail = (await la.gets(f"/v1/cases/{case}/events"))["items"]
    assert [one.get("form") for one in trail] == [None, None, 4]
    assert await verdict(la, case) == (True, None, [])
    async with past_the_log(owner) as connection:
        await connection.execute(text(AN_EVENT % ("client_id = 'x'", 2)), {"case": case})
    assert await verdict(la, case) == (False, 2, [])


def test_the_first_form_is_what_it_was() -> None:
    """Chains from before must go on verifying: not a member more, not one less."""
    party, at = UUID(int=7), datetime(2026, 2, 9, 10, tzinfo=UTC)
    event = LoggedEvent(
        UUID(int=1), 2, "adviser-contacted", Action.CONTACT_ADVISER, OrganisationKind.MEDIATION_PROVIDER, party, "a",
        date(2026, 2, 9), at, {"contacted_on": "2026-02-09"}, GENESIS, "",
    )  # fmt: skip
    assert canonical(hashed_form(event)) == (
        '{"action":"contact-adviser","by":"mediation_provider","case_id":"00000000-0000-0000-0000-000000000001",'
        '"changes":{"contacted_on":"2026-02-09"},"client_id":"a","occurred_on":"2026-02-09",'
        '"organisation_id":"00000000-0000-0000-0000-000000000007","recorded_at":"2026-02-09T10:00:00+00:00","seq":2,'
        '"type":"adviser-contacted"}'
    )


@pytest.mark.parametrize("change", ["ground = 'took_part'", "issued_on = '2025-01-01'", "holder_kind = 'young_person'"])
async def test_the_public_check_answers_from_the_signed_text(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine, change: str
) -> None:
    case = await la.opens()
    number = await declines(provider, case)
    before = (await public.get(f"/v1/certificates/{number}/verification")).json()
    record = await la.gets(f"/v1/certificates/{number}")
    assert (before["result"], before["ground"], before["issued_on"]) == ("found", "declined", "2026-02-11")
    async with past_the_log(owner) as connection:
        await connection.execute(text(A_CERTIFICATE % change), {"case": case})
        notice = (
            "notice_sent_on = '2026-01-01', la_code = '992', kind = 'cease_to_maintain', regime = 'green-paper-2022'"
        )
        await connection.execute(text(A_COLUMN % notice), {"case": case})
    assert (await public.get(f"/v1/certificates/{number}/verification")).json() == before
    assert await la.gets(f"/v1/certificates/{number}") == record


async def test_a_certificate_without_its_text_is_not_found(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    """Neither altered, nor replaced by another certificate's."""
    numbers = [await declines(provider, await la.opens()) for _ in range(2)]
    swap = (
        "UPDATE certificates SET sealed_token = (SELECT sealed_token FROM certificates WHERE number = :other)"
        " WHERE number = :number"
    )
    for statement in (swap, "UPDATE certificates SET sealed_token = sealed_token || 'x' WHERE number = :number"):
        async with past_the_log(owner) as connection:
            values = {"number": numbers[0]} | ({"other": numbers[1]} if statement == swap else {})
            await connection.execute(text(statement), values)
        assert (await public.get(f"/v1/certificates/{numbers[0]}/verification")).json()["result"] == "not_found"
        for path in ("", "/pdf"):
            assert (await la.sends("GET", f"/v1/certificates/{numbers[0]}{path}")).status_code == 404
    assert (await public.get(f"/v1/certificates/{numbers[1]}/verification")).json()["result"] == "found"


async def test_a_replaced_certificate_is_not_brought_back(
    la: Party, provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    case = await la.opens()
    first = await declines(provider, case)
    await provider.records(case, "reissue-certificate", occurred_on="2026-02-12")
    assert await verdict(la, case) == (True, None, [])
    async with past_the_log(owner) as connection:
        for status, number in (("superseded", "<>"), ("active", "=")):
            change = f"UPDATE certificates SET status = '{status}' WHERE case_id = CAST(:case AS uuid) AND number {number} :first"  # noqa: S608, E501 - two words of this test
            await connection.execute(text(change), {"case": case, "first": first})
    assert (await public.get(f"/v1/certificates/{first}/verification")).json()["result"] == "superseded"
    intact, _, differs = await verdict(la, case)
    assert (intact, len(differs)) == (False, 2)
