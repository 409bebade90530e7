"""The refusals of administration."""


class Taken(Exception):
    """A name or a code is registered already."""


class TwoSecrets(Exception):
    """The client already has two secrets, so there is no room for a third."""


class NoSuchSecret(Exception):
    """The client has no such secret."""
