"""The whole schema: every table, in whichever room it stands."""

from app.adapters.db import eras as _eras
from app.adapters.db.capacity import tables as _capacity
from app.adapters.db.referrals import tables as _referrals
from app.adapters.db.tables import metadata

__all__ = ["metadata"]

assert _capacity.mediators.metadata is _referrals.referrals.metadata is _eras.feed_eras.metadata is metadata  # noqa: S101 - importing the room is what adds its tables
