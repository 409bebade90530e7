"""Languages suit by their canonical form: a region, an old tag or capitals part no family from its mediator."""

import pytest

from tests.support.capacity import a_mediator, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Party

SUIT = [
    ("en-GB", "en"), ("en", "en-GB"), ("EN", "en-gb"), ("en_GB", "en"), ("en-UK", "en-GB"), ("eng", "en"),
    ("iw", "he"), ("he", "iw-IL"), ("sgn-GB", "bfi"), ("bfi", "sgn-BFI"), ("zh-cmn", "cmn"), ("zh-yue", "yue-HK"),
    ("pa", "pa-Arab-PK"), ("cy-GB", "cym"), ("i-klingon", "tlh"), ("lb", "I-LUX"), ("zh", "zh-Hant"),
]  # fmt: skip
DIFFER = [("en", "cy"), ("pt-BR", "pt-PT"), ("zh", "yue"), ("en", "enm"), ("fa-AF", "fa-IR")]


async def offered(la: Party, provider: Party, spoken: str, asked: str) -> bool:
    mediator = await mediates(provider, languages=[spoken])
    case = await wants_mediation(la, provider)
    await puts(provider, f"/v1/cases/{case}/mediation-needs", {"languages": [asked]})
    return bool(await slots_for(la, case, mediator))


@pytest.mark.parametrize(("spoken", "asked"), SUIT)
async def test_the_same_language_suits(la: Party, provider: Party, spoken: str, asked: str) -> None:
    assert await offered(la, provider, spoken, asked)


@pytest.mark.parametrize(("spoken", "asked"), DIFFER)
async def test_another_does_not(la: Party, provider: Party, spoken: str, asked: str) -> None:
    assert not await offered(la, provider, spoken, asked)


async def test_a_tag_is_kept_in_its_canonical_form(la: Party, provider: Party) -> None:
    languages = ["EN-gb", "en_GB", "iw", "sgn-GB", "pa-arab"]
    shown = await provider.posts("/v1/mediators", a_mediator(languages=languages))
    assert shown["languages"] == ["bfi", "en-GB", "he", "pa-Arab"]
    case = await wants_mediation(la, provider)
    needs = await puts(
        provider, f"/v1/cases/{case}/mediation-needs", {"languages": ["UR", "ur-pk"], "interpreter": "BFI"}
    )
    assert (needs["languages"], needs["interpreter"]) == (["ur", "ur-PK"], "bfi")


@pytest.mark.parametrize(
    "tag",
    ["xx", "eg", "english", "e", "en-", "-en", "en--GB", "en-ZZZZZZZZZ", "en gb", "qq-GB", "12", "i", "i-", "i-zz"],
)
async def test_what_is_no_language_is_refused(provider: Party, tag: str) -> None:
    answer = await provider.sends("POST", "/v1/mediators", json=a_mediator(languages=["en", tag]))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("#/languages")
