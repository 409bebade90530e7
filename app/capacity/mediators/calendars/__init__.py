"""Calendar files (iCalendar, RFC 5545): reading a mediator's own calendar, and writing ours for subscribers.

A process that reads one calendar loads this, and nothing of the service. The service asks `apart` for it.
"""

from app.capacity.mediators.calendars.components import NotACalendar
from app.capacity.mediators.calendars.reading import Imported, read_calendar
from app.capacity.mediators.calendars.writing import Entry, uid_of, write_calendar

__all__ = ["Entry", "Imported", "NotACalendar", "read_calendar", "uid_of", "write_calendar"]
