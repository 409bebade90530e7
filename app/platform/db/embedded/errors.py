"""The one way in which the embedded server fails: with a sentence that says what to do."""


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used. The message names the cause and the remedy."""
