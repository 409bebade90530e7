"""Answers about statutory extracts for the OpenAPI document: written from invented notices by the code that writes real
ones."""

from datetime import date
from typing import Final
from uuid import UUID

from app.cases.documented import WHEN
from app.cases.unit import Service
from app.evidence.domain.burden import Side
from app.evidence.domain.contract import Occurrence, contract_return
from app.evidence.domain.sen2 import MediationMeans, NoticeOfYear
from app.evidence.exports.contract_routes import get_contract_return
from app.evidence.exports.contract_schemas import ContractReturnOut
from app.evidence.exports.contract_use_cases import ContractReturn
from app.evidence.exports.files import Extract, schema, sen2_csv, sen2_xml
from app.evidence.exports.routes import get_sen2_csv, get_sen2_schema, get_sen2_xml
from app.kernel.terms import CertificateGround, DecisionKind, SessionOutcome
from app.law.domain.quarters import Quarter
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

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


_HAPPENED: Final = (
    Occurrence("notice-recorded", date(2026, 2, 2), first=True),
    Occurrence("adviser-contacted", date(2026, 2, 9)),
    Occurrence("mediation-requested", date(2026, 2, 10)),
    Occurrence("mediation-arranged", date(2026, 2, 16), session_on=date(2026, 3, 10)),
    Occurrence("mediation-arranged", date(2026, 3, 5), session_on=date(2026, 3, 19), side=Side.LOCAL_AUTHORITY),
    Occurrence("session-held", date(2026, 3, 19), outcome=SessionOutcome.NO_AGREEMENT),
    Occurrence("certificate-issued", date(2026, 3, 20), ground=CertificateGround.TOOK_PART),
)


@EXAMPLES.of(get_contract_return)
def _contract(service: Service) -> ContractReturnOut:
    quarter, today = Quarter(2026, 1), date(2026, 4, 8)
    counted = contract_return([_HAPPENED] * 12, quarter, today, service.pathway.law.england)
    organisations = service.organisations
    provider, authority = (organisations.by_id(BY_SLUG[slug].id) for slug in ("sandbox-provider-a", "sandbox-la-991"))
    return ContractReturnOut.of(provider, authority, ContractReturn(quarter, today, counted, 0))
