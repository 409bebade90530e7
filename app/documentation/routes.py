"""What the OpenAPI document says about the service as a whole, and the Swagger page that shows it. The page fetches
nothing from elsewhere, so it works on a machine without a network."""

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import VERSION
from app.appeals.domain.diagram import svg as draw_appeals
from app.capacity.domain.session_diagram import svg as draw_sessions
from app.platform.http.deployment import Deployment
from app.platform.http.pages import STYLE, page
from app.platform.http.platform import platform_of
from app.platform.http.problems import NotFound
from app.platform.http.published import Document
from app.platform.http.router import Router
from app.platform.sandbox_organisations import ORGANISATIONS
from app.platform.wing import Wing

SUMMARY = "Mediation before the SEND Tribunal: each case's pathway and dates, with the rule behind each."

INTRODUCTION = """
In England a family may dispute a council's decision about a child's special educational needs. Before most appeals to
the SEND Tribunal, the family must consider mediation and hold a **mediation certificate**. This service carries a case
from the notice of decision to the registered appeal: through the adviser, the mediation and the certificate. The
service works out every date. If it refuses an action, it names the rule behind the refusal.

![State diagram. A notified family contacts an adviser and declines or requests mediation. The family gets its
certificate after it declines, after it takes part, or if mediation is not arranged in time. With the certificate the
appeal is registered. The moves are listed by GET /v1/law/pathway.](v1/law/pathway.svg)

Each arrow is an action below. `GET /v1/law/pathway` says what the picture leaves out: who may record each action, and
when. A proposal of 2022 would have made mediation compulsory, and a consultation of 2026 would change what the tribunal
can do. `GET /v1/law/regimes` shows both beside the law. Both are illustrative and not the law.

## Who does what
- An **authority** records the notice of decision.
- A **mediation provider** records contacts, sessions, outcomes and certificates. The provider also says who can
  mediate, and when.
- A **commissioning body** is responsible for health issues.
- The **tribunal**, or the authority, records the appeal.
- An **advice service** helps families. The service is independent of the authority that pays for it.

No party ever records what was said in mediation.
"""

IN_THE_SANDBOX = """
## Try it
All data here is fictional, and every example is filled in.

1. Press **Authorize**, then *Authorize* in the box that opens. The client and its secret are already there. Press
   *Close*.
2. Open an operation and press **Execute**. Each action has its own example case, which is ready for that action.
3. If another party records an action, the action names the client to use. Press **Authorize**, then *Logout*, and enter
   that client.

Each client's secret is its name followed by `-secret`. You can use an action's example case once. If you send the same
request a second time, we refuse the request with a reason, as in real life. You can also take a case of your own
through the whole pathway: open the case with *Record a notice of decision*. `GET /v1/cases/{case_id}/actions` then
always says what you may record next. For every other action it says why not, and what would allow the action.

| Client | Who it is |
|---|---|
"""

CONVENTIONS = """
## Rules for every operation
- **Every date shows how it was worked out.** `POST /v1/law/deadlines` works out any date without a token.
- **Errors** are `application/problem+json` (RFC 9457). If the pathway refuses an action, the problem gives the rule,
  its citation and link, and the shortest lawful way to the action.
- **`Idempotency-Key`** on a POST: if you send the same request again, you get the first answer again, marked
  `Idempotent-Replayed: true`. Nothing is recorded twice.
- **`ETag`** on every record: send it back as `If-Match`, and you change the record only if nobody else has changed it.
  Send it as `If-None-Match` with a GET, and you get 304 while nothing has changed.
- **Lists** continue at their `next` link.
- **Unknown** query parameters and unknown members of a body are rejected.
"""


def describe(deployment: Deployment, wings: Sequence[Wing]) -> dict[str, Any]:
    """Return what FastAPI wants to know about the API as a whole."""
    clients = "\n".join(f"| `{one.slug}` | {one.name} |" for one in ORGANISATIONS)
    tried = IN_THE_SANDBOX + clients + "\n" if deployment.sandbox else ""
    return {
        "title": "Mediation before tribunal",
        "summary": SUMMARY,
        "description": (INTRODUCTION + tried + CONVENTIONS).strip(),
        "version": VERSION,
        "contact": {"name": "The maintainers of this deployment", "url": deployment.public_url},
        "license_info": {"name": "MIT", "identifier": "MIT"},
        "servers": [{"url": "/", "description": "This deployment"}],
        "openapi_tags": [{"name": name, "description": text} for wing in wings for name, text in wing.tags],
    }


