"""Everything that may differ between deployments, read once and passed in. No other module reads these settings from
the environment."""

from base64 import urlsafe_b64decode
from dataclasses import fields
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.database_url import for_driver
from app.keeping.domain.periods import LEAST_DAYS, PERIODS
from app.law.domain.readings import Readings

SANDBOX_SEALING_KEY = "c2FuZGJveC1zZWFsaW5nLWtleS1ub3QtZm9yLWxpdmU="
"""Published on purpose: this key protects only fictional families. A live deployment rejects it."""


DatabaseUrl = Annotated[str, AfterValidator(lambda url: url and for_driver(url))]
"""`postgresql://...`, as PostgreSQL's own tools write it. It may name several hosts if one can take over from
another."""


def _same_key(one: str, other: str) -> bool:
    """Whether two texts are one Fernet key. Base64 has many spellings of the same bytes."""
    try:
        return one == other or urlsafe_b64decode(one) == urlsafe_b64decode(other)
    except ValueError:  # no key at all: the seal says so
        return False


class LawAsRead(BaseSettings):
    """How this deployment reads the law."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    readings: Readings = Readings()
    """How the service reads the law where it is unclear: a JSON object of named flags, see
    `app/law/domain/readings.py`."""

    @field_validator("readings", mode="before")
    @classmethod
    def readings_that_there_are(cls, said: Any) -> Any:
        """A misspelt flag must not leave the law read otherwise than the deployment believes."""
        unknown = sorted(set(said) - {flag.name for flag in fields(Readings)}) if isinstance(said, dict) else []
        if unknown:
            raise ValueError(f"there is no reading named {unknown[0]}. GET /v1/law/regimes lists them")
        return said


class DatabaseAddress(LawAsRead):
    """All that preparing a database needs: none of the service's secrets."""

    database_url: DatabaseUrl
    environment: Literal["sandbox", "live"] = "live"


class Periods(DatabaseAddress):
    """How long the upkeep (`python -m app tidy` and `retain`) keeps what a deployment may decide on. The defaults have
    their sources in `app/keeping/domain/periods.py`."""

    case_kept_days: int = Field(default=PERIODS["case_kept_days"].days, ge=LEAST_DAYS, le=36_500)
    """How many days an ended case is kept after its last date, or after its last event if that is later."""
    child_kept_days: int = Field(default=PERIODS["child_kept_days"].days, ge=0, le=36_500)
    """How many days an ended case is kept at least after the child's school age ends, if that is recorded."""
    referral_kept_days: int = Field(default=PERIODS["referral_kept_days"].days, ge=LEAST_DAYS, le=36_500)
    """How many days a referral that has ended is kept after its last change."""
    reads_kept_days: int = Field(default=PERIODS["reads_kept_days"].days, ge=LEAST_DAYS, le=36_500)
    """How many days a logged read of a case is kept."""
    contact_kept_days: int = Field(default=90, ge=0, le=3650)
    """How many days a family's contact details are kept after the last date of an ended case."""
    contact_idle_days: int = Field(default=730, ge=90, le=3650)
    """After how many days without any event a case that nobody ended loses its contact details too."""

    def days(self) -> dict[str, int]:
        """Return every period in days, by the name of its setting."""
        return self.model_dump(include=set(PERIODS))


