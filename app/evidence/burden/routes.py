"""The routes of the burden: the time and effort that a family needs for its certificate, and figures of a quarter."""

from uuid import UUID

from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.store_trail import events_of
from app.cases.unit import TheService
from app.evidence.burden.schemas import BurdenEvidence, CaseBurden
from app.evidence.burden.store import CasesOfAQuarter
from app.evidence.burden.use_cases import burden_told, figures_of_burden
from app.evidence.use_cases import NotCounted
from app.law.quarter_asked import QuarterAsked, countable_quarter
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1", tags=["Evidence"])
NOT_YOURS = "Only a local authority can ask for these figures. They are about its own cases."


@router.get(
    "/cases/{case_id}/burden",
    summary="See the time and effort that a family needed for its certificate",
    responses=OF_ONE_CASE,
)
async def get_case_burden(service: TheService, caller: Reader, case_id: UUID) -> CaseBurden:
    """The time and effort that the family of a case has needed for its certificate so far. You see on how many days the
    family had to do something. You see how many days each party was late. You also see how often a session was moved or
    called off. `words` gives the numbers in sentences.

    If a record was corrected, we count only its new version.

    *For: local authority, and the mediation provider that it instructs.*
    """
    async with service.on_case(caller, case_id, Surface.BURDEN) as work:
        events = await events_of(work.connection, work.case, 0, work.case.version)
        found = burden_told(work.case, events, work.actor, service.pathway, work.today)
        return CaseBurden.of(found, work.today)


@router.get(
    "/evidence/burden",
    summary="Count the time and effort that families need for a certificate",
    responses=problem_responses("not-yours-to-record", "invalid-input", "record-unreadable", *SECURED),
)
async def get_burden_figures(service: TheService, caller: Reader, quarter: QuarterAsked = None) -> BurdenEvidence:
    """The time and effort that families needed for their mediation certificates. The figures are about families to
    which you sent a notice of decision in one quarter. You see on how many days the families had to do something, and
    how long the certificate took. You see who was late, and which sessions were moved or called off. You also see how
    many families did nothing after the advice, and how many lost their time to appeal while they waited.

    If each group has at least five families, we show three groups separately: families that mediated, families that
    declined, and families that were never offered a session. If fewer than five families have the same answer, we count
    these families together with the families of the next answer. Otherwise the number could identify a family. To
    protect families, we leave a question out if only one count for all its answers would remain.

    **Your first request for a quarter publishes its figures.** After that, the figures of this quarter never change,
    whatever is recorded later. You can ask for a quarter only after the next quarter has ended.

    *For: local authority.*
    """
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = countable_quarter(quarter, work.today)
            kept = CasesOfAQuarter(work.connection, caller.organisation_id)
            counted = await figures_of_burden(work, kept, service.pathway, asked)
            await work.commit()
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return BurdenEvidence.of(asked, counted)
