"""The extract for the SEN2 return as a file: CSV with the columns of COLLECT, and XML in the tree of the return."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Final
from xml.etree import ElementTree as ET

from app.evidence.domain.sen2 import Item, MediationMeans, NoticeOfYear, items, reference_date
from app.evidence.exports.columns import SEN2
from app.kernel.terms import DecisionKind
from app.platform.http.csv_cells import SEPARATOR, cell

ROOT: Final = "Message"
"""The name of the root element. The Department's own is not known to us: this is the name in its other returns."""
SOFTWARE: Final = "mediation-before-tribunal"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROWS_AT_ONCE: Final = 500

_OUTCOME: Final = {DecisionKind.REFUSAL_TO_ASSESS: "request", DecisionKind.REFUSAL_TO_ISSUE_PLAN: "assessment"}
"""To which outcome of the return a notice of refusal belongs. The refusal stays the outcome, whatever follows."""
REFUSED: Final = "N"

COLUMNS: Final = tuple(column.name for column in SEN2.columns)


@dataclass(frozen=True, slots=True)
class Extract:
    """The notices of a year, for one authority, as the return is read."""

    year: int
    la_code: str
    means: MediationMeans
    notices: Sequence[NoticeOfYear]


def sen2_csv(extract: Extract) -> Iterator[str]:
    """Yield the extract as CSV, some rows at a time: one row for each notice."""
    yield _lines([COLUMNS])
    for place in range(0, len(extract.notices), _ROWS_AT_ONCE):
        some = extract.notices[place : place + _ROWS_AT_ONCE]
        yield _lines([_row(one, extract.means) for one in some])


def _lines(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _row(notice: NoticeOfYear, means: MediationMeans) -> list[str]:
    said: dict[str, object] = {
        "child_reference": notice.child_reference,
        "la_reference": notice.la_reference,
        "case_id": str(notice.case_id),
        "decision": notice.kind.value,
        "notice_sent_on": notice.sent_on.isoformat(),
        "notice_la_code": notice.sent_by,
        "mediation_referred": _flag(notice.referred),
        "mediation_held": _flag(notice.held),
        "mediation_means": means.value,
        "remarks": SEPARATOR.join(notice.remarks),
    }
    if about := _OUTCOME.get(notice.kind):
        said |= {f"{about}outcome": REFUSED, f"{about}outcomedate": _as_in_collect(notice.sent_on)}
    said |= {item.value: _flag(value) for item, value in items(notice, means).items()}
    return [cell(said.get(name)) for name in COLUMNS]


def _flag(value: bool | None) -> str | None:
    return None if value is None else "1" if value else "0"


def _as_in_collect(day: date) -> str:
    return f"{day.year:04}-{_MONTHS[day.month - 1]}-{day.day:02} 00:00:00"


def sen2_xml(extract: Extract, at: datetime) -> bytes:
    """Return the extract as XML: one person for each reference of a child, one request for each notice.

    Notices that another authority reports, or that the authority has not confirmed, are left out and counted.
    """
    reported = [one for one in extract.notices if one.in_return]
    root = ET.Element(ROOT, {"mediation_means": extract.means.value})
    left = len(extract.notices) - len(reported)
    root.append(ET.Comment(f" An extract, not a whole return. Notices left out: {left}. The CSV has every notice. "))
    root.append(_header(extract, at))
    persons = ET.SubElement(root, "Persons")
    known: dict[str, ET.Element] = {}
    for notice in reported:
        child = notice.child_reference
        person = None if child is None else known.get(child)
        if person is None:
            person = ET.SubElement(persons, "Person", {} if child is None else {"child_reference": _text(child)})
            if child is not None:
                known[child] = person
        person.append(_request(notice, extract.means))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def schema() -> bytes:
    """Return the schema (XSD) that the XML fits. We wrote it: the Department's own is not known to us."""
    return files("app.evidence.exports").joinpath("sen2.xsd").read_bytes()


def _header(extract: Extract, at: datetime) -> ET.Element:
    header = ET.Element("Header")
    details = ET.SubElement(header, "CollectionDetails")
    _say(details, "Collection", "SEN2")
    _say(details, "Year", str(extract.year + 1))
    _say(details, "ReferenceDate", reference_date(extract.year).isoformat())
    source = ET.SubElement(header, "Source")
    _say(source, "SourceLevel", "L")
    _say(source, "LEA", extract.la_code)
    _say(source, "SoftwareCode", SOFTWARE)
    _say(source, "Release", "1")
    _say(source, "SerialNo", "1")
    _say(source, "DateTime", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return header


def _request(notice: NoticeOfYear, means: MediationMeans) -> ET.Element:
    keys = {
        "case_id": str(notice.case_id),
        "decision": notice.kind.value,
        "notice_sent_on": notice.sent_on.isoformat(),
    }
    if notice.la_reference is not None:
        keys["la_reference"] = _text(notice.la_reference)
    request = ET.Element("Requests", keys)
    said = {item: _flag(value) for item, value in items(notice, means).items()}
    about = _OUTCOME.get(notice.kind)
    if about == "request":
        _say(request, "RequestOutcomeDate", notice.sent_on.isoformat())
        _say(request, "RequestOutcome", REFUSED)
        _say(request, "RequestMediation", said[Item.REQUEST_MEDIATION])
        _say(request, "RequestTribunal", said[Item.REQUEST_TRIBUNAL])
        return request
    assessment = ET.SubElement(request, "Assessment")
    if about == "assessment":
        _say(assessment, "AssessmentOutcome", REFUSED)
        _say(assessment, "AssessmentOutcomeDate", notice.sent_on.isoformat())
    _say(assessment, "AssessmentMediation", said.get(Item.ASSESSMENT_MEDIATION))
    _say(assessment, "AssessmentTribunal", said.get(Item.ASSESSMENT_TRIBUNAL))
    _say(assessment, "OtherMediation", said.get(Item.OTHER_MEDIATION))
    _say(assessment, "OtherTribunal", said.get(Item.OTHER_TRIBUNAL))
    return request


def _say(parent: ET.Element, name: str, value: str | None) -> None:
    """Add an element, unless there is nothing to say."""
    if value is not None:
        ET.SubElement(parent, name).text = value


def _text(value: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", value)
