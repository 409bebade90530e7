"""What the routes of administration work with, and the problems that explain its refusals."""

from collections.abc import Mapping

from app.administration.problems import TwoSecretsLive
from app.administration.refusals import NoSuchSecret, Taken, TwoSecrets
from app.administration.store import Register
from app.administration.use_cases import Bench
from app.cases.unit import Explanation, Service
from app.platform.db.work import Work
from app.platform.http.problems import AlreadyRegistered, NotFound, Problem


def bench_of(service: Service, work: Work) -> Bench:
    """Return the bench of a unit of work."""
    return Bench(Register(work), service.allows_proposals)


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
