"""Answers about statutory extracts for the OpenAPI document: written from invented notices by the code that writes real
ones."""

from datetime import date
from typing import Final
from uuid import UUID

from app.cases.documented import WHEN
from app.cases.unit import Service
from app.evidence.domain.sen2 import MediationMeans, NoticeOfYear
from app.evidence.exports.files import Extract, schema, sen2_csv, sen2_xml
from app.evidence.exports.routes import get_sen2_csv, get_sen2_schema, get_sen2_xml
from app.kernel.terms import DecisionKind
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
_NOTICES: Final = (
    NoticeOfYear(
        UUID("67434d52-f26f-5e26-b813-ebaa978dcb51"), DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), "991",
        "EHC-2026-0104", "child-4711", referred=True, held=True, appealed=False,
    ),
    NoticeOfYear(
        UUID("0b6c8c6e-5a7d-5f0e-9a3b-2d1f7c9e4a55"), DecisionKind.PLAN_CONTENT, date(2026, 2, 16), "991",
        "EHC-2026-0131", None, referred=True, held=False, appealed=True,
    ),
)  # fmt: skip
_EXTRACT: Final = Extract(2026, "991", MediationMeans.HELD, _NOTICES)


@EXAMPLES.of(get_sen2_csv)
def _csv(_: Service) -> str:
    return "".join(sen2_csv(_EXTRACT))


@EXAMPLES.of(get_sen2_xml)
def _xml(_: Service) -> str:
    return sen2_xml(_EXTRACT, WHEN).decode()


@EXAMPLES.of(get_sen2_schema)
def _schema(_: Service) -> str:
    return schema().decode()
