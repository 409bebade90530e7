"""Binds the stores of capacity to one transaction. It loads no answers: every action of a case asks the sessions."""

from app.capacity.allocations.store import Allocations
from app.capacity.bench import Bench
from app.capacity.figures.store import Figures
from app.capacity.mediators.store import Mediators
from app.capacity.searches.store import Searches
from app.capacity.sessions.store import SealedNeeds, Sessions
from app.capacity.slots.store import Slots
from app.cases.desk import Desk
from app.platform.db.connections import Connection


def bench_on(connection: Connection, desk: Desk) -> Bench:
    """Return the bench of one transaction."""
    return Bench(
        desk,
        Mediators(connection),
        Slots(connection),
        Sessions(connection),
        SealedNeeds(connection, desk.sealing),
        Searches(connection),
        Allocations(connection),
        Figures(connection),
    )
