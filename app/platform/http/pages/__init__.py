"""Pages for people: what this service is, whether a certificate is valid, and what a problem means.

Plain HTML and one style sheet, without scripts. The pages work on an old telephone, on paper and in a screen reader.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from app.platform.http.accept import prefers
from app.platform.http.platform import platform_of

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
STYLE = _HERE / "style.css"

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

A_PAGE_TOO: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
"""How a route that answers programs says in the OpenAPI document that it answers people, too."""


def page(request: Request, template: str, *, status: int = 200, **said: Any) -> HTMLResponse:
    """Return the page that `template` makes of what is said. Every text is escaped."""
    sandbox = platform_of(request).deployment.sandbox
    # Links are relative, so that the pages stand below whatever path a proxy puts the service at.
    root = "../" * (request.scope["path"].count("/") - 1) or "./"
    html = _templates().get_template(template).render(sandbox=sandbox, root=root, **said)
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept"}
    return HTMLResponse(html, status, headers)


def wants_page(request: Request) -> bool:
    """Whether the caller would rather read a page than JSON (RFC 9110 section 12.5.1). Who says nothing gets JSON."""
    return prefers(request.headers.get("accept", ""), "text/html")


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["with_code"] = _with_code
    return environment


def _with_code(text: str) -> Markup:
    """Return the text escaped, with what stands between backticks marked as code."""
    code, plain = Markup("<code>{}</code>"), Markup("{}")
    parts = enumerate(text.split("`"))
    return Markup().join((code if place % 2 else plain).format(part) for place, part in parts)
