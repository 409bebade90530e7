"""The scopes of a token: a closed set, and which kinds of organisation may have which scope."""

from enum import StrEnum
from typing import Self

from app.kernel.terms import OrganisationKind


class Scope(StrEnum):
    """The name of a permission (scope), with a sentence that explains the permission."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """A member is the scope's name on the wire; its meaning is an attribute."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    CASES_READ = "cases:read", "Read the cases in which your organisation takes part."
    CASES_WRITE = "cases:write", "Record a notice of decision, which opens a case."
    ACTIONS_WRITE = "actions:write", "Record what happened in a case."
    CERTIFICATES_READ = "certificates:read", "Read mediation certificates."
    EVENTS_READ = "events:read", "Read the list of everything that happens in your cases (the feed of events)."
    CAPACITY_READ = (
        "capacity:read",
        "Read about mediators, about their free times (slots), and about how much mediation they can offer.",
    )
    CAPACITY_WRITE = "capacity:write", "Register your organisation's mediators, and say when they are available."
    SESSIONS_READ = "sessions:read", "Read the mediation sessions of the cases in which your organisation takes part."
    SESSIONS_WRITE = (
        "sessions:write",
        "Reserve mediators' free times (slots), book mediation sessions, and record what happens to the sessions.",
    )
    REFERRALS_READ = (
        "referrals:read",
        "Read offers of independent help. An advice service can also read the referrals that it received. An "
        "organisation that made referrals can read the receipts for its own referrals.",
    )
    REFERRALS_WRITE = (
        "referrals:write",
        "Record offers of independent help, refer people to an advice service with their consent, and record what "
        "happens next.",
    )
    ADVICE_WRITE = "advice:write", "Say how many more families your advice service can help."
    AUDIT_READ = (
        "audit:read",
        "Read the log of what the operator of this service did. This permission gives no access to cases, "
        "referrals or anything else.",
    )
    ADMIN = (
        "admin",
        "Register organisations, their programs (clients), and which organisations work together (partnerships). "
        "This permission gives no access to cases or referrals.",
    )
    SANDBOX_CLOCK = "sandbox:clock", "Read the clock of the sandbox, and set the clock forward."


_MEDIATES = frozenset({Scope.CAPACITY_READ, Scope.SESSIONS_READ, Scope.SESSIONS_WRITE})
"""The scopes of every party that may have to arrange mediation."""
_REFERS = frozenset({Scope.REFERRALS_READ, Scope.REFERRALS_WRITE})
"""The scopes of every organisation that offers independent help, or gives it."""

SCOPES_BY_KIND: dict[OrganisationKind, frozenset[Scope]] = {
    OrganisationKind.LOCAL_AUTHORITY: _MEDIATES
    | _REFERS
    | {Scope.CASES_READ, Scope.CASES_WRITE, Scope.ACTIONS_WRITE, Scope.CERTIFICATES_READ, Scope.EVENTS_READ},
    OrganisationKind.MEDIATION_PROVIDER: _MEDIATES
    | _REFERS
    | {Scope.CASES_READ, Scope.CASES_WRITE, Scope.ACTIONS_WRITE, Scope.CERTIFICATES_READ, Scope.EVENTS_READ}
    | {Scope.CAPACITY_WRITE},
    OrganisationKind.COMMISSIONING_BODY: _MEDIATES | {Scope.CASES_READ, Scope.ACTIONS_WRITE, Scope.EVENTS_READ},
    OrganisationKind.TRIBUNAL: frozenset(
        {Scope.CASES_READ, Scope.ACTIONS_WRITE, Scope.CERTIFICATES_READ, Scope.EVENTS_READ}
    ),
    OrganisationKind.ADVICE_SERVICE: _REFERS | {Scope.EVENTS_READ, Scope.ADVICE_WRITE},
    OrganisationKind.OPERATOR: frozenset({Scope.AUDIT_READ, Scope.ADMIN}),
}
"""The scopes that a client of each kind may have in a live deployment."""


def grantable(kind: OrganisationKind, *, sandbox: bool) -> frozenset[Scope]:
    """Return the scopes that a client of this kind of organisation may have."""
    return SCOPES_BY_KIND[kind] | ({Scope.SANDBOX_CLOCK} if sandbox else frozenset())
