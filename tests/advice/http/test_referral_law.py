"""The machine of a referral, published as the pathway is: what it says, and what was proven about it."""

from pathlib import Path

import pytest

from app.advice.domain.assurance import PROPERTIES, REACHED, USED
from app.advice.domain.words import MEANS, ConsentCovers, ReferralAction, ReferralState
from tests.support.parties import Party

PAGE = (Path(__file__).parents[3] / "docs/referrals.md").read_text(encoding="utf-8")


async def test_the_machine_is_everybodys(la: Party) -> None:
    answer = await la.http.get("/v1/law/referrals")
    shown = answer.json()
    assert answer.status_code == 200, "without a token"
    assert shown["states"] == list(ReferralState)
    assert {one["action"] for one in shown["moves"]} == set(ReferralAction)
    withdrawal = next(one for one in shown["moves"] if one["action"] == "withdraw-consent")
    assert (withdrawal["target"], withdrawal["gates"][0]["name"]) == ("withdrawn", "told_to_a_party")
    assert withdrawal["citation"] == "art 7(3) UK GDPR"
    assert "new --> opened: open" in shown["diagram"]
    assert shown["offers"][0] == {
        "moment": "notice", "owed_by": "local_authority", "because": "The notice of the decision was sent.",
    }  # fmt: skip


async def test_so_is_its_proof(la: Party) -> None:
    verdict = (await la.http.get("/v1/law/referrals/assurance")).json()
    assert verdict["holds"] is True
    assert {one["name"] for one in verdict["properties"]} == {*(one.name for one in PROPERTIES), USED, REACHED}
    assert verdict["states_examined"] > 300


async def test_every_purpose_says_what_it_means(la: Party) -> None:
    """A family is asked for it in words: they stand where a programmer looks, and where anybody does."""
    document = (await la.http.get("/openapi.json")).json()
    said = document["components"]["schemas"]["ConsentIn"]["properties"]["covers"]["description"]
    assert set(MEANS) == set(ConsentCovers)
    for purpose, means in MEANS.items():
        assert f"`{purpose}`: {means}" in said
        assert f"| `{purpose}` | {means} |" in PAGE
        assert "place" not in means


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/advice-services/effect", "**Your first request for a quarter publishes its figures.**"),
        ("/v1/referrals/{referral_id}", "The header `ETag` holds the version of the referral"),
        ("/v1/cases/{case_id}/advice-offers", "The header `ETag` holds the version of the case"),
    ],
)
async def test_the_document_says_what_would_surprise(la: Party, path: str, says: str) -> None:
    document = (await la.http.get("/openapi.json")).json()
    assert says in document["paths"][path]["get"]["description"]


async def test_it_promises_no_more_of_the_figures_than_holds(la: Party) -> None:
    document = (await la.http.get("/openapi.json")).json()
    said = document["components"]["schemas"]["EffectOut"]["description"]
    assert "no child can be found" not in said
    assert "invented families" in said
