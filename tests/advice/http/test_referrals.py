"""From the offer of independent help to its end: the main job of referrals, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.advice.domain.words import ReferralAction
from app.kernel.chain import verify
from app.main import create_app
from app.platform.sandbox_organisations import BY_SLUG
from app.settings import Settings
from tests.support.capacity import puts
from tests.support.parties import Parties, Party, calling, declines
from tests.support.referrals import EVERYTHING, HELPED_ON, NAME, WORDS, a_referral, does, helps, reads, refers, tries


async def test_the_main_job(la: Party, advice: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    offers = f"/v1/cases/{case}/advice-offers"
    due = await la.gets(offers)
    assert [one["moment"] for one in due["due"]] == ["contact_missed"], "the notice is months old, and nobody called"
    assert due["advice_service"]["slug"] == advice.slug
    accepted = await la.posts(offers, {"moment": "notice", "made_on": "2026-02-09", "answer": "accepted"})
    assert accepted["due"] == []

    body = a_referral(case, "contact", "case_dates", "decision", "tell_authority")
    made = await la.sends("POST", "/v1/referrals", json=body, headers={"Idempotency-Key": "main job"})
    again = await la.sends("POST", "/v1/referrals", json=body, headers={"Idempotency-Key": "main job"})
    assert (made.status_code, made.content) == (201, again.content)
    referral = made.json()["id"]
    assert made.headers["location"] == f"/v1/referrals/{referral}"

    shown = await reads(advice, referral)
    assert (shown["state"], shown["contact"]["name"], shown["referred_by"]["slug"]) == ("new", NAME, la.slug)
    assert shown["case"]["decision"] == {"kind": "plan_content", "paragraph": "s.51(2)(c)", "sections": ["F"]}
    assert shown["case"]["state"] == "notified"
    assert "contact-adviser" in [one["code"] for one in shown["case"]["deadlines"]]

    help_at = f"/v1/cases/{case}/advice"
    await does(advice, referral, "open", "accept", note=WORDS)
    assert (await la.gets(help_at))["help_is_given"] is None
    await does(advice, referral, "start")
    assert (await la.gets(help_at))["help_is_given"] is True
    assert (await reads(la, referral))["help_is_given"] is True
    await does(advice, referral, "record-contact", means="phone")
    closed = await does(advice, referral, "close", outcome="supported_to_mediate", level_of_help=2)
    assert (closed["state"], closed["level_of_help"], closed["days_to_first_contact"]) == ("closed", 2, 2)
    assert (await la.gets(help_at))["help_is_given"] is None
    assert [one["note"] for one in (await reads(advice, referral))["notes"]] == [WORDS]

    trail = (await advice.gets(f"/v1/referrals/{referral}/events"))["items"]
    assert [one["type"] for one in trail] == [
        "referral-made", "referral-opened", "referral-accepted", "help-started", "contact-made", "referral-closed",
    ]  # fmt: skip
    assert is_whole(trail)
    assert "bassoon" not in str(trail)
    said = next(one for one in (await la.gets(f"/v1/cases/{case}/events"))["items"] if one["type"] == "advice-offered")
    assert said["about"] == {"record": "advice-offer", "moment": "notice"}
    assert said["changes"]["offers"] == [{"moment": "notice", "due_on": "2026-02-02", "made_on": "2026-02-09"}]
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


def is_whole(trail: list[dict[str, Any]]) -> bool:
    """Recompute a referral's chain from what its service reads of it."""
    chain = [
        ({name: one[name] for name in one if name not in ("previous", "hash")} | {"recorded_at": zoned(one)}, one)
        for one in trail
    ]
    return verify([(said, one["previous"], one["hash"]) for said, one in chain], trail[-1]["hash"]).intact


def zoned(entry: dict[str, Any]) -> str:
    """JSON writes UTC as Z, the hash as an offset of zero."""
    return str(entry["recorded_at"]).replace("Z", "+00:00")


