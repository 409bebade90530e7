"""Contact points as they are stored."""

from dataclasses import dataclass
from datetime import datetime

from app.notices.domain.contact import ContactPoint


@dataclass(frozen=True, slots=True)
class KnownContact:
    """How families reach an organisation, as it is stored."""

    point: ContactPoint
    version: int
    updated_at: datetime