class Settings(LawAsRead):
    """Settings of one deployment. Each is an environment variable with the same name in capitals."""

    environment: Literal["sandbox", "live"] = "live"
    database_url: DatabaseUrl = ""
    """postgresql://... Empty means the embedded server, which only the sandbox may use."""
    database_pooler: Literal["none", "session", "transaction"] = "none"
    """The mode of a pooler such as PgBouncer, if there is one in front of the database."""
    statement_timeout_seconds: float = Field(default=5, ge=1, le=60)
    """How long one statement may take. A whole request may take four times as long in the database."""
    pool_size: int = Field(default=10, ge=1, le=100)
    public_url: str = "http://127.0.0.1:8000"
    """The address at which families and partners reach the service. Printed on certificates. Live: https only."""
    require_idempotency_keys: bool = False
    """Whether every POST that records something must carry an `Idempotency-Key`."""

    advisers_record_for: Literal["instructing", "registered"] = "instructing"
    """For which authorities a mediation provider may record a notice that the authority has not recorded: those that
    instruct the provider, or every registered authority."""

    comparison_cluster: str = Field(default="", max_length=200, pattern=r"^((tcp|tls|ws|wss)://[^\s/@]+)?$")
    """The address of a Dask scheduler, such as `tcp://scheduler:8786`. Its workers work comparisons out and must have
    this version of the service. Empty: processes of this machine do."""

    build: str = Field(default="", max_length=64)
    """The name that the deployment gives to this build: a commit, or an image's tag. Shown in the metrics for
    Prometheus."""

    tracing: bool = False
    """Whether each request is a span of OpenTelemetry, sent to where the `OTEL_*` variables say. Needs an extra."""

    sealing_keys: list[SecretStr] = []
    """Fernet keys, newest first: the first seals, all open. See `python -m app keys`."""
    signing_keys: list[SecretStr] = []
    """Ed25519 private keys as JWK JSON, newest first: the first signs certificates, all are published."""
    token_keys: list[SecretStr] = []
    """RSA private keys as JWK JSON, newest first, of the embedded token issuer."""
    token_lifetime_seconds: int = Field(default=3600, ge=60, le=86_400)

    oidc_issuer: str = ""
    """An outside issuer (its discovery document lies below it). If set, it replaces the embedded issuer."""
    oidc_audience: str = ""
    oidc_client_claim: str = "client_id"
    """The claim that names the client registered here. The service decides its organisation and scopes, not the
    token."""
    oidc_scopes_if_unnamed: Literal["registered", "none"] = "registered"
    """What a token may do if it has neither `scope` nor `scp`: everything that its client is registered for, or
    nothing. Several widely used issuers put neither into tokens for client credentials. The register decides in any
    case."""
    oidc_only_at_jwt: bool = False
    """Whether a token's header must say `typ: at+jwt` (RFC 9068). If not, `JWT` or no `typ` is accepted too, as most
    issuers send it. The service then rejects a token that bears the marks of an ID token."""

    forwarded_allow_ips: str = ""
    """The proxies whose `X-Forwarded-For` the service believes: addresses or networks, separated by commas. Empty:
    none."""

    requests_per_minute: int = Field(default=6000, ge=1)
    """Each client's allowance of requests. Beyond it the answer is 429."""

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def addresses_of_the_web(cls, url: str, told: ValidationInfo) -> str:
        """Printed on certificates, or asked for keys. A live deployment must say more: see below."""
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname
        if url and not fits and told.data.get("environment") == "sandbox":
            raise ValueError("an address is needed that begins with http:// or https://")
        return url

    @field_validator("forwarded_allow_ips")
    @classmethod
    def proxies_by_their_addresses(cls, named: str) -> str:
        """A proxy has an address: were everybody believed, a caller could take any address."""
        try:
            networks = [ip_network(one) for one in filter(None, map(str.strip, named.split(",")))]
            old = collapse_addresses(net for net in networks if isinstance(net, IPv4Network))
            new = collapse_addresses(net for net in networks if isinstance(net, IPv6Network))
            everybody = any(net.prefixlen == 0 for net in old) or any(net.prefixlen == 0 for net in new)
        except ValueError:
            everybody = True
        if everybody:
            raise ValueError(
                "FORWARDED_ALLOW_IPS must list the addresses or networks of your proxies, such as 10.0.0.7"
            )
        return named

    @property
    def sandbox(self) -> bool:
        """Whether this deployment holds fictional data only."""
        return self.environment == "sandbox"

    @model_validator(mode="after")
    def live_needs_secrets_of_its_own(self) -> Self:
        """A live deployment must never start with secrets that anybody can read in this repository."""
        if self.sandbox:
            return self
        missing = [
            name
            for name, value in (
                ("DATABASE_URL", self.database_url),
                ("SEALING_KEYS", self.sealing_keys),
                ("SIGNING_KEYS", self.signing_keys),
            )
            if not value
        ]
        if not self.token_keys and not self.oidc_issuer:
            missing.append("TOKEN_KEYS or OIDC_ISSUER")
        if self.oidc_issuer and not self.oidc_audience:
            missing.append("OIDC_AUDIENCE")
        if self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            missing.append("an OIDC_ISSUER whose address begins with https://")
        if missing:
            raise ValueError(f"a live service needs {', '.join(missing)}")
        if not _is_public(self.public_url):
            raise ValueError(
                "PUBLIC_URL must be the https address where partners and families reach the service, such as "
                "https://mediation.example: certificates print it permanently, and tokens name it"
            )
        if any(_same_key(key.get_secret_value(), SANDBOX_SEALING_KEY) for key in self.sealing_keys):
            raise ValueError("SEALING_KEYS holds the sandbox's published key")
        return self


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
