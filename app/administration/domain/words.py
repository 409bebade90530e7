"""The closed sets of administration."""

from enum import StrEnum


class Act(StrEnum):
    """The kind of action that the operator took."""

    ORGANISATION_REGISTERED = "organisation-registered"
    ORGANISATION_RENAMED = "organisation-renamed"
    ORGANISATION_DISABLED = "organisation-disabled"
    ORGANISATION_ENABLED = "organisation-enabled"
    CLIENT_REGISTERED = "client-registered"
    SCOPES_CHANGED = "scopes-changed"
    CLIENT_DISABLED = "client-disabled"
    CLIENT_ENABLED = "client-enabled"
    SECRET_MADE = "secret-made"  # noqa: S105 - the name of an act
    SECRET_RETIRED = "secret-retired"  # noqa: S105 - the name of an act
    PARTNERSHIP_MADE = "partnership-made"
    PARTNERSHIP_ENDED = "partnership-ended"
    FIRST_CHOICE_MADE = "first-choice-made"
    AUTHORITY_FOLLOWED = "authority-followed"


class ActSource(StrEnum):
    """The place where the operator took the action: the command line or the API."""

    COMMAND_LINE = "command_line"
    CLIENT = "client"
