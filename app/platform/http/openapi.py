"""What FastAPI cannot know when it writes the OpenAPI document: the form of problems, and who issues tokens."""

from typing import Any

from app.platform.http.auth.verifier import SCHEME
from app.platform.http.problems import problem_responses

_FASTAPI_OWN = "#/components/schemas/HTTPValidationError"


def amended(document: dict[str, Any], *, outside_issuer: str) -> dict[str, Any]:
    """Describe the problems in FastAPI's document, and the outside issuer if there is one. In place."""
    from app.platform.http.problem_bodies import GENERAL, problem_schemas

    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(problem_schemas(GENERAL))
    for operation in (each for path in document["paths"].values() for each in path.values()):
        invalid = operation["responses"].get("422", {})
        if invalid.get("content", {}).get("application/json", {}).get("schema") == {"$ref": _FASTAPI_OWN}:
            operation["responses"].update({"422": problem_responses("invalid-input")[422]})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    if outside_issuer and SCHEME in components.get("securitySchemes", {}):
        components["securitySchemes"][SCHEME] = {
            "type": "openIdConnect",
            "openIdConnectUrl": outside_issuer.rstrip("/") + "/.well-known/openid-configuration",
        }
    return document
