"""The counts of a comparison divided into groups of families, and into areas, with their ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.evidence.domain.comparison.areas import BANDS, band_of, codes, region_of, regions
from app.evidence.domain.comparison.behaving import GROUPS
from app.evidence.domain.comparison.measures import OF_GROUPS
from app.evidence.domain.comparison.tally import COUNTED, SUPPORT, Tally, divided
from app.law.domain.authorities import AUTHORITIES

Triple = tuple[float, float, float]
"""The likeliest number, and the two ends of its range."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """The measures of a regime, their differences from the first regime, and the counts of each group of families."""

    values: Mapping[str, Triple]
    differences: Mapping[str, Triple]
    groups: Mapping[str, Triple] = field(default_factory=dict)


def by_group(tally: Tally, ranged: Ranged) -> dict[str, Any]:
    """Return every count by kind of decision, and by the support of an advice service."""
    by_kind = divided(tally, GROUPS, lambda cell: GROUPS[cell.group])
    by_support = divided(tally, SUPPORT, lambda cell: SUPPORT[cell.supported])
    return {"by_kind": _tried(by_kind, ranged), "by_support": _tried(by_support, ranged)}


def by_areas(authority: str | None, tally: Tally, ranged: Ranged) -> dict[str, Any]:
    """Return every count by area: of England, or of the areas in which one authority lies."""
    if authority is None:
        told = {
            "by_area": divided(tally, regions(), lambda cell: region_of(cell.place)),
            "by_size": divided(tally, BANDS, lambda cell: band_of(cell.place)),
            "by_authority": divided(tally, codes(), lambda cell: codes()[cell.place]),
        }
    else:
        counts = {what: tally.total(what) for what in COUNTED}
        told = {by: {area: counts} for by, area in _areas_of(authority).items()}
    return {**_NO_AREAS, **{by: _in_proportion(groups, ranged) for by, groups in told.items()}}


_NO_AREAS: Mapping[str, Any] = {"by_area": {}, "by_size": {}, "by_authority": {}}


def by_own_areas(authority: str | None, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the areas of an authority's own cases: the same numbers as of all its cases, as they are shown."""
    counts = {what: figures[what]["value"] if isinstance(figures[what], dict) else figures[what] for what in COUNTED}
    ranges = {
        what: {end: figures[what][end] for end in ("low", "high")}
        for what in OF_GROUPS
        if isinstance(figures[what], dict) and counts[what] is not None
    }
    return {**_NO_AREAS, **{by: {area: counts | {"ranges": ranges}} for by, area in _areas_of(authority).items()}}


def area_of(authority: str | None) -> dict[str, str | None]:
    """Return the name and the region of an authority. None for England, and for an authority that is invented."""
    return {
        "authority_name": AUTHORITIES.get(authority or ""),
        "region": _areas_of(authority).get("by_area"),
    }


def ends(triple: Triple) -> dict[str, int]:
    """Return the ends of a range as whole numbers."""
    _, low, high = triple
    return {"low": round(low), "high": round(high)}


def _areas_of(authority: str | None) -> dict[str, str]:
    """Return the region of an authority, its third by size, and its code. Nothing where nothing is published of it."""
    if authority is None or authority not in codes():
        return {}
    place = codes().index(authority)
    return {"by_area": region_of(place), "by_size": band_of(place), "by_authority": authority}


def _tried(groups: Mapping[str, Mapping[str, int]], ranged: Ranged) -> dict[str, Any]:
    """Return the counts of each group with the ranges of the smaller population."""
    found = {
        group: {what: f"{what}/{group}" for what in OF_GROUPS if f"{what}/{group}" in ranged.groups} for group in groups
    }
    return {
        group: {**counts, "ranges": {what: ends(ranged.groups[name]) for what, name in found[group].items()}}
        for group, counts in groups.items()
    }


def _in_proportion(groups: Mapping[str, Mapping[str, int]], ranged: Ranged) -> dict[str, Any]:
    """Return the counts of each area, with the range of the whole in proportion: no area is tried alone."""
    told = {}
    for group, counts in groups.items():
        ranges = {}
        for what in (one for one in OF_GROUPS if one in ranged.groups):
            value, low, high = ranged.groups[what]
            part = counts[what] / value if value else 0.0
            ranges[what] = ends((counts[what], low * part, high * part))
        told[group] = {**counts, "ranges": ranges}
    return told
