"""The tables of a comparison as CSV, and what each column means."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from app.evidence.domain.comparison.areas import codes, region_of
from app.evidence.domain.comparison.measures import OF_GROUPS, UNITS
from app.evidence.domain.comparison.tally import COUNTED
from app.law.domain.authorities import AUTHORITIES
from app.platform.http.csv_tables import Column, Datatype, Table

_SOURCE: Final = "A comparison of regimes by this service: it follows from the assumptions that the comparison lists."
_REGIME = Column(
    "regime", "Regime", "The regime under which the families were counted, or your own name for it.", required=True
)
_UNIT = Column("unit", "Unit", "What the numbers of the row count.", required=True)
_INTEGER, _NUMBER = Datatype.INTEGER, Datatype.NUMBER
_HIDDEN = "Empty if the number could identify a family."
_DIVIDED = ("certificates", "locked_out", "delayed", "cost")
_BY = ("by_kind", "by_support", "by_area", "by_size")
_COUNTS: Final = {
    "decisions": "Decisions that can be appealed.",
    "contacts": "Families that contacted an adviser.",
    "certificates": "Certificates issued.",
    "appeals": "Appeals registered.",
    "late_appeals": "Appeals that missed their time.",
    "sent_back": "Appeals in which the tribunal can only send a part of the decision back.",
    "locked_out": "Families that meant to appeal and have no way to the tribunal as of right.",
    "delayed": "Families whose certificate came more than 30 days after their first contact.",
    "settled": "Disputes that ended in full agreement.",
    "requests": "Families that asked for mediation.",
    "sessions": "Sessions that mediators kept free, with those that somebody missed.",
    "sessions_held": "Sessions held.",
    "thirty_days_broken": "Families to which no session was offered in the days for arranging.",
}


class TableName(StrEnum):
    """The tables of a comparison."""

    MEASURES = "measures"
    GROUPS = "groups"
    PARTS = "parts"
    ASSUMPTIONS = "assumptions"
    SENSITIVITY = "sensitivity"
    AUTHORITIES = "authorities"


def _number(name: str, title: str, says: str) -> Column:
    return Column(name, title, says, _NUMBER)


def _measures(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for regime, told in result["by_regime"].items():
        for measure, apart in told["differences"].items():
            difference = {f"difference{end}": apart[member] for end, member in _ENDS.items()}
            yield {"regime": regime, "measure": measure, "unit": UNITS[measure], **told[measure], **difference}
        for measure in ("days_to_certificate", "days_to_tribunal"):
            for which, days in told[measure].items():
                yield {"regime": regime, "measure": f"{measure}_{which}", "unit": "days", "value": days}


_ENDS = {"": "value", "_low": "low", "_high": "high"}


def _parts(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for regime, told in result["by_regime"].items():
        for measure in _DIVIDED:
            row = {"regime": regime, "measure": measure, "unit": UNITS[measure]}
            ranges = told[measure]["ranges"]
            for part, number in told[measure]["parts"].items():
                yield row | {"part": part, "value": number, **ranges.get(part, {})}


def _authorities(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    regions = dict(zip(codes(), map(region_of, range(len(codes()))), strict=True))
    for regime, told in result["by_regime"].items():
        for code, counts in told["by_authority"].items():
            yield {"regime": regime, "code": code, "name": AUTHORITIES[code], "region": regions[code], **_flat(counts)}


def _groups(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for regime, told in result["by_regime"].items():
        for by in _BY:
            for group, counts in told[by].items():
                yield {"regime": regime, "by": by, "group": group, **_flat(counts)}


def _flat(counts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the counts of a group, with the ends of their ranges beside them."""
    ends = {f"{name}_{end}": at for name, both in counts["ranges"].items() for end, at in both.items()}
    return {**counts, **ends}


_COUNTED: Final = (
    *(Column(name, name.replace("_", " ").capitalize(), f"{_COUNTS[name]} {_HIDDEN}", _INTEGER) for name in COUNTED),
    *(
        Column(f"{name}_{end}", f"{end.capitalize()} end: {name.replace('_', ' ')}", says, _INTEGER)
        for name in OF_GROUPS
        for end, says in (("low", "The 5th percentile."), ("high", "The 95th percentile."))
    ),
)


