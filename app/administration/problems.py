"""Problems of administration."""

from app.platform.http.problems import Problem


class TwoSecretsLive(Problem):
    slug, status, title = "two-secrets-live", 409, "The client already has two secrets"
    meaning = (
        "A client can have two secrets at the same time. End one of the two secrets before you make another secret."
    )
