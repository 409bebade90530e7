"""Documents by reference: for their owner and the readers that it names, and as if there were none for all others."""

import asyncio
from hashlib import sha256
from typing import Any

import pytest

from tests.support.feed import feed_up_to
from tests.support.parties import Parties, Party, declines

PLACE = "https://dms.eastmere.example/d/88213?key=quillfeather"


def a_letter(readers: tuple[str, ...] = ("mediation_provider",), of: str = "letter", **more: Any) -> dict[str, Any]:
    said = {"kind": "decision_letter", "dated": "2026-02-02", "sha256": sha256(of.encode()).hexdigest()}
    return {**said, "location": PLACE, "readers": list(readers), **more}


def path(case: str, document: str = "") -> str:
    return f"/v1/cases/{case}/documents" + (f"/{document}" if document else "")


async def files(party: Party, case: str, said: dict[str, Any], **headers: str) -> Any:
    return await party.sends("POST", path(case), json=said, headers=headers)


async def held(party: Party, case: str) -> list[str]:
    return [one["id"] for one in await party.lists(path(case))]


async def heard_of(party: Party, case: str, mark: str) -> list[str]:
    """Return the types of events that a party hears of a case in the feed."""
    told, _ = await feed_up_to(party, mark)
    return [one["type"] for one in told if one["record_id"] == case]


async def before_the_tribunal(la: Party, provider: Party) -> str:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await la.records(case, "request-mediation", issues=["health"], occurred_on="2026-02-03")
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb", occurred_on="2026-02-03")
    await declines(provider, case)
    return case


async def test_each_sees_what_it_owns_or_what_names_it(
    la: Party, other_la: Party, provider: Party, other_provider: Party, icb: Party, tribunal: Party, advice: Party
) -> None:
    case = await before_the_tribunal(la, provider)
    owners = {"own": la, "all": la, "theirs": provider, "court": tribunal, "health": icb}
    readers: dict[str, tuple[str, ...]] = {
        "own": (),
        "all": ("mediation_provider", "commissioning_body", "tribunal"),
        "theirs": ("commissioning_body",),
        "court": ("local_authority",),
        "health": ("local_authority", "tribunal"),
    }
    made = {}
    for of, owner in owners.items():
        answer = await files(owner, case, a_letter(readers[of], of, kind="other"))
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == path(case, answer.json()["id"])
        made[of] = answer.json()["id"]
    sees = {la: "health court all own", provider: "theirs all", tribunal: "health court all", icb: "health theirs all"}
    for party, names in sees.items():
        assert await held(party, case) == [made[name] for name in names.split()], party.slug
        for of, one in made.items():
            answer = await party.sends("GET", path(case, one))
            assert answer.status_code == (200 if of in names.split() else 404), (party.slug, of)
            if of not in names.split():
                for method in ("PUT", "DELETE"):  # no trace of it: not even that it is another's
                    body = {k: v for k, v in a_letter().items() if k != "sha256"}
                    tried = await party.sends(method, path(case, one), **({"json": body} if method == "PUT" else {}))
                    assert tried.status_code == 404, (party.slug, of)
    for stranger in (other_la, other_provider):
        for where in (path(case), path(case, made["all"])):
            assert (await stranger.sends("GET", where)).status_code == 404
        assert (await files(stranger, case, a_letter())).status_code == 404
    assert (await advice.sends("GET", path(case))).status_code == 403
    other = await la.opens()
    assert (await la.sends("GET", path(other, made["all"]))).status_code == 404


async def test_events_tell_ids_to_those_who_may_have_it(
    la: Party, provider: Party, icb: Party, tribunal: Party
) -> None:
    case = await before_the_tribunal(la, provider)
    one = (await files(la, case, a_letter(("tribunal",)))).json()
    body = {name: value for name, value in a_letter(("commissioning_body",)).items() if name != "sha256"}
    await la.sends("PUT", path(case, one["id"]), json={**body, "dated": "2026-01-30"})
    assert (await la.sends("DELETE", path(case, one["id"]))).status_code == 204
    mark = await before_the_tribunal(la, provider)
    of_documents = ["document-recorded", "document-changed", "document-withdrawn"]
    told = {
        la: of_documents,
        provider: ["withheld"] * 3,
        tribunal: ["document-recorded", "document-changed", "withheld"],
        icb: ["withheld", "document-changed", "document-withdrawn"],
    }
    for party, types in told.items():
        trail = (await party.lists(f"/v1/cases/{case}/events"))[-3:]
        assert [event["type"] for event in trail] == types, party.slug
        for event in trail:
            if event["type"] == "withheld":
                assert "about" not in event
            else:
                assert event["about"]["document_id"] == one["id"]
        assert "quillfeather" not in str(trail)
        assert one["sha256"] not in str(trail)
        assert (await party.gets(f"/v1/cases/{case}/events/verification"))["intact"]
        assert (await heard_of(party, case, mark))[-3:] == types, party.slug


