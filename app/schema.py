"""The whole schema: every table of every wing."""

from app.platform.db.tables import metadata
from app.wings import WHOLE

__all__ = ["TABLES", "metadata"]

TABLES = tuple(table for wing in WHOLE for table in wing.tables())
"""Asking a wing for its tables is what adds them to `metadata`."""
