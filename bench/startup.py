"""How long the service takes from its command to its first answer, on a database that is already there."""

from dataclasses import dataclass
from statistics import median

from bench.database import Database
from bench.machine import cores_shared
from bench.service import running_service


@dataclass(frozen=True, slots=True)
class Startup:
    """Seconds from the command to the first 200 of /health/live."""

    plain: float
    migrating: float
    """With --migrate --seed, which find nothing to do: as `make run` starts."""


async def startup(database: Database, times: int) -> Startup:
    """Start the service several times each way; the first start, which makes the sandbox's keys, does not count."""
    everywhere = cores_shared()
    database.place(everywhere)
    url = await database.create("start")

    def seconds(*more: str) -> list[float]:
        found = []
        for _ in range(times):
            with running_service(url, database.folder / "start", everywhere, 1, *more) as service:
                found.append(service.seconds_to_start)
        return found

    with running_service(url, database.folder / "start", everywhere, 1, "--migrate", "--seed"):
        pass
    return Startup(median(seconds()), median(seconds("--migrate", "--seed")))
