"""A reference names nobody: what is a person's number or address is refused, wherever a reference is given."""

from typing import Any

import pytest

from tests.support.capacity import a_mediator, wants_mediation
from tests.support.parties import Party, a_notice

NHS, UPN = "943 476 5919", "B801200005001"
PERSONAL = {
    "nhs_number": [NHS, "9434765919", "943-476-5919", "943\u2013476\u20135919", "NHS 943 476 5919", "NHS9434765919",
                   "case 943.476.5919/2", "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",
                   "943\u00a0476\u00a05919", "ref9434765919", "(943) 476 5919", "943:476:5919", "943 4765919",
                   "NHS no. 2026000018", "202 600 0018"],
    "pupil_number": [UPN, "b801200005001", "UPN B801200005001", "B 801 2000 05001", "EHC/B801200005001",
                     "D991200005006"],
    "email_address": ["sam@example.org", "Sam Example <sam.example@example.co.uk>", "sam@example.org.uk, EHC-1",
                      "sam\uff20example\uff0eorg", "sam@example\u3002org"],
}  # fmt: skip
HARMLESS = [
    "EHC-2026-0117", "9434765918", "943 476 591", "19434765919", "A943476591B", "P-20931", "C801200005001",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "@lead", "a @ b", "2026/0117/000001", "B80120000500", "AB801200005001X",
    "0000000000", "2026000018", "EHC-2026000018", "5000000005", "a9434765919f",
]  # fmt: skip


@pytest.mark.parametrize(("code", "reference"), [(code, one) for code, found in PERSONAL.items() for one in found])
async def test_a_person_is_no_reference(la: Party, code: str, reference: str) -> None:
    for pointer, body in {
        "#/la_reference": a_notice(la_reference=reference),
        "#/appellant/reference": a_notice(appellant={"kind": "parent", "reference": reference}),
    }.items():
        answer = await la.sends("POST", "/v1/cases", json=body)
        assert answer.status_code == 422, answer.text
        [fault] = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == (pointer, code)
        assert reference not in answer.text


@pytest.mark.parametrize("reference", HARMLESS)
async def test_what_only_looks_like_one_is_taken(la: Party, reference: str) -> None:
    assert (await la.sends("POST", "/v1/cases", json=a_notice(la_reference=reference))).status_code == 201


async def test_in_every_member_that_holds_a_reference(la: Party, provider: Party) -> None:
    case = await wants_mediation(la, provider)
    places: list[tuple[Party, str, str, dict[str, Any], str]] = [
        (provider, "PUT", f"/v1/cases/{case}/mediation-needs", {"school_reference": NHS}, "#/school_reference"),
        (provider, "PUT", f"/v1/cases/{case}/mediation-needs", {"family_reference": UPN}, "#/family_reference"),
        (la, "POST", f"/v1/cases/{case}/actions/register-appeal",
         {"basis": "permission", "permission_reference": "sam@example.org"}, "#/permission_reference"),
        (la, "POST", f"/v1/cases/{case}/actions/widen-grounds",
         {"sections": ["F"], "permission_reference": NHS}, "#/permission_reference"),
        (provider, "POST", "/v1/mediators", a_mediator(conflicts=[{"party": "family", "reference": NHS}]),
         "#/conflicts/0/reference"),
    ]  # fmt: skip
    for party, method, path, body, pointer in places:
        answer = await party.sends(method, path, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), path


@pytest.mark.parametrize("code", ["994", "000", "909", "928", "999", "804"])
async def test_a_code_of_no_authority(provider: Party, code: str) -> None:
    bodies = {
        "#/areas": a_mediator(areas=["991", code]),
        "#/conflicts/0": a_mediator(conflicts=[{"party": "local_authority", "reference": code}]),
    }
    for pointer, body in bodies.items():
        answer = await provider.sends("POST", "/v1/mediators", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    assert (await provider.sends("GET", "/v1/capacity", params={"area": code})).status_code == 422
    assert (await provider.sends("GET", "/v1/advice-services", params={"area": code})).status_code == 422


async def test_an_authority_that_ended_is_named(provider: Party) -> None:
    answer = await provider.sends("POST", "/v1/mediators", json=a_mediator(areas=["909"]))
    assert "Cumbria ended on 2023-03-31" in answer.json()["errors"][0]["detail"]


async def test_codes_of_real_authorities_are_known(provider: Party) -> None:
    shown = await provider.posts("/v1/mediators", a_mediator(areas=["201", "420", "839", "942", "991"]))
    assert shown["areas"] == ["201", "420", "839", "942", "991"]
