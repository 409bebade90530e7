"""Which waiting cases some free sessions can serve, if each mediator serves only some areas."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A case that needs a session: the last of its thirty days, and the authority's code."""

    on: date
    area: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """A sort of session: the areas that its mediator serves, and whether the session is too soon to tell a family in
    time."""

    areas: frozenset[str]
    short_notice: bool = False


D = TypeVar("D", bound=Due)
_Wish = tuple[str, bool]
"""What decides which sessions a case can use: the area, and whether the thirty days end before notice is possible."""


def left_over(line: Sequence[Due], free: Mapping[Sessions, int], today: date, told_from: date) -> list[Due]:
    """Serve a queue in its order, and return the cases for which no session is left.

    A case is left out only if no other case can make room for it by taking another session. So as many cases are served
    as possible, and the first cases come first.
    """
    return Serving(free, today, told_from).serve(line)


class Serving:
    """The sessions while they are given out, and the cases that take each sort."""

    def __init__(self, free: Mapping[Sessions, int], today: date, told_from: date) -> None:
        self._today, self._told_from = today, told_from
        self._room = Counter({sort: number for sort, number in free.items() if number})
        self._taken: defaultdict[Sessions, Counter[_Wish]] = defaultdict(Counter)
        self._fitting: dict[_Wish, list[Sessions]] = {}
        self._in_vain: set[_Wish] = set()

    def serve(self, line: Sequence[D]) -> list[D]:
        """Serve a queue in its order, and return the cases for which no session is left."""
        return [one for one in line if not self._give(self._wish(one))]

    def serve_more(self, left: Sequence[Due], meant_for: Sequence[Due]) -> list[Due]:
        """Add a session for each of some that are left, serve all that are left in their order, and return the rest.

        Each is of the sort that suits whom it is meant for and the fewest others: of one area, and at short notice
        where that one can use it. Whoever is ahead and can have it by an exchange takes it all the same. Everybody who
        was served stays so.
        """
        for one in meant_for:
            area, soon = self._wish(one)
            self._room[Sessions(frozenset({area}), soon)] += 1
        self._fitting.clear()
        self._in_vain.clear()
        return self.serve(left)

    def before_notice(self, one: Due) -> bool:
        """Whether a case's thirty days end, today or later, before a family can be told in time."""
        return self._today <= one.on < self._told_from

    def _wish(self, one: Due) -> _Wish:
        return one.area, self.before_notice(one)

    def _give(self, wish: _Wish) -> bool:
        """Give a session, if necessary one for which another case can take a different session."""
        if wish in self._in_vain:
            return False
        tried = set(self._in_vain)
        if self._seated(wish, tried):
            return True
        self._in_vain = tried  # nor will any of these find one later: what is taken stays taken
        return False

    def _seated(self, wish: _Wish, tried: set[_Wish]) -> bool:
        if wish in tried:
            return False
        tried.add(wish)
        fitting = self._fit(wish)
        for sort in fitting:
            if self._room[sort]:
                self._room[sort] -= 1
                self._taken[sort][wish] += 1
                return True
        for sort in fitting:
            for other in [one for one, number in self._taken[sort].items() if number]:
                if self._seated(other, tried):
                    self._taken[sort][other] -= 1
                    self._taken[sort][wish] += 1
                    return True
        return False

    def _fit(self, wish: _Wish) -> list[Sessions]:
        if wish not in self._fitting:
            area, soon = wish
            self._fitting[wish] = [
                sort for sort in self._room if area in sort.areas and (soon or not sort.short_notice)
            ]
        return self._fitting[wish]
