"""The pages for people: at the address of a certificate's QR code, at the root, and where a problem's type leads."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin

import httpx2
import pytest

from app.platform.http.pages import wants_page
from app.wings import every_problem
from tests.support.parties import Party, declines

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Read(HTMLParser):
    """What matters of a page: its elements with their attributes, its text, its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


async def reads(http: httpx2.AsyncClient, path: str) -> Read:
    answer = await http.get(path, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    read = Read(answer.text)
    read.text = " ".join(read.text.split())
    return read


@pytest.fixture(scope="module")
async def number(la: Party, provider: Party) -> str:
    return await declines(provider, await la.opens(appellant={"kind": "parent", "name": "Grace Secret"}))


class Asking:
    """A request of which only `Accept` matters."""

    def __init__(self, accept: str) -> None:
        self.headers = {"accept": accept}


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER["Accept"], True),
        ("text/html", True),
        ("TEXT/HTML;q=0.5", True),
        ("text/html;q=0.5, application/json;q=0.4", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html", False),
        ("text/html;q=0.4, application/json", False),
        ("text/html;q=0", False),
        ("text/html;q=nonsense", False),
        ("," * 5000 + "text/html", False),
    ],
)
def test_a_page_is_for_those_who_ask_for_one(accept: str, page: bool) -> None:
    asking: Any = Asking(accept)
    assert wants_page(asking) is page


async def test_the_qr_codes_address_is_a_page_in_a_browser_and_json_to_programs(
    number: str, public: httpx2.AsyncClient
) -> None:
    path = f"/v1/certificates/{number}/verification"
    read = await reads(public, path)
    for words in (
        "This certificate is genuine",
        number,
        "Mediation considered and not pursued",
        "11 February 2026",
        "Eastmere Council (991)",
        "Sandbox.",
        "This page never shows a name",
    ):
        assert words in read.text, words
    assert "Secret" not in read.text
    answer = await public.get(path)
    assert (answer.json()["result"], answer.headers["vary"]) == ("found", "Accept")


async def test_each_answer_has_a_page_that_says_what_to_do(
    number: str, public: httpx2.AsyncClient, la: Party, provider: Party
) -> None:
    case = (await la.gets(f"/v1/certificates/{number}"))["case_id"]
    await provider.records(case, "reissue-certificate", occurred_on="2026-03-09")
    for asked, heading in (
        (number, "This certificate has been replaced"),
        ("<b>x", "This is not a certificate number"),
        ("MC-4QY7-F7VQ-XD7R-HRYC", "There is no certificate with this number"),
    ):
        read = await reads(public, f"/v1/certificates/{quote(asked)}/verification")
        assert heading in read.text
        assert "What to do next" in read.text
        assert not read.all("b")


async def test_the_number_typed_at_the_root_leads_to_its_page(number: str, public: httpx2.AsyncClient) -> None:
    home = await reads(public, "/")
    (form,) = home.all("form")
    (field,) = home.all("input")
    asked = await public.get(f"/{form['action']}", params={str(field["name"]): f" {number.lower()} "})
    assert asked.status_code == 303
    there = urljoin("http://service.test/certificate", asked.headers["location"])
    assert number in (await reads(public, there)).text
    for typed in ("", "../../docs", "a/b?c#d"):
        answer = await public.get("/certificate", params={"number": typed})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("v1/certificates/")
        assert ".." not in answer.headers["location"].split("/")


@pytest.mark.parametrize("slug", sorted(every_problem()))
async def test_a_problems_type_is_a_page_in_a_browser(slug: str, public: httpx2.AsyncClient) -> None:
    read = await reads(public, f"/problems/{slug}")
    assert every_problem()[slug].title in read.text
    assert "`" not in read.text.partition("An example")[0]
    assert (await public.get(f"/problems/{slug}")).json()["type"] == f"/problems/{slug}"


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/refused", "/v1/certificates/MC/verification"])
async def test_a_page_stands_by_itself_and_its_links_lead_somewhere(path: str, public: httpx2.AsyncClient) -> None:
    read = await reads(public, path)
    assert not read.all("script")
    assert read.all("html") == [{"lang": "en-GB"}]
    for once in ("main", "h1", "title", "header", "footer"):
        assert len(read.all(once)) == 1, once
    labelled = {label.get("for") for label in read.all("label")}
    assert all(field.get("id") in labelled for field in read.all("input"))
    for link in [*read.all("a"), *read.all("link")]:
        address = str(link["href"])
        if not address.startswith("#"):
            led = await public.get(urljoin(f"http://service.test{path}", address))
            assert led.status_code == 200, (path, address)


@pytest.mark.parametrize("path", ["/v1/certificates/MC-1/verification", "/problems", "/problems/refused"])
async def test_a_link_with_what_a_mail_program_adds_is_read(public: httpx2.AsyncClient, path: str) -> None:
    read = await public.get(f"{path}?utm_source=mail&fbclid=1", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (read.status_code, read.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for accept in ("application/json", "*/*"):
        assert (await public.get(f"{path}?utm_source=mail", headers={"Accept": accept})).status_code == 422