async def test_an_agreement_made_in_mediation_never_reaches_the_tribunal(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await before_the_tribunal(la, provider)
    refused = await files(la, case, a_letter(("tribunal",), kind="agreement"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/readers"
    assert (await files(tribunal, case, a_letter((), kind="agreement"))).status_code == 403
    one = (await files(la, case, a_letter(("tribunal",)))).json()
    body = {name: value for name, value in a_letter(("tribunal",), kind="agreement").items() if name != "sha256"}
    assert (await la.sends("PUT", path(case, one["id"]), json=body)).status_code == 422
    assert (await tribunal.gets(path(case, one["id"])))["kind"] == "decision_letter"


async def test_only_its_owner_changes_or_withdraws_it(la: Party, provider: Party) -> None:
    case = await la.opens()
    said = a_letter()
    one = (await files(la, case, said)).json()
    assert (one["agrees_with_notice"], one["recorded_by"]["slug"], one["version"]) == (True, "sandbox-la-991", 1)
    body = {name: value for name, value in said.items() if name != "sha256"} | {"dated": "2026-01-30"}
    assert (await provider.sends("PUT", path(case, one["id"]), json=body)).status_code == 403
    assert (await provider.sends("DELETE", path(case, one["id"]))).status_code == 403
    stale = {"If-Match": '"7"'}
    assert (await la.sends("PUT", path(case, one["id"]), json=body, headers=stale)).status_code == 412
    assert (await la.sends("DELETE", path(case, one["id"]), headers=stale)).status_code == 412
    changed = await la.sends("PUT", path(case, one["id"]), json=body, headers={"If-Match": '"1"'})
    assert (changed.json()["version"], changed.headers["etag"], changed.json()["agrees_with_notice"]) == (
        2,
        '"2"',
        False,
    )
    again = await la.sends("PUT", path(case, one["id"]), json=body)
    assert again.json()["version"] == 2  # nothing changed, so there is no event
    assert [event["type"] for event in await la.lists(f"/v1/cases/{case}/events")][1:] == [
        "document-recorded",
        "document-changed",
    ]
    assert (await la.sends("DELETE", path(case, one["id"]), headers={"If-Match": '"2"'})).status_code == 204
    assert await held(provider, case) == []
    assert (await files(la, case, said)).status_code == 201


async def test_the_documents_of_an_authority_go_with_a_transferred_case(
    other_la: Party, provider: Party, parties: Parties
) -> None:
    case = await other_la.opens(kind="plan_content", sections=("B",))
    own, theirs = [(await files(one, case, a_letter(()))).json()["id"] for one in (other_la, provider)]
    moves = {"to_la_code": "993", "moved_on": "2026-03-09", "aware_on": "2026-03-02"}
    await other_la.posts(f"/v1/cases/{case}/transfer", moves)
    north = await parties.get("sandbox-la-993")
    assert await held(north, case) == [own]
    assert (await other_la.sends("GET", path(case, own))).status_code == 404
    assert (await provider.sends("GET", path(case, theirs))).status_code == 404
    assert (await north.sends("DELETE", path(case, own))).status_code == 204
    assert (await north.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_one_file_is_one_document_in_a_race_too(la: Party, provider: Party) -> None:
    case = await la.opens()
    said = a_letter(sha256=sha256(b"letter").hexdigest().upper())
    answers = await asyncio.gather(*(files(la, case, said) for _ in range(3)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    [made] = await held(la, case)
    for one in answers:
        if one.status_code == 409:
            assert (one.json()["type"].rsplit("/", 1)[-1], one.json()["document_id"]) == ("document-known", made)
    assert (await files(provider, case, said)).status_code == 201  # the provider's own copy of the same letter
    keyed = a_letter(of="plan", kind="plan")
    first, second = [await files(la, case, keyed, **{"Idempotency-Key": f"plan {case}"}) for _ in range(2)]
    assert (first.status_code, second.text, second.headers["idempotent-replayed"]) == (201, first.text, "true")


async def test_the_list_has_pages_kinds_and_csv(la: Party, provider: Party) -> None:
    case = await la.opens()
    for number in range(5):
        kind = "plan" if number % 2 else "order"
        assert (await files(la, case, a_letter(of=f"{number}", kind=kind, location="=1+1"))).status_code == 201
    newest = await held(provider, case)
    assert len(newest) == 5
    assert [one["id"] for one in await provider.lists(path(case), limit=2)] == newest
    assert [one["kind"] for one in await provider.lists(path(case), kind="plan")] == ["plan"] * 2
    file = await provider.sends("GET", path(case), headers={"Accept": "text/csv"})
    lines = file.text.splitlines()
    assert lines[0].split(",")[:6] == ["id", "case_id", "kind", "dated", "sha256", "location"]
    assert (len(lines), lines[1].split(",")[5]) == (6, "'=1+1")
    [read] = [one for one in await la.lists(f"/v1/cases/{case}/reads") if one["surface"] == "documents"]
    assert read["organisation"]["slug"] == provider.slug
    assert (await la.sends("GET", path(case), params={"kind": "novel"})).status_code == 422


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("sha256", "abc"),
        ("sha256", "g" * 64),
        ("dated", "2999-01-01"),
        ("dated", "0001-01-01"),
        ("kind", "novel"),
        ("location", ""),
        ("location", "data:text/plain,the letter itself"),
        ("location", "JavaScript:alert(1)"),
        ("location", "ftp://dms.example/d"),
        ("location", "https://sam:secret@dms.example/d"),
        ("location", "https://"),
        ("location", "https://[dms.example/d"),
        ("location", "x" * 1001),
        ("readers", ["advice_service"]),
        ("readers", "tribunal"),
        ("content", "the letter itself"),
    ],
)
async def test_what_says_no_place_is_refused(la: Party, member: str, value: Any) -> None:
    case = await la.opens()
    answer = await files(la, case, a_letter() | {member: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"#/{member}")
    assert (await la.sees(case))["version"] == 1


async def test_there_is_an_end_to_documents(la: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cases.documents.use_cases.MOST_DOCUMENTS", 1)
    case = await la.opens()
    assert (await files(la, case, a_letter(of="1"))).status_code == 201
    full = await files(la, case, a_letter(of="2"))
    assert (full.status_code, full.json()["type"].rsplit("/", 1)[-1]) == (409, "too-many-documents")