router = Router(include_in_schema=False)

_SHIPPED = files("fastapi_swagger.resources")
"""Swagger UI's own files, from the package that follows its releases."""
_FILES = {
    "swagger-ui.css": (_SHIPPED / "swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": (_SHIPPED / "swagger-ui-bundle.js", "text/javascript"),
    "icon.png": (_SHIPPED / "favicon-32x32.png", "image/png"),
    "page.css": (Path(__file__).with_name("documentation.css"), "text/css"),
}
_DRAWN = {"sessions.svg": draw_sessions, "appeals.svg": draw_appeals}
"""Pictures drawn from the tables that decide, where no operation answers with one."""
_NAMING = Path(__file__).with_name("documentation.js")
_CACHED = {"Cache-Control": "public, max-age=3600"}

_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="docs/icon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/page.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same is in <a href="openapi.json">the OpenAPI document</a>.</noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
"""

_LOOKS = {
    "url": "openapi.json",
    "dom_id": "#page",
    "deepLinking": True,
    "defaultModelsExpandDepth": 0,
    "displayRequestDuration": True,
    "docExpansion": "none",
    "filter": True,
    "tryItOutEnabled": True,
    "validatorUrl": None,  # it would send the document to a stranger
}


@router.get("/openapi.json")
async def openapi_document(request: Request) -> Response:
    """The whole API, for programs."""
    document: Document = await request.app.state.published.get()
    headers = {"ETag": f'"{document.tag}"', "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{document.tag}-gzip"'}
        return Response(document.squeezed, media_type="application/json", headers=headers)
    return Response(document.plain, media_type="application/json", headers=headers)


@router.get("/")
async def home(request: Request) -> Response:
    """What this is and where to go, for people."""
    return page(request, "home.html")


@router.get("/style.css")
async def style() -> Response:
    """How the pages for people look."""
    return Response(STYLE.read_bytes(), media_type="text/css", headers=_CACHED)


@router.get("/certificate")
async def typed_number(number: str = Query(default="", max_length=200)) -> Response:
    """Lead from the form on the first page to the page of the number that was typed."""
    asked = quote(number.strip() or "none", safe="")
    return RedirectResponse(f"v1/certificates/{asked}/verification", status_code=303)


@router.get("/docs")
async def swagger(request: Request) -> HTMLResponse:
    """The API as a page to try it on."""
    # An outside issuer's token endpoint may lie anywhere; everything else comes from here.
    asks = "'self' https:" if platform_of(request).deployment.oidc_issuer else "'self'"
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        f" connect-src {asks}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(_PAGE.format(title=escape(request.app.title)), headers={"Content-Security-Policy": policy})


@router.get("/docs/page.js")
async def start(request: Request) -> Response:
    """What starts the page: a file of its own, so that the policy can forbid scripts in the page."""
    # A token outlives the page only where it opens nothing real: the browser keeps it in plain sight.
    looks = {**_LOOKS, "persistAuthorization": platform_of(request).deployment.sandbox}
    script = f"const ui = SwaggerUIBundle({json.dumps(looks)});\n" + _NAMING.read_text("utf-8")
    if request.app.swagger_ui_init_oauth:
        script += f"ui.initOAuth({json.dumps(request.app.swagger_ui_init_oauth)});\n"
    return Response(script, media_type="text/javascript")


@router.get("/docs/{name}")
async def shipped(name: str) -> Response:
    """A file of the page."""
    if name in _DRAWN:
        return Response(_DRAWN[name](), media_type="image/svg+xml", headers=_CACHED)
    if name not in _FILES:
        raise NotFound
    found, media_type = _FILES[name]
    return Response(found.read_bytes(), media_type=media_type, headers=_CACHED)
