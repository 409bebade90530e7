"""What the routes of administration work with, and the problems that explain its refusals."""

from collections.abc import Mapping

from app.administration.problems import TwoSecretsLive
from app.administration.refusals import NoSuchSecret, Taken, TwoSecrets
from app.administration.store import Register
from app.administration.use_cases import Bench
from app.cases.unit import Explanation, Service
from app.platform.db.work import Work
from app.platform.http.problems import AlreadyRegistered, InvalidInput, NotFound, Problem


def bench_of(service: Service, work: Work) -> Bench:
    """Return the bench of a unit of work."""
    return Bench(Register(work), service.allows_proposals)


async def must_be_registered(work: Work, **named: str | None) -> None:
    """Refuse a list of what belongs to an organisation that is not registered: an empty list would hide the slip."""
    for parameter, slug in named.items():
        if slug is not None and await Register(work).organisation(slug) is None:
            says = "No organisation with this short name is registered"
            raise InvalidInput.at("query", f"#/{parameter}", says, "unknown")


def _taken(_: Service, __: Work, error: Taken) -> Problem:
    return AlreadyRegistered(str(error))


def _two_secrets(_: Service, __: Work, ___: TwoSecrets) -> Problem:
    return TwoSecretsLive()


def _no_such_secret(_: Service, __: Work, ___: NoSuchSecret) -> Problem:
    return NotFound()


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    Taken: _taken,
    TwoSecrets: _two_secrets,
    NoSuchSecret: _no_such_secret,
}
