"""Adds the platform to an application: middleware, translation of errors, the platform's routes, the documents."""

from typing import Any

from fastapi import FastAPI

from app.platform.http import oauth_routes as oauth
from app.platform.http import operations_routes as operations
from app.platform.http import wellknown_routes as wellknown
from app.platform.http.dispatch import dispatch
from app.platform.http.faults import translate_faults
from app.platform.http.loading import Loading
from app.platform.http.middleware import Admission, Edge
from app.platform.http.openapi import amended
from app.platform.http.platform import Platform
from app.platform.http.retrieval import Retrieval
from app.platform.http.routes import Routes, attach

_PARTS = (oauth, operations, wellknown)

PUBLIC_PATHS = frozenset(route.path for part in _PARTS for route in part.router.routes if hasattr(route, "path"))
"""The platform's own paths. None needs a token."""


def install(app: FastAPI, platform: Platform, loading: Loading | None = None) -> None:
    """Makes `app` keep the conventions of this service. Call it once, after the busier routers are attached."""
    app.state.platform = platform
    app.router.redirect_slashes = False  # one address for each thing; a redirect would echo the Host header
    routes = Routes(app)
    translate_faults(app, routes)
    # The last one added is the outermost.
    app.add_middleware(
        Admission,
        verifier=platform.verifier,
        for_clients=platform.for_clients,
        for_addresses=platform.for_addresses,
    )
    app.add_middleware(Retrieval)
    app.add_middleware(
        Edge,
        routes=routes,
        metrics=platform.metrics,
        spans=platform.spans,
        log_messages=platform.deployment.sandbox,
    )
    attach(app, (route for part in _PARTS for route in part.router.routes))
    dispatch(app, loading or Loading())
    _document(app, platform)


def _document(app: FastAPI, platform: Platform) -> None:
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        return amended(generate(), outside_issuer=platform.deployment.oidc_issuer)

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI documents for amending the document
    if platform.deployment.sandbox:
        app.swagger_ui_init_oauth = {
            "clientId": "sandbox-la-991",
            "clientSecret": "sandbox-la-991-secret",  # published with the sandbox: it opens fictional cases only
        }