class TestRoom:
    """How much room a service has, and what happens when there is none."""

    @pytest.fixture
    async def elsewhere(self, settings: Settings, own_database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A database in which a second service serves authority 991."""
        engine = create_async_engine(own_database_url)
        async with engine.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO partnerships (la_id, partner_id, partner_kind, rank)"
                    " VALUES (:la, :other, 'advice_service', 2)"
                ),
                {"la": BY_SLUG["sandbox-la-991"].id, "other": BY_SLUG["sandbox-advice-992"].id},
            )
        await engine.dispose()
        app = create_app(settings.model_copy(update={"database_url": own_database_url}))
        async with app.router.lifespan_context(app), calling(app) as http:
            yield http

    async def test_a_full_service_wait_lists_and_another_is_named(
        self, parties: Parties, elsewhere: httpx2.AsyncClient
    ) -> None:
        la, first, other = [
            Party(slug, elsewhere, (await parties.get(slug)).token)
            for slug in ("sandbox-la-991", "sandbox-advice-991", "sandbox-advice-992")
        ]
        case = await la.opens()
        await puts(first, f"/v1/advice-services/{first.id}/capacity", {"available": 0, "maximum": 20})
        made = await la.posts("/v1/referrals", a_referral(case))
        assert (made["full"], made["alternative"]) == (True, None), "a service that says nothing promises nothing"
        await puts(other, f"/v1/advice-services/{other.id}/capacity", {"available": 1, "maximum": 20})
        made = await la.posts("/v1/referrals", a_referral(case, person="young_person"))
        assert (made["full"], made["alternative"]["slug"]) == (True, other.slug)
        assert (await la.gets(f"/v1/cases/{case}/advice-offers"))["alternative"]["slug"] == other.slug
        waiting = await does(first, made["id"], "open", "wait-list")
        assert (waiting["state"], waiting["accepted_on"]) == ("waiting", HELPED_ON)
        listed = await first.gets("/v1/referrals", state="waiting")
        assert [one["id"] for one in listed["items"]] == [made["id"]]
        assert (await does(first, made["id"], "start"))["state"] == "active"
        named = await la.posts("/v1/referrals", a_referral(await la.opens(), advice_service=other.slug))
        assert (named["advice_service"]["slug"], named["full"]) == (other.slug, False)

    async def test_only_the_service_says_how_much(self, la: Party, advice: Party, parties: Parties) -> None:
        path = f"/v1/advice-services/{advice.id}"
        other = await parties.get("sandbox-advice-992")
        body = {"available": 4, "maximum": 40}
        said = await puts(advice, f"{path}/capacity", body)
        assert (said["full"], said["areas"]) == (False, ["991"])
        assert said["service_capacity"].keys() == {
            "id", "service_id", "unit", "available", "maximum", "description", "updated",
        }  # fmt: skip
        assert said["service_capacity"]["unit"]["name"] == "families"
        places = await puts(advice, f"{path}/capacity", {**body, "unit": {"name": "places"}})
        assert places["service_capacity"]["unit"]["id"] != said["service_capacity"]["unit"]["id"]
        said = await puts(advice, f"{path}/capacity", body)
        read = await la.sends("GET", path)
        assert read.json() == said
        fresh = {"If-Match": read.headers["etag"]}
        assert (await advice.sends("PUT", f"{path}/capacity", json=body, headers=fresh)).status_code == 200
        assert (await advice.sends("PUT", f"{path}/capacity", json=body, headers=fresh)).status_code == 412
        assert (await other.sends("PUT", f"{path}/capacity", json=body)).status_code == 404
        assert (await la.sends("PUT", f"{path}/capacity", json=body)).status_code == 403
        too_much = await advice.sends("PUT", f"{path}/capacity", json={"available": 41, "maximum": 40})
        assert too_much.status_code == 422

    async def test_services_are_listed_by_area(self, la: Party) -> None:
        listed = await la.gets("/v1/advice-services", area="992")
        assert sorted(one["slug"] for one in listed["items"]) == ["sandbox-advice-992", "sandbox-advice-993"]
        slugs = [one["slug"] for one in await la.lists("/v1/advice-services", limit=2)]
        assert sorted(slugs) == ["sandbox-advice-991", "sandbox-advice-992", "sandbox-advice-993"]


class TestConsent:
    """Nobody is referred without their own consent, and it can be taken back at any time."""

    async def test_a_parents_yes_is_no_young_persons_yes(self, la: Party) -> None:
        case = await la.opens()
        body = a_referral(case, person="young_person")
        body["consent"]["given_by"] = "parent"
        refused = await la.sends("POST", "/v1/referrals", json=body)
        assert (refused.status_code, refused.json()["rule"]) == (409, "referral-needs-consent")
        assert "parent" in refused.json()["detail"]
        not_to_contact = await la.sends("POST", "/v1/referrals", json=a_referral(case, "decision"))
        assert not_to_contact.status_code == 409
        assert "`contact`" in not_to_contact.json()["detail"], "another fault, and another message"
        del body["consent"]
        assert (await la.sends("POST", "/v1/referrals", json=body)).status_code == 422

    @pytest.mark.parametrize("purpose", ["case_dates", "decision", "mediation", "tell_authority"])
    @pytest.mark.parametrize(
        ("holder", "person"),
        [
            ("parent", "young_person"), ("young_person", "parent"), ("alternative_person", "parent"),
            ("alternative_person", "young_person"), ("young_person", "alternative_person"),
        ],
    )  # fmt: skip
    async def test_nobody_opens_anothers_case(
        self, la: Party, advice: Party, holder: str, person: str, purpose: str
    ) -> None:
        case = await la.opens(appellant={"kind": holder, "name": "Alex Example"})
        for party, source in ((la, "local_authority"), (advice, "family")):
            body = a_referral(case, "contact", purpose, person=person, source=source)
            refused = await party.sends("POST", "/v1/referrals", json=body)
            assert (refused.status_code, refused.json()["rule"]) == (409, "referral-needs-consent")
            assert "only `contact`" in refused.json()["detail"]
        referral = await refers(la, case, person=person)
        await helps(advice, referral)
        assert set((await reads(advice, referral))["case"].values()) == {None}

    @pytest.mark.parametrize("holder", ["young_person", "alternative_person"])
    async def test_whoever_holds_the_right_opens_the_case(self, la: Party, advice: Party, holder: str) -> None:
        case = await la.opens(appellant={"kind": holder, "name": "Alex Example"})
        referral = await refers(la, case, *EVERYTHING, person=holder)
        assert (await reads(advice, referral))["case"]["state"] == "notified"
        assert (await la.gets(f"/v1/cases/{case}/advice-offers"))["due"] == [], "and has answered"
        await helps(advice, referral)
        assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is True

    async def test_a_right_that_passes_on_takes_the_case_with_it(
        self, la: Party, provider: Party, advice: Party
    ) -> None:
        """A parent's consent does not go on opening what has become a young person's case."""
        case = await la.opens()
        await declines(provider, case)
        referral = await refers(la, case, *EVERYTHING)
        await helps(advice, referral)
        assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is True
        of_age = {"holder_kind": "young_person", "holder_name": "Alex Example", "occurred_on": "2026-02-20"}
        await provider.records(case, "reissue-certificate", **of_age)
        assert set((await reads(advice, referral))["case"].values()) == {None}
        assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None
        assert (await reads(la, referral))["help_is_given"] is None

    @pytest.mark.parametrize(("referred_on", "status"), [("2026-02-08", 409), ("2026-02-09", 201)])
    async def test_consent_comes_first(self, la: Party, referred_on: str, status: int) -> None:
        body = a_referral(await la.opens(), occurred_on=referred_on)
        assert (await la.sends("POST", "/v1/referrals", json=body)).status_code == status

    async def test_a_young_person_is_referred_apart_from_the_parent(self, la: Party, advice: Party) -> None:
        case = await la.opens()
        parent = await refers(la, case)
        young = await refers(la, case, person="young_person")
        await does(advice, parent, "withdraw-consent")
        assert (await reads(advice, young))["person"] == "young_person"
        assert (await does(advice, young, "open"))["state"] == "opened"

    async def test_no_more_contacts_than_are_kept(self, la: Party, advice: Party, owner: AsyncEngine) -> None:
        """And so no more notes. Everything else goes on."""
        referral = await refers(la, await la.opens())
        await does(advice, referral, "open", "accept", "start")
        filled = text(
            "UPDATE referrals SET facts = jsonb_set(facts, '{contacts}', (SELECT jsonb_agg("
            " jsonb_build_object('on', '2026-02-12', 'means', 'phone')) FROM generate_series(1, 499)))"
            " WHERE id = CAST(:id AS uuid)"
        )
        async with owner.begin() as connection:
            await connection.execute(filled, {"id": referral})
        assert len((await does(advice, referral, "record-contact", means="phone"))["contacts"]) == 500
        refused = await tries(advice, referral, "record-contact", means="phone", note=WORDS)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_many_contacts")
        assert (await reads(advice, referral))["notes"] == []
        assert (await does(advice, referral, "close", outcome="other"))["state"] == "closed"

    @pytest.mark.parametrize(
        "address", ["not an address", "sam", "sam@", "@example.org", "sam@example", "a@b@c.org", "sam@example.org."]
    )
    async def test_what_is_no_address_is_refused(self, la: Party, address: str) -> None:
        """A service that cannot reach the person finds out too late."""
        said = {"name": NAME, "email": address}
        answer = await la.sends("POST", "/v1/referrals", json=a_referral(await la.opens(), contact=said))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/contact/email")
        assert address not in answer.text

    async def test_an_address_is_taken_as_it_is(self, la: Party, advice: Party) -> None:
        said = {"name": NAME, "email": "o'neil+send@mail.example.org"}
        referral = await refers(la, await la.opens(), contact=said)
        assert (await reads(advice, referral))["contact"]["email"] == said["email"]


class TestWhoRefers:
    """The authority, the provider, or the service for whoever came to it."""

    async def test_a_service_records_a_family_that_has_no_case(self, la: Party, advice: Party) -> None:
        referral = await refers(advice, None, source="school")
        shown = await reads(advice, referral)
        assert (shown["source"], shown["referred_by"], shown["case"], shown["area"]) == ("school", None, None, "991")
        missing = await la.sends("POST", "/v1/referrals", json=a_referral(None))
        assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "#/case_id")

    async def test_nobody_speaks_for_another(self, la: Party, provider: Party, advice: Party) -> None:
        case = await la.opens()
        for party, source in ((la, "family"), (provider, "local_authority"), (advice, "mediation_provider")):
            answer = await party.sends("POST", "/v1/referrals", json=a_referral(case, source=source))
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")

    async def test_a_service_knows_only_cases_of_its_area(self, other_la: Party, advice: Party) -> None:
        elsewhere = await other_la.opens()
        assert (await advice.sends("POST", "/v1/referrals", json=a_referral(elsewhere))).status_code == 404

    async def test_once_on_one_consent_and_again_on_the_next(self, la: Party) -> None:
        case = await la.opens()
        await refers(la, case)
        twice = await la.sends("POST", "/v1/referrals", json=a_referral(case))
        assert (twice.status_code, twice.json()["type"]) == (409, "/problems/already-registered")
        await refers(la, case, given_on="2026-02-10")

    async def test_a_service_has_one_live_referral_and_declines_a_duplicate(
        self, la: Party, provider: Party, advice: Party
    ) -> None:
        case = await la.opens()
        first, second = await refers(la, case), await refers(provider, case)
        assert (await reads(advice, second))["same_person"] == [first]
        third = await advice.sends("POST", "/v1/referrals", json=a_referral(case))
        assert (third.status_code, third.json()["referral_id"]) == (409, first)
        await does(advice, second, "decline", reason="duplicate")
        await does(advice, first, "decline", reason="other")
        await refers(advice, case)

    async def test_the_way_to_an_action_is_told(self, la: Party, advice: Party) -> None:
        referral = await refers(la, await la.opens())
        refused = await tries(advice, referral, "start")
        assert (refused.status_code, refused.json()["unlock"]) == (409, ["open", "accept"])
        choices = {one["action"]: one for one in (await advice.gets(f"/v1/referrals/{referral}/actions"))["actions"]}
        assert set(choices) == set(ReferralAction)
        assert choices["start"]["unlock"] == ["open", "accept"]
        assert [name for name, one in choices.items() if one["allowed"]] == ["open", "decline", "withdraw-consent"]

    async def test_a_consent_has_a_day_on_which_it_could_be_given(self, la: Party) -> None:
        case = await la.opens()
        for day, status in (("0001-01-01", 422), ("2014-08-31", 422), ("2014-09-01", 201), ("2999-01-01", 409)):
            answer = await la.sends("POST", "/v1/referrals", json=a_referral(case, given_on=day))
            assert answer.status_code == status, answer.text

    async def test_where_one_service_has_no_room_another_is_asked_on_the_same_consent(self, parties: Parties) -> None:
        westhaven, full, beside = [
            await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-advice-992", "sandbox-advice-993")
        ]
        for service, available in ((full, 0), (beside, 6)):
            await puts(service, f"/v1/advice-services/{service.id}/capacity", {"available": available})
        case = await westhaven.opens()
        made = await westhaven.posts("/v1/referrals", a_referral(case))
        assert (made["full"], made["alternative"]["slug"]) == (True, beside.slug)
        await does(full, made["id"], "decline", reason="no_capacity")
        named = await westhaven.posts("/v1/referrals", a_referral(case, advice_service=beside.slug))
        assert (await reads(beside, named["id"]))["state"] == "new"
        twice = await westhaven.sends("POST", "/v1/referrals", json=a_referral(case, advice_service=beside.slug))
        assert twice.status_code == 409

    async def test_a_stale_version_is_refused(self, la: Party, advice: Party) -> None:
        referral = await refers(la, await la.opens())
        path = f"/v1/referrals/{referral}/actions"
        read = {"If-Match": (await advice.sends("GET", path)).headers["etag"]}
        assert (await advice.sends("POST", f"{path}/open", headers=read)).status_code == 200
        assert (await advice.sends("POST", f"{path}/accept", headers=read)).status_code == 412

    async def test_lists_go_on_at_their_cursor(self, parties: Parties, other_la: Party) -> None:
        made = [await refers(other_la, await other_la.opens()) for _ in range(3)][::-1]
        for party in (other_la, await parties.get("sandbox-advice-992")):
            assert [one["id"] for one in await party.lists("/v1/referrals", limit=2)][:3] == made


async def test_the_figures_of_an_area(parties: Parties, la: Party, advice: Party) -> None:
    """Each caller counts its own area. What is told and withheld of it: test_advice_figures."""
    northwold = await parties.get("sandbox-la-993")
    for _ in range(6):
        case = await northwold.opens()
        await northwold.posts(f"/v1/cases/{case}/advice-offers", {"moment": "notice", "made_on": "2026-02-03"})
    found = await northwold.gets("/v1/advice-services/effect", quarter="2026-Q1")
    assert (found["area"], found["overall"]["offered"]) == ("993", {"count": 6, "suppressed": False})
    assert (await advice.gets("/v1/advice-services/effect"))["area"] == "991"
    assert (await la.sends("GET", "/v1/advice-services/effect", params={"area": "993"})).status_code == 422
