"""What the figures ask of the record."""

from datetime import date
from typing import Protocol

from app.evidence.domain.panels import ReviewedCase
from app.evidence.domain.settings import DisputedSetting


class CasesCounted(Protocol):
    """The asking authority's own cases, by the day of their notices."""

    async def reviewed(self, first: date, last: date) -> list[ReviewedCase]:
        """Return the cases that a panel reviewed."""

    async def about_settings(self, first: date, last: date) -> list[DisputedSetting]:
        """Return the disputes about Section I of which something is known of the setting."""
