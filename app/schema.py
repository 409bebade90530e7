"""The whole schema: every table, in whichever room it stands."""

from app.advice import tables as _referrals
from app.capacity import tables as _capacity
from app.platform.db import eras as _eras
from app.platform.db.tables import metadata

__all__ = ["metadata"]

assert _capacity.mediators.metadata is _referrals.referrals.metadata is _eras.feed_eras.metadata is metadata  # noqa: S101 - importing the room is what adds its tables
