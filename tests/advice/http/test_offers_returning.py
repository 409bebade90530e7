"""Offers where the right to appeal passes on more than once, and where it returns to whoever held it before."""

import pytest

from tests.support.parties import Party, declines

FOR_THEM = {"holder_kind": "alternative_person", "holder_name": "Robin Example", "occurred_on": "2026-02-20"}
THEMSELVES = {"holder_kind": "young_person", "holder_name": "Alex Example", "occurred_on": "2026-02-25"}
"""That somebody acts for whoever cannot (s.80), and that the young person can: what `reissue-certificate` says."""


@pytest.mark.parametrize("said", ["declined", "accepted"])
@pytest.mark.parametrize("between", [None, "declined"])
async def test_whoever_answered_is_not_asked_again_where_the_right_returns(
    la: Party, provider: Party, said: str, between: str | None
) -> None:
    """Somebody acted for the young person for a while (s.80), whether that one answered or not."""
    case = await la.opens(appellant={"kind": "young_person", "name": "Alex Example"})
    path = f"/v1/cases/{case}/advice-offers"
    await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": said})
    await declines(provider, case)
    await provider.records(case, "reissue-certificate", **FOR_THEM)
    if between:
        await provider.posts(path, {"moment": "right_passed", "made_on": "2026-02-21", "answer": between})
    await provider.records(case, "reissue-certificate", **THEMSELVES)
    for party in (la, provider):
        shown = await party.gets(path)
        assert (shown["due"], shown["to_come"], shown["missed"]) == ([], [], [])
        assert (await party.gets(f"/v1/cases/{case}/deadlines"))["offer_due"] is None
        assert case not in [one["case_id"] for one in await party.lists("/v1/advice-offers")]
    owed = [one["case_id"] for one in await la.lists("/v1/advice-offers/to-refer")]
    first = (await la.gets(path))["made"][0]
    assert (first["to_refer"], case in owed) == (said == "accepted", said == "accepted")


async def test_what_lies_behind_several_answers_was_owed_to_nobody(la: Party, provider: Party) -> None:
    """The parent had answered before mediation was refused; somebody acted for them, and answered as well."""
    case = await la.opens()
    path = f"/v1/cases/{case}/advice-offers"
    await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "declined"})
    await declines(provider, case)
    await provider.records(case, "reissue-certificate", **FOR_THEM)
    await provider.posts(path, {"moment": "right_passed", "made_on": "2026-02-21", "answer": "declined"})
    await provider.records(case, "reissue-certificate", **THEMSELVES)
    shown = await la.gets(path)
    assert [(one["moment"], one["due_on"]) for one in shown["due"]] == [("right_passed", "2026-02-25")]
    assert shown["missed"] == []
