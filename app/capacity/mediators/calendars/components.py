"""The components of a calendar (RFC 5545, 3.4 to 3.6), built from its lines, one entry at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Self

from app.capacity.mediators.calendars.lines import TIMES, Line

DEEPEST: Final = 8
"""How deep components may be nested. The standards need four."""

_STANDS_IN: Final = {
    "VCALENDAR": "", "VEVENT": "VCALENDAR", "VFREEBUSY": "VCALENDAR", "VTIMEZONE": "VCALENDAR",
    "VAVAILABILITY": "VCALENDAR", "AVAILABLE": "VAVAILABILITY", "STANDARD": "VTIMEZONE", "DAYLIGHT": "VTIMEZONE",
}  # fmt: skip
"""The components that are read, by the component that holds them. Everything else, such as alarms and tasks, is
ignored."""


class NotACalendar(ValueError):
    """The file cannot be read as a calendar: it is not a calendar, it is broken, or it is far too large."""


@dataclass(slots=True)
class Component:
    """A component, with the lines that we read from it. `stray` is the first line without a name after one of its
    times."""

    name: str
    number: int
    lines: dict[str, list[Line]] = field(default_factory=dict)
    inside: list[Self] = field(default_factory=list)
    stray: int | None = None
    last: str = ""

    def first(self, name: str) -> Line | None:
        """Return a property's first line."""
        found = self.lines.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """Return a property's first value. An empty text if it is missing."""
        found = self.lines.get(name)
        return found[0].value if found else ""

    def take(self, line: Line) -> None:
        """Store a line if its property is read. If the line has no name, note whether it may belong to a time."""
        if not line.name:
            if self.last in TIMES and self.stray is None:
                self.stray = line.number
            return
        self.last = line.name
        if line.parameters or line.value:
            self.lines.setdefault(line.name, []).append(line)


def components(lines: Iterable[Line]) -> Iterator[Component]:
    """Yield each component of a calendar when the component ends, and then the calendar itself, without its components.

    Raises:
        NotACalendar: the components do not fit into each other. The message names the line.
    """
    open_now: list[Component] = []
    found = False
    for line in lines:
        if line.name == "BEGIN" and _is_name(line.value):
            open_now.append(_begun(open_now, line))
        elif line.name == "END" and _is_name(line.value):
            ended = _ended(open_now, line)
            if ended is None:
                continue
            if ended.name == "VCALENDAR":
                found = True
                yield ended
            elif len(open_now) == 1 and ended.name in _STANDS_IN:
                yield ended
            elif ended.name in _STANDS_IN:
                open_now[-1].inside.append(ended)
        elif open_now:
            open_now[-1].take(line)
    if open_now:
        raise NotACalendar(f"This calendar is not complete: the {_called(open_now[-1])} has no end.")
    if not found:
        raise NotACalendar(
            "We cannot read this file as a calendar: it has no line BEGIN:VCALENDAR. Send an iCalendar file (RFC 5545)."
        )


def _is_name(text: str) -> bool:
    """Whether a component may have this name. Otherwise the line is part of some text, such as "Begin: at the
    front"."""
    return text[:1].isalpha() and text.rstrip().replace("-", "").isalnum()


def _begun(open_now: list[Component], line: Line) -> Component:
    name = line.value.strip().upper()
    if (parent := _STANDS_IN.get(name)) is not None:
        while open_now and open_now[-1].name not in _STANDS_IN:  # an alarm that was never closed
            open_now.pop()
        if (open_now[-1].name if open_now else "") != parent:
            where = f"inside the {_called(open_now[-1])}" if open_now else "outside a VCALENDAR"
            raise NotACalendar(f"Line {line.number} of this calendar begins {name} {where}.")
    if len(open_now) >= DEEPEST:
        raise NotACalendar(f"At line {line.number} this calendar has more than {DEEPEST} components inside each other.")
    return Component(name if parent is not None else "", line.number)


def _ended(open_now: list[Component], line: Line) -> Component | None:
    """Close the component that a line ends, and everything inside it that was never closed, such as alarms."""
    name = line.value.strip().upper()
    if name not in _STANDS_IN:
        if len(open_now) > 1 and not open_now[-1].name:
            open_now.pop()
        return None
    while open_now and not open_now[-1].name:
        open_now.pop()
    if not open_now or open_now[-1].name != name:
        where = f"inside the {_called(open_now[-1])}" if open_now else "before any has begun"
        raise NotACalendar(f"Line {line.number} of this calendar ends {name} {where}.")
    return open_now.pop()


def _called(one: Component) -> str:
    return f"{one.name or 'component'} that begins at line {one.number}"
