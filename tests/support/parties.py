"""The organisations of the sandbox, each as a caller of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

from app.platform.sandbox_organisations import BY_SLUG

NOTICE_SENT_ON = "2026-02-02"
"""When a notice was sent where a test does not care: its contact period ends on 2 April 2026."""


REFERENCES = count(1)


def calling(app: FastAPI) -> httpx2.AsyncClient:
    """A caller of the application, without a socket between."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://service.test")


@dataclass(frozen=True)
class Party:
    """One organisation. It answers with JSON and insists on success; `sends` gives the whole response."""

    slug: str
    http: httpx2.AsyncClient
    token: str

    @cached_property
    def id(self) -> UUID:
        return BY_SLUG[self.slug].id

    async def sends(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> httpx2.Response:
        identity = {"Authorization": f"Bearer {self.token}"}
        return await self.http.request(method, path, headers={**identity, **(headers or {})}, **options)

    async def gets(self, path: str, **query: Any) -> Any:
        return _succeeded(await self.sends("GET", path, params=query or None))

    async def lists(self, path: str | None, **query: Any) -> list[dict[str, Any]]:
        """Everything on a list, page by page: the first page alone is no proof of what is, or is not, on it."""
        found: list[dict[str, Any]] = []
        while path:
            page = await self.gets(path, **query)
            assert len(page["items"]) <= query.get("limit", 200)
            found += page["items"]
            path, query = page["next"], {}
        return found

    async def posts(self, path: str, body: Any, **headers: str) -> Any:
        return _succeeded(await self.sends("POST", path, json=body, headers=headers))

    async def opens(self, **said: Any) -> str:
        """Record a notice, and return the id of its case. A test that names a reference may use it again."""
        if "la_reference" in said:
            said.setdefault("not_a_duplicate", True)
        opened: str = (await self.posts("/v1/cases", a_notice(**said)))["id"]
        return opened

    async def sees(self, case: str) -> Any:
        return await self.gets(f"/v1/cases/{case}")

    async def records(self, case: str, action: str, **body: Any) -> Any:
        return _succeeded(await self.tries(case, action, **body))

    async def tries(
        self, case: str, action: str, *, headers: Mapping[str, str] | None = None, **body: Any
    ) -> httpx2.Response:
        return await self.sends("POST", f"/v1/cases/{case}/actions/{action}", json=body, headers=headers)


class Parties:
    """Every organisation by its name in the sandbox. A token is asked for once: checking a secret is slow by design."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http
        self._known: dict[str, Party] = {}

    async def get(self, slug: str) -> Party:
        if slug not in self._known:
            form = {"grant_type": "client_credentials"}
            answer = await self._http.post("/oauth/token", data=form, auth=(slug, f"{slug}-secret"))
            self._known[slug] = Party(slug, self._http, _succeeded(answer)["access_token"])
        return self._known[slug]

    async def all(self) -> list[Party]:
        return [await self.get(slug) for slug in BY_SLUG]


def a_notice(
    *,
    kind: str = "refusal_to_assess",
    notice_sent_on: str = NOTICE_SENT_ON,
    sections: tuple[str, ...] = (),
    appellant: Mapping[str, Any] | None = None,
    la_reference: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The body that records a notice; a test says only what matters to it. Each has a reference of its own."""
    decision = {"kind": kind, "notice_sent_on": notice_sent_on, "sections": list(sections)}
    if "notice_contents" in more:
        decision["notice_contents"] = more.pop("notice_contents")
    return {
        "la_reference": la_reference or f"EHC-{next(REFERENCES)}",
        "decision": decision,
        "appellant": dict(appellant or {"kind": "parent", "name": "Sam Example"}),
        **more,
    }


def _succeeded(response: httpx2.Response) -> Any:
    asked = f"{response.request.method} {response.request.url}"
    assert response.is_success, f"{asked}: {response.status_code} {response.text}"
    return response.json()


async def declines(provider: Party, case: str) -> str:
    """Take a case to its certificate by declining mediation, and return the certificate's number."""
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    shown = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    number: str = shown["certificate"]["number"]
    return number
