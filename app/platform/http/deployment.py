"""What the HTTP platform must know about its deployment. `main` makes it from the settings, without secret keys."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The values that differ between deployments. Each is explained where the settings read it."""

    sandbox: bool
    public_url: str
    requests_per_minute: int
    tracing: bool = False
    token_keys: tuple[str, ...] = field(default=(), repr=False)
    token_lifetime_seconds: int = 3600
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_client_claim: str = "client_id"
    oidc_scopes_if_unnamed: Literal["registered", "none"] = "registered"
    oidc_only_at_jwt: bool = False
