"""Offers of independent help over HTTP: made once for a moment, owed by somebody, and never after an answer."""

import pytest

from tests.support.capacity import books, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party, declines
from tests.support.referrals import refers

OF_AGE = {"holder_kind": "young_person", "holder_name": "Alex Example", "occurred_on": "2026-02-20"}
"""That the right to appeal passed to the young person, with the certificate: what `reissue-certificate` says."""


class TestOffers:
    """Made once for a moment, and never after an answer."""

    async def test_the_same_moment_is_not_used_twice(self, la: Party, provider: Party) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        shown = await la.posts(path, {"moment": "notice", "made_on": "2026-02-03"})
        assert [(one["moment"], one["own"], one["answer"]) for one in shown["made"]] == [("notice", True, None)]
        again = await la.sends("POST", path, json={"moment": "notice", "made_on": "2026-02-04"})
        assert (again.status_code, again.json()["rule"]) == (409, "advice-and-information")
        due = [one["moment"] for one in (await provider.gets(path))["due"]]
        assert due == ["contact_missed"], "the latest moment alone"

    async def test_a_decline_is_respected_by_everybody(self, la: Party, provider: Party) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        said = {"moment": "notice", "made_on": "2026-02-03", "answer": "declined", "reason": "not_needed"}
        shown = await la.posts(path, said)
        assert (shown["made"][0]["answer"], shown["made"][0]["reason"], shown["due"]) == ("declined", "not_needed", [])
        nagging = await provider.sends("POST", path, json={"moment": "contact_missed"})
        assert nagging.status_code == 409
        again = await la.sends("POST", path, json={**said, "answer": "accepted", "reason": None})
        assert again.status_code == 409, "an answer is given once; whoever thinks again is referred"
        await refers(la, case)

    @pytest.mark.parametrize(("made_on", "status"), [("2026-03-03", 409), ("2026-03-04", 201)])
    async def test_no_offer_before_its_moment(self, la: Party, made_on: str, status: int) -> None:
        """Half of the 59 days from 2 February to 2 April have gone on 4 March."""
        path = f"/v1/cases/{await la.opens()}/advice-offers"
        answer = await la.sends("POST", path, json={"moment": "half_contact_period", "made_on": made_on})
        assert answer.status_code == status

    async def test_an_answer_may_come_later_and_to_another(self, la: Party, provider: Party) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        await la.posts(path, {"moment": "notice", "made_on": "2026-02-03"})
        later = {"moment": "notice", "answer": "declined", "reason": "helped_by_others"}
        told = await provider.posts(path, later)
        assert [(one["own"], one["answer"], one["reason"]) for one in told["made"]] == [
            (False, "declined", "helped_by_others")
        ]
        shown = await la.gets(path)
        assert [(one["own"], one["answer"], one["reason"]) for one in shown["made"]] == [(True, None, None)]
        assert (shown["due"], shown["to_come"]) == ([], [])
        trail = (await la.gets(f"/v1/cases/{case}/events"))["items"]
        assert (trail[-1]["type"], trail[-1]["changes"]) == ("advice-answered", {})
        assert (await la.sends("POST", path, json=later)).status_code == 409

    async def test_a_case_says_what_is_due_among_its_dates(self, parties: Parties, la: Party, provider: Party) -> None:
        icb = await parties.get("sandbox-icb")
        case = await la.opens(kind="plan_content", sections=("F", "G"), notice_sent_on=in_days(-3))
        for party in (la, provider):
            owed = (await party.gets(f"/v1/cases/{case}/deadlines"))["offer_due"]
            assert (owed["moment"], owed["due_on"], owed["owed_by"]) == ("notice", in_days(-3), "local_authority")
        shown = await la.gets(f"/v1/cases/{case}/advice-offers")
        assert [one["moment"] for one in shown["to_come"]] == ["half_contact_period", "contact_missed"]
        await provider.records(case, "contact-adviser", occurred_on=in_days(-2))
        await provider.records(case, "request-mediation", issues=["F", "G"], occurred_on=in_days(-1))
        await la.records(case, "notify-commissioning-body", occurred_on=in_days(0))
        shown = await la.gets(f"/v1/cases/{case}/advice-offers")
        assert ([one["moment"] for one in shown["due"]], shown["to_come"]) == (["mediation_chosen"], [])
        assert (await icb.gets(f"/v1/cases/{case}/deadlines"))["offer_due"] is None

    async def test_due_offers_are_listed_over_all_cases(self, parties: Parties) -> None:
        northwold, adviser = [await parties.get(slug) for slug in ("sandbox-la-993", "sandbox-provider-b")]
        opened = [await northwold.opens(notice_sent_on=in_days(-9 + days)) for days in range(3)]

        async def listed(party: Party) -> list[str]:
            due = await party.lists("/v1/advice-offers", limit=1)
            return [one["case_id"] for one in due if one["case_id"] in opened]

        assert await listed(northwold) == opened == await listed(adviser)
        for outsider in ("sandbox-la-991", "sandbox-provider-a", "sandbox-advice-991"):
            assert await listed(await parties.get(outsider)) == []
        icb = await parties.get("sandbox-icb")
        assert (await icb.sends("GET", "/v1/advice-offers")).status_code == 403
        first = next(one for one in await northwold.lists("/v1/advice-offers") if one["case_id"] == opened[0])
        assert first["post_to"] == f"/v1/cases/{opened[0]}/advice-offers"
        assert first["owed_since"] == in_days(-9)
        theirs = await northwold.lists("/v1/advice-offers", owed_by="mediation_adviser")
        assert not {one["case_id"] for one in theirs} & {*opened}
        ours = await northwold.lists("/v1/advice-offers", owed_by="local_authority")
        assert {one["owed_by"] for one in ours} == {"local_authority"}
        assert {*opened} <= {one["case_id"] for one in ours}
        await northwold.posts(first["post_to"], {"moment": first["moment"]})
        await adviser.posts(f"/v1/cases/{opened[1]}/advice-offers", {"moment": "notice", "answer": "declined"})
        assert await listed(northwold) == opened[2:]
        await adviser.records(opened[0], "contact-adviser", occurred_on=in_days(-1))
        await adviser.records(opened[0], "decline-mediation", occurred_on=in_days(-1))
        await adviser.records(opened[1], "contact-adviser", occurred_on=in_days(-1))
        await adviser.records(opened[1], "decline-mediation", occurred_on=in_days(-1))
        assert await listed(northwold) == [opened[2], opened[0]], "a new moment; and whoever declined is left in peace"

    async def test_whoever_mediates_beside_the_adviser_has_it_on_its_list(self, parties: Parties) -> None:
        la, adviser, beside = [
            await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-provider-a", "sandbox-provider-b")
        ]
        mediator = await mediates(beside, areas=["992"])
        case = await wants_mediation(la, adviser)
        assert case not in [one["case_id"] for one in await beside.lists("/v1/advice-offers")]
        await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
        for party in (adviser, beside):
            due = await party.gets(f"/v1/cases/{case}/advice-offers")
            assert [one["moment"] for one in due["due"]] == ["session_fixed"]
            listed = await party.lists("/v1/advice-offers")
            assert [one["moment"] for one in listed if one["case_id"] == case] == ["session_fixed"]

    @pytest.mark.parametrize("offered", [True, False])
    async def test_a_referral_is_an_answer(self, la: Party, provider: Party, offered: bool) -> None:
        case = await la.opens(notice_sent_on=in_days(-9))
        path = f"/v1/cases/{case}/advice-offers"
        if offered:
            await la.posts(path, {"moment": "notice", "made_on": in_days(-8)})
        await refers(provider, case, given_on=in_days(-3), occurred_on=in_days(-2))
        for party in (la, provider):
            shown = await party.gets(path)
            assert (shown["due"], shown["to_come"]) == ([], [])
            said = "accepted" if party is provider else None
            assert [tuple(one[name] for name in ("moment", "answer", "to_refer")) for one in shown["made"]] == [
                ("notice", said, False)
            ]
        assert case not in [one["case_id"] for one in await la.lists("/v1/advice-offers")]
        last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
        assert last["type"] == ("advice-answered" if offered else "advice-offered"), "as for any answer"

    async def test_whoever_heard_yes_owes_the_referral(self, la: Party, provider: Party, advice: Party) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        shown = await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"})
        assert [(one["answer"], one["to_refer"]) for one in shown["made"]] == [("accepted", True)]
        for party, source in ((advice, "family"), (provider, "mediation_provider")):
            await refers(party, case, source=source)
        await refers(la, case, person="young_person")
        assert [one["to_refer"] for one in (await la.gets(path))["made"]] == [True], "what others did is not told"
        await refers(la, case)
        assert [one["to_refer"] for one in (await la.gets(path))["made"]] == [False]
        late = await la.sends("POST", path, json={"moment": "notice", "answer": "declined"})
        assert late.status_code == 409, "who was referred takes its consent back"

    async def test_who_said_yes_is_on_the_list_of_whoever_heard_it(
        self, parties: Parties, la: Party, provider: Party, advice: Party
    ) -> None:
        """Until they are referred, or say no after all; and whatever others did, on nobody else's list."""
        owed = "/v1/advice-offers/to-refer"
        cases = [await la.opens(la_reference=f"YES-{number}") for number in range(4)]
        yes = {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"}

        async def listed(party: Party) -> list[str]:
            return [one["case_id"] for one in await party.lists(owed, limit=1) if one["case_id"] in cases]

        for case in cases[:2]:
            await la.posts(f"/v1/cases/{case}/advice-offers", yes)
        unasked = {"answer": "accepted", "occurred_on": "2026-02-02", "moment": None}
        await la.posts(f"/v1/cases/{cases[2]}/advice-offers", {"moment": "notice", "made_on": "2026-02-05"})
        await la.posts(f"/v1/cases/{cases[2]}/advice-offers", unasked)
        await provider.posts(f"/v1/cases/{cases[3]}/advice-offers", {**yes, "made_on": "2026-02-04"})
        assert sorted(await listed(la)) == sorted(cases[:3])
        assert (await listed(la))[0] == cases[2], "the longest owed first"
        assert await listed(provider) == cases[3:]
        for slug in ("sandbox-la-992", "sandbox-provider-b", "sandbox-advice-991"):
            assert await listed(await parties.get(slug)) == []
        first = next(one for one in await la.lists(owed) if one["case_id"] == cases[0])
        assert [first[name] for name in ("la_code", "la_reference", "moment", "made_on", "person", "post_to")] == [
            "991", "YES-0", "notice", "2026-02-03", "parent", "/v1/referrals",
        ]  # fmt: skip
        await refers(advice, cases[0], source="family")
        await refers(provider, cases[0])
        assert cases[0] in await listed(la), "what others did is not told"
        await refers(la, cases[0])
        await la.posts(f"/v1/cases/{cases[1]}/advice-offers", {"moment": "notice", "answer": "declined"})
        assert await listed(la) == [cases[2]]
        of_age = {"holder_kind": "young_person", "holder_name": "Alex Example", "occurred_on": "2026-02-20"}
        await declines(provider, cases[2])
        await provider.records(cases[2], "reissue-certificate", **of_age)
        assert await listed(la) == [], "a parent's yes is no yes of whom the right passed on to"

    @pytest.mark.parametrize("referred", [True, False])
    async def test_a_parents_yes_owes_nothing_to_whom_the_right_passed_on(
        self, la: Party, provider: Party, referred: bool
    ) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"})
        if referred:
            await refers(la, case)
        await declines(provider, case)
        await provider.records(case, "reissue-certificate", **OF_AGE)
        assert [(one["answer"], one["to_refer"]) for one in (await la.gets(path))["made"]] == [("accepted", False)]

    @pytest.mark.parametrize("said", ["declined", "accepted", "a referral"])
    async def test_whoever_comes_to_hold_the_right_is_asked_anew(self, la: Party, provider: Party, said: str) -> None:
        """The parent's answer is no young person's: neither a yes, nor a no, nor that the parent was referred."""
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        if said == "a referral":
            await refers(la, case)
        else:
            await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": said})
        await declines(provider, case)
        assert (await provider.gets(path))["due"] == []
        await provider.records(case, "reissue-certificate", **OF_AGE)
        for party in (la, provider):
            shown = await party.gets(path)
            assert [(one["moment"], one["due_on"], one["owed_by"]) for one in shown["due"]] == [
                ("right_passed", "2026-02-20", "mediation_adviser")
            ]
            assert shown["missed"] == [], "nothing was owed to the parent after the answer"
            listed = {one["case_id"]: one for one in await party.lists("/v1/advice-offers")}
            assert (listed[case]["moment"], listed[case]["owed_since"]) == ("right_passed", "2026-02-20")
            owed = (await party.gets(f"/v1/cases/{case}/deadlines"))["offer_due"]
            assert owed["moment"] == "right_passed"
        told = await provider.posts(path, {"moment": "right_passed", "made_on": "2026-02-21", "answer": "declined"})
        assert told["due"] == []
        assert case not in [one["case_id"] for one in await la.lists("/v1/advice-offers")]
        assert (await la.sends("POST", path, json={"answer": "accepted"})).status_code == 409, "who has now answered"

    async def test_an_appeal_in_the_young_persons_name_asks_the_young_person(
        self, la: Party, provider: Party, tribunal: Party
    ) -> None:
        case = await la.opens(kind="plan_content", sections=("I",))
        path = f"/v1/cases/{case}/advice-offers"
        await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "declined"})
        lodged = {"basis": "placement_only", "appellant_kind": "young_person", "occurred_on": "2026-03-02"}
        await tribunal.records(case, "register-appeal", **lodged)
        assert [one["moment"] for one in (await la.gets(path))["due"]] == ["appeal_registered"]
        await refers(provider, case, person="young_person")  # as of 10 February: it was theirs alone, and told late
        assert (await la.gets(path))["due"] == []

    @pytest.mark.parametrize("holder", ["young_person", "alternative_person"])
    @pytest.mark.parametrize("answer", ["accepted", "declined"])
    async def test_a_parent_beside_the_holder_answers_for_nobody(self, la: Party, holder: str, answer: str) -> None:
        case = await la.opens(appellant={"kind": holder, "name": "Alex Example"})
        path = f"/v1/cases/{case}/advice-offers"
        said = {"moment": "notice", "made_on": "2026-02-03", "answer": answer}
        refused = await la.sends("POST", path, json={**said, "answered_by": "parent"})
        assert (refused.status_code, refused.json()["rule"]) == (409, "advice-and-information")
        assert holder in refused.json()["reason"]
        before = await la.gets(path)
        assert (before["made"], bool(before["due"])) == ([], True)
        told = await la.posts(path, {**said, "answered_by": holder})
        assert ([one["answer"] for one in told["made"]], told["due"]) == ([answer], [])

    @pytest.mark.parametrize("corrects", [True, False])
    async def test_an_answer_from_before_the_right_passed_on_is_told_too_late(
        self, la: Party, provider: Party, corrects: bool
    ) -> None:
        """It was the parent's: it neither ends the offers to the young person nor takes their yes back."""
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        await declines(provider, case)
        await provider.records(case, "reissue-certificate", **OF_AGE)
        if corrects:
            await la.posts(path, {"moment": "right_passed", "made_on": "2026-02-21", "answer": "accepted"})
        before = await la.gets(path)
        late = {"moment": None if corrects else "notice", "made_on": "2026-02-03", "answer": "declined"}
        refused = await la.sends("POST", path, json=late)
        assert refused.status_code == 409
        assert "2026-02-20" in refused.json()["reason"]
        assert await la.gets(path) == before
        if not corrects:
            shown = await la.posts(path, {"moment": "notice", "made_on": "2026-02-03"})
            assert [one["moment"] for one in shown["due"]] == ["right_passed"], "that it was offered is recorded"

    async def test_an_unasked_answer_on_the_very_day_on_which_the_right_passed_on(
        self, la: Party, provider: Party
    ) -> None:
        """The parent's stands for that day already, and the case is over: there is nothing to keep another by."""
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        await declines(provider, case)
        await la.posts(path, {"moment": "mediation_refused", "made_on": "2026-02-20"})
        unasked = {"answer": "declined", "made_on": "2026-02-19"}
        await la.posts(path, unasked)
        await provider.records(case, "reissue-certificate", **OF_AGE | {"occurred_on": "2026-02-19"})
        await la.records(case, "concede", occurred_on="2026-02-19")
        assert (await la.sends("POST", path, json=unasked)).status_code == 409

    @pytest.mark.parametrize("moment", ["notice", None])
    async def test_a_family_that_thinks_again_before_its_referral_declines(self, la: Party, moment: str | None) -> None:
        path = f"/v1/cases/{await la.opens()}/advice-offers"
        await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": "accepted"})
        said = {"moment": moment, "answer": "declined", "reason": "not_now"}
        shown = await la.posts(path, said)
        assert [tuple(one[name] for name in ("answer", "reason", "to_refer")) for one in shown["made"]] == [
            ("declined", "not_now", False)
        ]
        assert (shown["due"], shown["to_come"]) == ([], [])
        assert (await la.sends("POST", path, json=said)).status_code == 409

    @pytest.mark.parametrize("answer", ["declined", "a referral"])
    async def test_an_answer_that_nobody_asked_for_is_one(self, la: Party, provider: Party, answer: str) -> None:
        """All that was due has been offered, and answered later and unasked; or the family came before its notice."""
        case = await la.opens(notice_sent_on=in_days(-5))
        path = f"/v1/cases/{case}/advice-offers"
        if answer == "declined":
            await provider.records(case, "contact-adviser", occurred_on=in_days(-4))
            await la.posts(path, {"moment": "notice", "made_on": in_days(-3)})
            said = {"answer": "declined", "occurred_on": in_days(-4)}
            shown = await provider.posts(path, said)
            assert [(one["moment"], one["own"], one["answer"]) for one in shown["made"]] == [
                ("unasked", True, "declined"), ("notice", False, None),
            ]  # fmt: skip
        else:
            await refers(provider, case, given_on=in_days(-20), occurred_on=in_days(-10))
        last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
        assert last["type"] == "advice-answered" if answer == "declined" else "advice-offered"
        shown = await la.gets(path)
        assert (shown["due"], shown["to_come"]) == ([], [])
        assert case not in [one["case_id"] for one in await la.lists("/v1/advice-offers")]

    async def test_what_was_missed_is_shown(self, la: Party, provider: Party) -> None:
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        for party in (la, provider):
            missed = (await party.gets(path))["missed"]
            assert [(one["moment"], one["due_on"], one["owed_by"]) for one in missed] == [
                ("notice", "2026-02-02", "local_authority"), ("half_contact_period", "2026-03-04", "local_authority"),
            ]  # fmt: skip
        await la.posts(path, {"moment": "notice", "made_on": "2026-02-03"})
        assert [one["moment"] for one in (await la.gets(path))["missed"]] == ["half_contact_period"]
        await la.records(case, "close", family_confirmed=True, occurred_on="2026-04-09")
        shown = await la.gets(path)
        assert [one["moment"] for one in shown["missed"]] == ["half_contact_period", "contact_missed"]
        assert (shown["due"], shown["to_come"]) == ([], [])

    @pytest.mark.parametrize("answer", ["accepted", "declined"])
    async def test_nothing_is_missed_after_an_answer(self, la: Party, answer: str) -> None:
        path = f"/v1/cases/{await la.opens()}/advice-offers"
        shown = await la.posts(path, {"moment": "notice", "made_on": "2026-02-03", "answer": answer})
        assert (shown["missed"], shown["due"]) == ([], [])

    async def test_a_contact_told_late_undoes_an_offer_about_silence(self, la: Party, provider: Party) -> None:
        """The authority offered on 4 March, when half of the period had gone; the family had called on 2 March."""
        case = await la.opens()
        path = f"/v1/cases/{case}/advice-offers"
        await la.posts(path, {"moment": "half_contact_period", "made_on": "2026-03-04"})
        await provider.records(case, "contact-adviser", occurred_on="2026-03-02")
        await provider.records(case, "decline-mediation", occurred_on="2026-03-03")
        for party in (la, provider):
            assert [one["moment"] for one in (await party.gets(path))["due"]] == ["mediation_refused"]
        assert case in [one["case_id"] for one in await provider.lists("/v1/advice-offers")]
        await provider.posts(path, {"moment": "mediation_refused", "made_on": "2026-03-04"})
        assert (await la.gets(path))["due"] == []

    async def test_no_answer_comes_before_its_offer(self, la: Party) -> None:
        path = f"/v1/cases/{await la.opens(notice_sent_on=in_days(-5))}/advice-offers"
        await la.posts(path, {"moment": "notice", "made_on": in_days(-2)})
        early = {"moment": "notice", "answer": "declined", "made_on": in_days(-4)}
        assert (await la.sends("POST", path, json=early)).status_code == 409
        assert (await la.sends("POST", path, json={**early, "made_on": in_days(-2)})).status_code == 201

    async def test_a_young_persons_referral_is_no_answer_of_the_parent(self, la: Party) -> None:
        case = await la.opens(notice_sent_on=in_days(-5))
        for person in ("young_person", "alternative_person"):
            await refers(la, case, person=person, given_on=in_days(-4), occurred_on=in_days(-4))
        assert [one["moment"] for one in (await la.gets(f"/v1/cases/{case}/advice-offers"))["due"]] == ["notice"]

    async def test_what_makes_no_sense_is_refused(self, la: Party) -> None:
        path = f"/v1/cases/{await la.opens()}/advice-offers"
        for body in (
            {"moment": "notice", "made_on": "2999-01-01"},
            {"made_on": "2026-02-03"},
            {"answer": "declined", "made_on": "0001-01-01"},
            {"answer": "declined", "made_on": "2026-02-01"},
            {"moment": "notice", "answer": "accepted", "reason": "other"},
            {"moment": "notice", "made_on": "2026-02-03", "answered_by": "parent"},
            {"moment": "notice", "made_on": "2026-02-03", "occurred_on": "2026-02-04"},
        ):
            assert (await la.sends("POST", path, json=body)).status_code == 422
