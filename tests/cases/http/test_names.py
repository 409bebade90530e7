"""Names stand on certificates and nowhere else; what families say in words is for the parties alone."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.feed import feed_by_now, feed_up_to
from tests.support.parties import Party, a_notice

NAME = "Zebedee Quillfeather-Ó Broin"
HEIR = "Ottoline Quillfeather-Ó Broin"
WISH = "speech therapy on Tuesdays at the heronry"
EXPLANATION = "the lighthouse keeper was abroad"
SECRETS = (NAME, HEIR, WISH, EXPLANATION)


@pytest.fixture(scope="module")
async def walked(la: Party, provider: Party, tribunal: Party) -> str:
    """A case in which everything private was said once, each time under an idempotency key."""
    notice = a_notice(kind="plan_content", sections=("F", "G"), appellant={"kind": "parent", "name": NAME})
    case: str = (await la.posts("/v1/cases", notice, **{"Idempotency-Key": "names-0"}))["id"]
    for number, (party, action, body) in enumerate(
        (
            (provider, "contact-adviser", {"occurred_on": "2026-02-06"}),
            (
                provider,
                "request-mediation",
                {"issues": ["G", WISH], "health_provision_wanted": WISH, "occurred_on": "2026-02-06"},
            ),
            (la, "notify-commissioning-body", {"occurred_on": "2026-02-09"}),
            (provider, "decline-mediation", {"occurred_on": "2026-02-10"}),
            (provider, "issue-certificate", {"ground": "declined", "occurred_on": "2026-02-11"}),
            (
                provider,
                "reissue-certificate",
                {"holder_kind": "young_person", "holder_name": HEIR, "occurred_on": "2026-02-12"},
            ),
            (
                tribunal,
                "register-appeal",
                {"basis": "certificate", "late_explanation": EXPLANATION, "occurred_on": "2026-04-20"},
            ),
        ),
        start=1,
    ):
        path = f"/v1/cases/{case}/actions/{action}"
        await party.posts(path, body, **{"Idempotency-Key": f"names-{number}"})
    return case


async def test_no_name_in_any_case_list_event_or_feed(
    walked: str, la: Party, provider: Party, tribunal: Party, icb: Party
) -> None:
    for party in (la, provider, tribunal, icb):
        for path in (
            f"/v1/cases/{walked}",
            f"/v1/cases/{walked}/actions",
            f"/v1/cases/{walked}/deadlines",
            f"/v1/cases/{walked}/events",
            "/v1/cases?limit=200",
        ):
            answer = await party.sends("GET", path)
            assert answer.status_code == 200
            assert "Quillfeather" not in answer.text, f"{path} names the family to {party.slug}"
        heard, _ = await feed_up_to(party, walked)
        assert walked in str(heard)
        assert "Quillfeather" not in str(heard), f"the feed names the family to {party.slug}"


async def test_words_reach_the_parties_but_no_trail_or_feed(walked: str, la: Party) -> None:
    assert (await la.sees(walked))["appeal"]["late_explanation"] == EXPLANATION
    answers = [(await la.sends("GET", path)).text for path in (f"/v1/cases/{walked}/events", "/v1/cases?limit=200")]
    for told in (*answers, str(await feed_by_now(la, la))):
        assert walked in told
        assert "heronry" not in told
        assert "lighthouse" not in told


async def test_the_certificate_has_the_name(walked: str, la: Party) -> None:
    number = (await la.sees(walked))["certificate"]["number"]
    record = await la.gets(f"/v1/certificates/{number}")
    assert "Quillfeather" not in str({name: value for name, value in record.items() if name != "token"})
    public = await la.sends("GET", f"/v1/certificates/{number}/verification")
    assert "Quillfeather" not in public.text


@pytest.mark.usefixtures("walked")
async def test_nothing_private_stands_in_clear_in_the_database(owner: AsyncEngine) -> None:
    rows = 0
    async with owner.connect() as connection:
        tables = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        for table in list(tables):
            found = await connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t'))  # noqa: S608 - its own name
            for row in found.scalars():
                rows += 1
                for secret in SECRETS:
                    for form in (secret, secret.encode().hex(), secret.encode("unicode_escape").decode()):
                        assert form not in row, f"{table} holds {secret!r} in clear"
    assert rows > 50


async def test_nothing_private_is_logged(la: Party, provider: Party, capfd: pytest.CaptureFixture[str]) -> None:
    notice = a_notice(appellant={"kind": "parent", "name": NAME})
    case = (await la.posts("/v1/cases", notice))["id"]
    await provider.records(case, "request-mediation", issues=[WISH])
    wrong = await la.sends("POST", "/v1/cases", json={**notice, "decision": NAME, NAME: NAME})
    assert wrong.status_code == 422
    assert "Quillfeather" not in wrong.text.replace(f"#/{NAME}", "")
    json = {"Content-Type": "application/json"}
    unreadable = await la.sends("POST", "/v1/cases", content=f'{{"name": "{NAME}"'.encode(), headers=json)
    assert unreadable.status_code == 400
    assert "Quillfeather" not in unreadable.text
    logged = capfd.readouterr()
    assert "/v1/cases" in logged.out
    assert "Quillfeather" not in logged.out + logged.err
    assert "heronry" not in logged.out + logged.err


async def test_a_name_is_stored_differently_each_time(la: Party, owner: AsyncEngine) -> None:
    """Equal names must not show as equal: the sealing is randomised."""
    cases = [await la.opens(appellant={"kind": "parent", "name": NAME}) for _ in range(2)]
    async with owner.connect() as connection:
        found = await connection.execute(
            text("SELECT sealed FROM cases WHERE id = ANY(CAST(:cases AS uuid[]))"), {"cases": cases}
        )
        first, second = found.scalars()
    assert first != second
