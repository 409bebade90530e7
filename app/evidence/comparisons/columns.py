"""The tables of a comparison as CSV, and what each column means."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from app.evidence.domain.comparison.areas import codes, region_of
from app.evidence.domain.comparison.measures import OF_GROUPS, UNITS
from app.evidence.domain.comparison.tally import COUNTED, DAYS, SHARES
from app.law.domain.authorities import AUTHORITIES
from app.platform.http.csv_tables import Column, Datatype, Table

_SOURCE: Final = (
    "A calculation by this service. It compares sets of rules (regimes), and follows from the "
    "assumptions that the comparison lists."
)
_REGIME = Column(
    "regime",
    "Regime",
    "The set of rules (regime) under which the families were counted, or your own name for this regime.",
    required=True,
)
_UNIT = Column("unit", "Unit", "The unit of the numbers in the row.", required=True)
_INTEGER, _NUMBER = Datatype.INTEGER, Datatype.NUMBER
_HIDDEN = "Empty if the number could identify a family."
_DIVIDED = ("certificates", "locked_out", "delayed", "cost")
_BY = ("by_kind", "by_support", "by_area", "by_size")
_COUNTS: Final = {
    "decisions": "The number of decisions that can be appealed.",
    "contacts": "The number of families that contacted a mediation adviser.",
    "certificates": "The number of certificates that were issued.",
    "appeals": "The number of appeals that were registered.",
    "late_appeals": "The number of appeals that came after the last day to appeal.",
    "sent_back": "The number of appeals in which the tribunal can only send the decision, or a part of the decision, "
    "back to the authority.",
    "locked_out": "The number of families that wanted to appeal and have no right to appeal.",
    "delayed": "The number of families whose certificate came more than 30 days after their first contact with an "
    "adviser.",
    "settled": "The number of disputes that ended in full agreement.",
    "requests": "The number of families that asked for mediation.",
    "sessions": "The number of sessions that used a mediator's time: sessions that were held, and sessions to which "
    "somebody did not come.",
    "sessions_held": "The number of sessions that took place.",
    "thirty_days_broken": "The number of families that were offered no session within the time limit for arranging "
    "mediation.",
}


class TableName(StrEnum):
    """The name of a table. Each table shows one part of the result of a comparison."""

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
        for measure in DAYS:
            for which in SHARES:
                row = {"regime": regime, "measure": f"{measure}_{which}", "unit": "days", "value": told[measure][which]}
                yield row | told[measure]["ranges"].get(which, {})


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
        for end, says in (
            ("low", "The lower end of the range (the 5th percentile)."),
            ("high", "The upper end of the range (the 95th percentile)."),
        )
    ),
)


TABLES: Final = {
    TableName.MEASURES: Table(
        "measures.csv",
        "Measures of a comparison",
        "One row for each set of rules (regime) and each kind of number. The row has the number with the "
        "likeliest assumptions, its range if other assumptions are tried, and the difference from the first set "
        "of rules, with its range.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "What the row counts. The JSON answer uses the same name.", required=True),
            _UNIT,
            _number("value", "Number", f"The number with the likeliest assumptions. {_HIDDEN}"),
            _number(
                "low",
                "Low end",
                "The lower end of the range (5th percentile) if other assumptions are tried.",
            ),
            _number("high", "High end", "The upper end of the range (the 95th percentile)."),
            _number(
                "difference",
                "Difference",
                "The number minus the same number under the first set of rules (regime) in your request.",
            ),
            _number(
                "difference_low",
                "Low end of the difference",
                "The lower end of the range of the difference (5th percentile).",
            ),
            _number(
                "difference_high",
                "High end of the difference",
                "The upper end of the range of the difference (95th percentile).",
            ),
        ),
        _measures,
    ),
    TableName.PARTS: Table(
        "parts.csv",
        "Parts of the measures of a comparison",
        "One row for each part of a number. The parts are: certificates by the reason for which they were issued, "
        "families that cannot appeal by the reason, delayed certificates by the first cause of the delay, and "
        "cost by who pays.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "The number that is divided into parts.", required=True),
            Column("part", "Part", "The name of the part.", required=True),
            _UNIT,
            Column("value", "Number", "How large the part is.", _INTEGER, required=True),
            Column(
                "low", "Low end", "The lower end of the range (the 5th percentile). Empty for your own cases.", _INTEGER
            ),
            Column(
                "high",
                "High end",
                "The upper end of the range (the 95th percentile). Empty for your own cases.",
                _INTEGER,
            ),
        ),
        _parts,
    ),
    TableName.GROUPS: Table(
        "groups.csv",
        "Groups of families of a comparison",
        "One row for each set of rules (regime) and each group of families.",
        _SOURCE,
        (
            _REGIME,
            Column(
                "by", "Divided by", "What the groups are based on. The JSON answer uses the same name.", required=True
            ),
            Column("group", "Group", "The name of the group of families.", required=True),
            *_COUNTED,
        ),
        _groups,
    ),
    TableName.AUTHORITIES: Table(
        "authorities.csv",
        "Authorities of a comparison",
        "One row for each set of rules (regime) and each authority. An authority of the sandbox has no row.",
        _SOURCE,
        (
            _REGIME,
            Column(
                "code", "Code", "The authority's three-digit code, from the Department for Education.", required=True
            ),
            Column("name", "Authority", "The name of the authority.", required=True),
            Column("region", "Region", "The region of England in which the authority is.", required=True),
            *_COUNTED,
        ),
        _authorities,
    ),
    TableName.ASSUMPTIONS: Table(
        "assumptions.csv",
        "Assumptions of a comparison",
        "One row for each number that the comparison needs and that no law gives.",
        "The column source of each row names the source of that row.",
        (
            Column("name", "Name", "The name of the assumption.", required=True),
            Column("meaning", "Meaning", "What the number means.", required=True),
            Column("unit", "Unit", "The unit of the number.", required=True),
            Column("value", "Likeliest number", "The likeliest value of the assumption.", _NUMBER, required=True),
            Column("low", "Low end", "The smallest value that we tried.", _NUMBER, required=True),
            Column("high", "High end", "The largest value that we tried.", _NUMBER, required=True),
            Column(
                "confidence",
                "How sure",
                "How certain the number is. found: a source gives the number. worked_out: we calculated the "
                "number from a source. assumed: nobody publishes the number.",
                required=True,
            ),
            Column("source", "Source", "The source of the number.", required=True),
            Column("as_of", "As of", "The day on which we read the source.", Datatype.DATE, required=True),
        ),
        lambda result: result["assumptions"],
    ),
    TableName.SENSITIVITY: Table(
        "sensitivity.csv",
        "Sensitivity of a comparison",
        "How strongly each number depends on each assumption (Sobol indices). There is one row for each set of "
        "rules (regime), each number, and each of the ten assumptions that change the number most.",
        _SOURCE,
        (
            _REGIME,
            Column("measure", "Measure", "The number that depends on the assumption.", required=True),
            Column("assumption", "Assumption", "The assumption on which the number depends.", required=True),
            Column(
                "first_order",
                "Alone",
                "The share of all variation in the number that comes from this assumption alone.",
                _NUMBER,
                required=True,
                unit="share",
            ),
            Column(
                "total",
                "With others",
                "The share of all variation in the number that comes from this assumption, alone or together with "
                "other assumptions.",
                _NUMBER,
                required=True,
                unit="share",
            ),
            Column(
                "total_within",
                "Half of the interval",
                "How exact `total` is. The true share probably lies between `total` minus this number and `total` "
                "plus this number (95 % confidence interval).",
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
