"""The OpenAPI document, and the Swagger page that shows it. The page fetches nothing from elsewhere, so it works on a
machine without a network."""

import asyncio
import json
from html import escape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.platform.http.pages import STYLE, page
from app.platform.http.platform import platform_of
from app.platform.http.problems import NotFound
from app.platform.http.published import Document
from app.platform.http.router import Router

router = Router(include_in_schema=False)

_SHIPPED = files("fastapi_swagger.resources")
"""Swagger UI's own files, from the package that follows its releases."""
_FILES = {
    "swagger-ui.css": (_SHIPPED / "swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": (_SHIPPED / "swagger-ui-bundle.js", "text/javascript"),
    "icon.png": (_SHIPPED / "favicon-32x32.png", "image/png"),
    "page.css": (Path(__file__).with_name("documentation.css"), "text/css"),
}
_DRAWN = {"sessions.svg": "app.capacity.domain.session_diagram", "appeals.svg": "app.appeals.domain.diagram"}
"""Pictures drawn from the tables that decide, where no operation answers with one, each by its module."""
_NAMING = Path(__file__).with_name("documentation.js")
_CACHED = {"Cache-Control": "public, max-age=3600"}

_PAGE = """<!doctype html> <html lang="en-GB"> <head> <meta charset="utf-8"> <meta name="viewport"
content="width=device-width, initial-scale=1"> <title>{title}</title> <link rel="icon" href="docs/icon.png"> <link
rel="stylesheet" href="docs/swagger-ui.css"> <link rel="stylesheet" href="docs/page.css"> </head> <body> <div
id="page"></div> <noscript>This page needs JavaScript. <a href="openapi.json">The OpenAPI document</a> says the same
without JavaScript.</noscript> <script src="docs/swagger-ui-bundle.js"></script> <script src="docs/page.js"></script>
</body> </html>
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
        drawn = await asyncio.to_thread(lambda: import_module(_DRAWN[name]).svg())
        return Response(drawn, media_type="image/svg+xml", headers=_CACHED)
    if name not in _FILES:
        raise NotFound
    found, media_type = _FILES[name]
    return Response(found.read_bytes(), media_type=media_type, headers=_CACHED)
