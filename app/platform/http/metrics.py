"""Metrics for Prometheus: how many requests there were, how they ended, and how long they took.

With more than one worker, set PROMETHEUS_MULTIPROC_DIR to an empty directory before the service starts. The library
then keeps the numbers in files there, and `/metrics` answers for all workers together. Without it, `/metrics` answers
for one worker.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

OF_ADVICE = "independent advice"
"""The one label of everything about advice services and referrals."""
_ADVICE_PATHS = ("/v1/referrals", "/v1/advice-", "/v1/cases/{case_id}/advice")
_FAMILY_PATH = "/feedback/"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The metrics of one application. Other parts may register theirs on `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "http_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "http_request_seconds",
            "Time from the first byte of a request to the last byte of its answer.",
            ("route", "method"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "refusals", "Requests refused, by the rule of law that refuses them.", ("rule",), registry=self.registry
        )
        self._build = self._gauge("build_info", "1, with the version and the build that runs.", "version", "build")
        self._last_holiday = self._gauge(
            "bank_holidays_end_timestamp_seconds",
            "The last day whose bank holidays are known.",
        )
        self._upkeep = self._gauge("upkeep_done_timestamp_seconds", "When an upkeep command last succeeded.", "command")
        self._feed_waits = self._gauge(
            "feed_waiting_events", "Events that the feed does not show yet: an older transaction is still open."
        )
        self._feed_lag = self._gauge(
            "feed_lag_seconds", "How long the first of these events has waited; 0 if no event waits."
        )
        self._oldest = self._gauge(
            "database_oldest_transaction_seconds",
            "Age of the oldest open transaction that writes, among those that the database's owner may see.",
        )
        self._lent, self._waiting = (
            Gauge(name, says, registry=self.registry, multiprocess_mode="livesum")
            for name, says in (
                ("database_connections_in_use", "Database connections in use, in all workers."),
                ("database_connections_waited_for", "Requests that wait for a database connection, in all workers."),
            )
        )
        self._of_the_pool = (-1, -1)
        # The library's own look-up by labels costs more than the counting itself.
        self._counter_of = cache(self._requests.labels)
        self._timer_of = cache(self._seconds.labels)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the path's template. An invented method counts as `other`.

        A reader who counts what advice services do could learn about families that they accept. So a request about
        advice shows only that it was answered, and the class of its status.
        """
        told = str(status)
        if route.startswith(_ADVICE_PATHS):
            route, method, told = OF_ADVICE, "any", f"{status // 100}xx"
        elif route.startswith(_FAMILY_PATH):
            method = "any"  # to send answers would tell more than to open the page
        elif method not in _METHODS:
            method = "other"
        self._counter_of(route, method, told).inc()
        self._timer_of(route, method).observe(seconds)

    def refused(self, route: str, rule: str) -> None:
        """Count one refusal under its rule. A refusal about advice is counted without its rule, for the reason that
        `observe` gives.
        """
        self._refusals.labels(OF_ADVICE if route.startswith(_ADVICE_PATHS) else rule).inc()

    def tell(self, *, version: str, build: str) -> None:
        """Say what runs."""
        self._build.labels(version, build).set(1)

    def horizon(self, bank_holidays_end: date) -> None:
        """Say how far the calendar reaches."""
        self._last_holiday.set(datetime.combine(bank_holidays_end, time(), UTC).timestamp())

    def upkeep(self, done: Mapping[str, datetime]) -> None:
        """Say when each command of the upkeep last ended well."""
        for command, at in done.items():
            self._upkeep.labels(command).set(at.timestamp())

    def feed(self, *, waiting: int, lag_seconds: float, oldest_transaction_seconds: float) -> None:
        """Say how far the feed lags behind what is written, and for whose sake."""
        self._feed_waits.set(waiting)
        self._feed_lag.set(lag_seconds)
        self._oldest.set(oldest_transaction_seconds)

    def pool(self, lent: int, waiting: int) -> None:
        """Say how many connections this worker has lent, and how many of its requests wait for one."""
        lent_before, waiting_before = self._of_the_pool
        self._of_the_pool = lent, waiting
        if lent != lent_before:
            self._lent.set(lent)
        if waiting != waiting_before:
            self._waiting.set(waiting)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        """A number that is the same in every worker, so one worker reports it for all."""
        return Gauge(name, says, labels, registry=self.registry, multiprocess_mode="mostrecent")

    def exposition(self) -> bytes:
        """All the numbers in Prometheus' text format."""
        try:
            every_worker = CollectorRegistry()
            MultiProcessCollector(every_worker)  # type: ignore[no-untyped-call] # the library types it not
        except ValueError:  # no directory was set: this worker speaks for itself
            return generate_latest(self.registry)
        return generate_latest(every_worker)
