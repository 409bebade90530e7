"""Answers about imports for the OpenAPI document."""

from datetime import timedelta
from uuid import UUID

from app.cases.sandbox import morning
from app.cases.stories import NOTICE_SENT_ON
from app.cases.unit import Service
from app.imports.domain.words import ImportStatus, RowVerdict
from app.imports.routes import cancel_import, get_import, get_imports, get_template, get_verdicts, import_caseload
from app.imports.sandbox import EXAMPLE_IMPORT, read_example
from app.imports.schemas import FaultOut, Import, ImportWithRows, ReadAs, RowOut
from app.imports.views import template, verdict_header, verdicts_as_csv
from app.law.domain.rulebook import RULEBOOK
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
RECEIVED_AT = morning(NOTICE_SENT_ON)
CASE = UUID("5b1f8a52-6c1e-4a55-9a0b-1f0c8f6b7d21")
THE_GATE = "certificate-before-appeal"


def _import(status: ImportStatus, worked: int) -> Import:
    read = read_example()
    done = status is ImportStatus.DONE
    counts = {RowVerdict.IMPORTED: 1, RowVerdict.REFUSED: 1} if worked else {}
    return Import(
        id=EXAMPLE_IMPORT,
        status=status,
        dry_run=False,
        read_as=ReadAs(format=read.form, encoding=read.encoding, delimiter=read.delimiter, columns=read.named),
        rows=read.rows,
        worked=worked,
        verdicts={verdict: counts.get(verdict, 0) for verdict in RowVerdict},
        received_at=RECEIVED_AT,
        started_at=RECEIVED_AT + timedelta(seconds=1) if done else None,
        finished_at=RECEIVED_AT + timedelta(seconds=2) if done else None,
    )


def _rows() -> list[RowOut]:
    reason = "No certificate has been issued for this case."
    rule = RULEBOOK.rule(THE_GATE)
    fault = FaultOut(column="appeal_registered_on", reason=reason, rule=rule.id, citation=rule.citation)
    says = f"{fault.column}: {reason} ({rule.id}: {rule.citation})"
    opened = "We opened a case for this row. The case is certified"
    return [
        RowOut(row=2, verdict=RowVerdict.IMPORTED, says=opened, la_reference="EXAMPLE-imported-1", case_id=CASE),
        RowOut(row=4, verdict=RowVerdict.REFUSED, says=says, la_reference="EXAMPLE-imported-3", faults=[fault]),
    ]


@EXAMPLES.of(import_caseload)
def _received(_: Service) -> Import:
    return _import(ImportStatus.RECEIVED, 0)


@EXAMPLES.of(get_imports)
def _listed(_: Service) -> Page[Import]:
    return Page[Import](items=[_import(ImportStatus.DONE, 3)], next=None)


@EXAMPLES.of(get_import, import_id=EXAMPLE_IMPORT)
def _read(_: Service) -> ImportWithRows:
    return ImportWithRows(**dict(_import(ImportStatus.DONE, 3)), items=_rows(), next=None)


@EXAMPLES.of(cancel_import, import_id=EXAMPLE_IMPORT)
def _cancelled(_: Service) -> Import:
    return _import(ImportStatus.DONE, 3)


@EXAMPLES.of(get_template)
def _template(_: Service) -> str:
    return template()


@EXAMPLES.of(get_verdicts, import_id=EXAMPLE_IMPORT)
def _verdicts(_: Service) -> str:
    return verdict_header() + verdicts_as_csv(_rows())
