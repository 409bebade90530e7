"""Problems of administration."""

from app.platform.http.problems import Problem


class TwoSecretsLive(Problem):
    slug, status, title = "two-secrets-live", 409, "The client already has two secrets"
    meaning = (
        "A client (an organisation's computer system) can have at most two secrets. End one of its two secrets before "
        "you make a new secret."
    )
