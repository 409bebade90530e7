"""The one error of the embedded server. Its message says what to do."""


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used. The message names the cause and the remedy."""
