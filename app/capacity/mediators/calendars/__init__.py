"""Calendars as files (iCalendar, RFC 5545): a mediator's own, sent in, and ours, to subscribe to."""

from app.capacity.mediators.calendars.apart import read_apart
from app.capacity.mediators.calendars.components import NotACalendar
from app.capacity.mediators.calendars.reading import Imported, read_calendar
from app.capacity.mediators.calendars.writing import Entry, uid_of, write_calendar

__all__ = ["Entry", "Imported", "NotACalendar", "read_apart", "read_calendar", "uid_of", "write_calendar"]
