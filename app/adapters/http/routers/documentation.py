"""What the OpenAPI document says of the service as a whole, and the Swagger page that shows it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from app.domain.law.regimes import RegimeId
from app.domain.pathway.diagram import mermaid
from app.settings import Settings

SUMMARY = "Mediation before the SEND Tribunal: the pathway, its dates and its reasons."

INTRODUCTION = f"""
In England a family that disputes a decision about a child's special educational needs must first consider mediation,
and hold a **mediation certificate**, before most appeals to the SEND Tribunal. This service carries a case along that
way: from the notice of decision, through the adviser, the mediation and the certificate, to the registered appeal. It
works out every date, and explains every refusal with the rule behind it.

**Who does what.** An authority records the notice. A mediation provider records contacts, sessions, outcomes and
certificates. The tribunal, or the authority, records the appeal. Nobody records what was said in mediation.

**In one minute.** Press *Authorize* (in the sandbox it is filled in), then *Record a notice of decision*, then take
the case on with the actions. `GET /v1/cases/{{case_id}}/actions` says at any time what may come next, and for
everything else why not and what would unlock it.

**Every date shows its working**; `POST /v1/law/deadlines` does so for any dates, without a token.

**Errors** are `application/problem+json` (RFC 9457). A refusal by the pathway carries its rule, citation and link.
**Keys:** send `Idempotency-Key` with every POST, and a repeated request does nothing twice. **Versions:** every record
has an `ETag`; send it back as `If-Match`. **Lists** go on at their `next` link.

```mermaid
{mermaid(RegimeId.CFA_2014)}
```
"""

TAGS: tuple[tuple[str, str], ...] = (
    ("Law", "The rules, the regimes, the machine, the proof about it, and the date calculator. Public."),
    ("Cases", "Recording a notice, and reading a case, its deadlines and its trail."),
    ("Actions", "What happened, one path for each action. The table of moves decides; a refusal says why."),
    ("Certificates", "The mediation certificate: signed, printable, and checkable by anybody."),
    ("Events", "What happened since: a feed that misses nothing."),
    ("Tokens", "OAuth 2 client credentials, and the keys to check signatures with."),
    ("Sandbox", "The sandbox's clock. Not there in a live deployment."),
    ("Operations", "Health, metrics, and what each problem means."),
)


def describe(settings: Settings) -> dict[str, Any]:
    """Return what FastAPI wants to know about the API as a whole."""
    return {
        "title": "Mediation before tribunal",
        "summary": SUMMARY,
        "description": INTRODUCTION.strip(),
        "version": "1.0.0",
        "contact": {"name": "The maintainers of this deployment", "url": settings.public_url},
        "license_info": {"name": "MIT", "identifier": "MIT"},
        "servers": [{"url": settings.public_url}],
        "openapi_tags": [{"name": name, "description": text} for name, text in TAGS],
    }


router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def swagger(request: Request) -> HTMLResponse:
    """The API as a page to try it on."""
    return get_swagger_ui_html(
        openapi_url=request.app.openapi_url,
        title=request.app.title,
        init_oauth=request.app.swagger_ui_init_oauth,
    )