TABLES: Final = {
    TableName.MEASURES: Table(
        "measures.csv",
        "Measures of a comparison",
        "One row for each regime and measure: the number with the likeliest assumptions, its range over the "
        "assumptions, and the difference from the first regime with its range.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "What is counted, as in the answer in JSON.", required=True),
            _UNIT,
            _number("value", "Number", f"The number with the likeliest assumptions. {_HIDDEN}"),
            _number("low", "Low end", "The 5th percentile if other assumptions are tried. Days have no range."),
            _number("high", "High end", "The 95th percentile. Days have no range."),
            _number("difference", "Difference", "The number minus that of the first regime."),
            _number("difference_low", "Low end of the difference", "The 5th percentile of the difference."),
            _number("difference_high", "High end of the difference", "The 95th percentile of the difference."),
        ),
        _measures,
    ),
    TableName.PARTS: Table(
        "parts.csv",
        "Parts of the measures of a comparison",
        "One row for each part: certificates by ground, locked out families by whose failure, delayed certificates by "
        "what came first, and cost by who pays.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "What is divided.", required=True),
            Column("part", "Part", "The part of the measure.", required=True),
            _UNIT,
            Column("value", "Number", "The number of the part.", _INTEGER, required=True),
            Column("low", "Low end", "The 5th percentile. Empty for your own cases.", _INTEGER),
            Column("high", "High end", "The 95th percentile. Empty for your own cases.", _INTEGER),
        ),
        _parts,
    ),
    TableName.GROUPS: Table(
        "groups.csv",
        "Groups of families of a comparison",
        "One row for each regime and group of families.",
        _SOURCE,
        (
            _REGIME,
            Column("by", "Divided by", "What divides the families, as in the answer in JSON.", required=True),
            Column("group", "Group", "The group of families.", required=True),
            *_COUNTED,
        ),
        _groups,
    ),
    TableName.AUTHORITIES: Table(
        "authorities.csv",
        "Authorities of a comparison",
        "One row for each regime and authority. No row for an authority of the sandbox.",
        _SOURCE,
        (
            _REGIME,
            Column("code", "Code", "The code of the authority, of the Department for Education.", required=True),
            Column("name", "Authority", "The name of the authority.", required=True),
            Column("region", "Region", "The region of the authority.", required=True),
            *_COUNTED,
        ),
        _authorities,
    ),
    TableName.ASSUMPTIONS: Table(
        "assumptions.csv",
        "Assumptions of a comparison",
        "One row for each number that no law fixes.",
        "Each row names its own source.",
        (
            Column("name", "Name", "The name of the assumption.", required=True),
            Column("meaning", "Meaning", "What the number says.", required=True),
            Column("unit", "Unit", "What the number counts.", required=True),
            Column("value", "Likeliest number", "The likeliest number.", _NUMBER, required=True),
            Column("low", "Low end", "The smallest number that was tried.", _NUMBER, required=True),
            Column("high", "High end", "The largest number that was tried.", _NUMBER, required=True),
            Column(
                "confidence",
                "How sure",
                "found: a source gives the number. worked_out: worked out from a source. assumed: not published.",
                required=True,
            ),
            Column("source", "Source", "Where the number comes from.", required=True),
            Column("as_of", "As of", "The day on which the source was read.", Datatype.DATE, required=True),
        ),
        lambda result: result["assumptions"],
    ),
    TableName.SENSITIVITY: Table(
        "sensitivity.csv",
        "Sensitivity of a comparison",
        "One row for each regime, measure and assumption: the share of the variance of the measure that comes from the "
        "assumption (Sobol indices). The ten assumptions that move a measure most.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "The measure that moves.", required=True),
            Column("assumption", "Assumption", "The assumption that moves the measure.", required=True),
            Column("first_order", "Alone", "The share that it causes alone.", _NUMBER, required=True, unit="share"),
            Column("total", "With others", "The share with all others.", _NUMBER, required=True, unit="share"),
            Column(
                "total_within",
                "Half of the interval",
                "Half the width of the 95 % interval of `total`.",
                _NUMBER,
                required=True,
                unit="share",
            ),
        ),
        lambda result: result["sensitivity"],
    ),
}


def described(address: str = "{table}.csv") -> dict[str, Any]:
    """Return the metadata of all tables in the vocabulary of the W3C (CSVW). `address` names a file of a table."""
    told = {name: table.metadata() for name, table in TABLES.items()}
    context = next(iter(told.values()))["@context"]
    tables = [
        {member: said for member, said in one.items() if member != "@context"} | {"url": address.format(table=name)}
        for name, one in told.items()
    ]
    return {"@context": context, "tables": tables}
