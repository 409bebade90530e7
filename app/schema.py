"""The whole schema: every table, in whichever wing it stands."""

from app.advice import tables as _advice
from app.capacity import tables as _capacity
from app.cases import tables as _cases
from app.certificates import tables as _certificates
from app.platform.db import eras as _eras
from app.platform.db.tables import metadata

__all__ = ["metadata"]

assert all(  # noqa: S101 - importing the wing is what adds its tables
    table.metadata is metadata
    for table in (_cases.cases, _certificates.certificates, _capacity.mediators, _advice.referrals, _eras.feed_eras)
)
