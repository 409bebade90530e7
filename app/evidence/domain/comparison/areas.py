"""The areas of a synthetic England: its regions, its authorities, and these by their size."""

from functools import cache

from app.evidence.domain.comparison.england import COUNTED, MIXES, REGIONS

BANDS = ("small", "middle", "large")
"""The thirds of the authorities, by their decisions in a year."""


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the authorities, in the order of their places."""
    return tuple(one.code for one in COUNTED)


def regions() -> tuple[str, ...]:
    """Return the regions, as the API writes them."""
    return tuple(map(_written, REGIONS))


def region_of(place: int) -> str:
    """Return the region of an authority."""
    return _written(COUNTED[place].region)


def named(region: str) -> str:
    """Return the name of a region that the API writes in one word."""
    return REGIONS[regions().index(region)]


def band_of(place: int) -> str:
    """Return whether an authority is in the smallest third, in the middle, or in the largest third."""
    return BANDS[_ranks()[place] * len(BANDS) // len(COUNTED)]


@cache
def _ranks() -> dict[int, int]:
    by_size = sorted(range(len(COUNTED)), key=lambda place: (sum(MIXES[COUNTED[place].code]), place))
    return {place: rank for rank, place in enumerate(by_size)}


@cache
def _written(region: str) -> str:
    return region.lower().replace(" ", "_")
