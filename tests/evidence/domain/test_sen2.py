"""The items of the SEN2 return: which item a notice answers, under each reading, and files that a validator accepts."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import xmlschema

from app.evidence.domain.sen2 import Item, MediationMeans, NoticeOfYear, Remark, items, reference_date
from app.evidence.exports.files import COLUMNS, Extract, schema, sen2_csv, sen2_xml
from app.kernel.terms import DecisionKind

AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
NOTICE = NoticeOfYear(
    UUID(int=1), DecisionKind.REFUSAL_TO_ASSESS, date(2025, 3, 3), "991", "EHC-1", "child-1",
    referred=True, held=False, appealed=True,
)  # fmt: skip
PAIRS = {
    DecisionKind.REFUSAL_TO_ASSESS: {Item.REQUEST_MEDIATION, Item.REQUEST_TRIBUNAL},
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: {Item.ASSESSMENT_MEDIATION, Item.ASSESSMENT_TRIBUNAL},
}


def an_extract(*notices: NoticeOfYear, means: MediationMeans = MediationMeans.HELD) -> Extract:
    return Extract(2025, "991", means, notices)


def rows(*notices: NoticeOfYear, means: MediationMeans = MediationMeans.HELD) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(sen2_csv(an_extract(*notices, means=means))))))


def read_xml(*notices: NoticeOfYear) -> Any:
    text = sen2_xml(an_extract(*notices), AT).decode()
    checker = xmlschema.XMLSchema(schema().decode())
    checker.validate(text)
    return checker.to_dict(text)


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_notice_answers_two_items(kind: DecisionKind) -> None:
    found = items(replace(NOTICE, kind=kind), MediationMeans.HELD)
    assert set(found) == PAIRS.get(kind, {Item.OTHER_MEDIATION, Item.OTHER_TRIBUNAL})
    assert list(found.values()) == [False, True]


def test_the_reading_decides_what_mediation_is_and_each_row_says_so() -> None:
    for means, expected in ((MediationMeans.HELD, "0"), (MediationMeans.REFERRED, "1")):
        [row] = rows(NOTICE, means=means)
        assert (row["requestmediation"], row["requesttribunal"]) == (expected, "1")
        assert (row["mediation_held"], row["mediation_referred"], row["mediation_means"]) == ("0", "1", means)
        assert row["othermediation"] == row["assessmentmediation"] == ""


def test_the_refusal_stays_the_outcome_and_dates_are_written_as_collect_writes_them() -> None:
    refused, not_issued, content = rows(
        NOTICE,
        replace(NOTICE, case_id=UUID(int=2), kind=DecisionKind.REFUSAL_TO_ISSUE_PLAN, held=True),
        replace(NOTICE, case_id=UUID(int=3), kind=DecisionKind.PLAN_CONTENT),
    )
    assert (refused["requestoutcome"], refused["requestoutcomedate"]) == ("N", "2025-Mar-03 00:00:00")
    assert (not_issued["assessmentoutcome"], not_issued["assessmentmediation"]) == ("N", "1")
    assert content["requestoutcome"] == content["assessmentoutcome"] == ""


def test_a_notice_without_a_reference_of_the_child_has_a_row() -> None:
    assert [row["child_reference"] for row in rows(NOTICE, replace(NOTICE, child_reference=None))] == ["child-1", ""]


def test_a_record_that_cannot_be_read_says_neither_yes_nor_no() -> None:
    [row] = rows(replace(NOTICE, referred=None, held=None, remarks=(Remark.UNREADABLE,)))
    assert (row["requestmediation"], row["mediation_held"], row["remarks"]) == ("", "", "unreadable")


def test_a_reference_is_no_formula() -> None:
    assert rows(replace(NOTICE, child_reference="=1+1"))[0]["child_reference"] == "'=1+1"


def test_the_columns_are_the_same_in_an_empty_year() -> None:
    assert "".join(sen2_csv(an_extract())).strip().split(",") == list(COLUMNS)


def test_xml_groups_the_requests_of_a_child_and_fits_the_schema() -> None:
    others = [replace(NOTICE, case_id=UUID(int=number + 2), kind=kind) for number, kind in enumerate(DecisionKind)]
    told = read_xml(NOTICE, *others, replace(NOTICE, case_id=UUID(int=90), child_reference=None, la_reference=None))
    assert told["Header"]["CollectionDetails"] == {
        "Collection": "SEN2", "Year": "2026", "ReferenceDate": "2026-01-15",
    }  # fmt: skip
    joined, alone = told["Persons"]["Person"]
    assert joined["@child_reference"] == "child-1"
    assert len(joined["Requests"]) == 1 + len(others)
    assert "@child_reference" not in alone


def test_xml_leaves_to_others_what_they_report_and_says_so() -> None:
    received = replace(NOTICE, case_id=UUID(int=2), remarks=(Remark.RECEIVED,))
    away = replace(NOTICE, case_id=UUID(int=3), remarks=(Remark.MOVED_AWAY,))
    unsure = replace(NOTICE, case_id=UUID(int=4), remarks=(Remark.NOT_CONFIRMED,))
    text = sen2_xml(an_extract(NOTICE, received, away, unsure), AT).decode()
    assert text.count("<Requests ") == 2
    assert "Notices left out: 2." in text
    assert len(rows(NOTICE, received, away, unsure)) == 4


def test_xml_holds_any_reference() -> None:
    told = read_xml(replace(NOTICE, child_reference='<a & "b">\x01', la_reference="Ω\x00"))
    assert told["Persons"]["Person"][0]["@child_reference"] == '<a & "b">\ufffd'


@pytest.mark.parametrize("broken", ['decision="refusal_to_assess"', "<LEA>991</LEA>", 'mediation_means="held"'])
def test_the_schema_refuses_what_it_should(broken: str) -> None:
    text = sen2_xml(an_extract(NOTICE), AT).decode()
    assert broken in text
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        xmlschema.XMLSchema(schema().decode()).validate(text.replace(broken, "", 1))


def test_the_census_is_on_the_third_thursday_of_the_next_january() -> None:
    days = {2022: date(2023, 1, 19), 2023: date(2024, 1, 18), 2024: date(2025, 1, 16), 2025: date(2026, 1, 15)}
    assert {year: reference_date(year) for year in days} == days
