"""The routes of statutory extracts: the mediation and tribunal items of the SEN2 return, as CSV and as XML."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from app.cases.routes import SECURED, Reader
from app.cases.unit import Service, TheService
from app.evidence.domain.sen2 import MediationMeans
from app.evidence.exports.columns import SEN2
from app.evidence.exports.files import Extract, schema, sen2_csv, sen2_xml
from app.evidence.exports.store import Notices
from app.evidence.exports.use_cases import MOST_NOTICES, TooMany, notices_of_year
from app.evidence.use_cases import NotCounted
from app.platform.access.principal import Principal
from app.platform.http.problems import InvalidInput, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/exports", tags=["Exports"])

CSV: Final = "text/csv"
XML: Final = "application/xml"
_PROBLEMS = problem_responses("not-yours-to-record", "invalid-input", *SECURED)


def _file(media_type: str, words: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}, "description": words}}


AS_CSV = _file(CSV, "The extract as a CSV file, in UTF-8")
AS_XML = _file(XML, "The extract as an XML file, in UTF-8")
Year = Annotated[
    int,
    Query(
        ge=2014,
        le=2100,
        description="The calendar year in which the notices of decision were sent. The SEN2 census of the next "
        "January asks about this year.",
        examples=[2026],
    ),
]
NOT_YOURS = "Only a local authority can ask for this extract. It is about the authority's own notices."


@router.get(
    "/sen2.csv",
    summary="Get the SEN2 items on mediation and appeals as CSV",
    response_class=Response,
    responses={**AS_CSV, **_PROBLEMS},
)
async def get_sen2_csv(service: TheService, caller: Reader, year: Year) -> Response:
    """A file that says for each notice of decision of a calendar year whether there was mediation and whether there was
    an appeal. The answers are items 2.5, 2.6 and 3.3 to 3.6 of the SEN2 return, which the authority sends to the
    Department for Education every year. The columns have the names of the Blade export of COLLECT, the Department's
    system. `1` means yes, `0` means no. A cell is empty if the item is not about this kind of notice.

    To match each row with your own records, use your own references `child_reference` and `la_reference`. If you gave
    no `child_reference` for a notice, the file still has a row for this notice. The file contains no name, no date of
    birth and no unique pupil number (UPN).

    `mediation_means` says what the file counts as mediation: `held` (a session was held) or `referred` (the family
    asked for mediation). `mediation_held` and `mediation_referred` show both facts.

    If a row perhaps does not belong in your return, `remarks` says why. `not_confirmed`: you have not confirmed the
    notice. `received`: another authority sent the notice. `moved_away`: another authority has the case now, and the row
    shows what you knew on the day of the move. `unreadable`: the record of the case cannot be read.

    `requestoutcome` and `assessmentoutcome` stay `N` after mediation or an appeal, as the Department's guide asks. If a
    record was corrected, the file shows only its new version. An appeal that was withdrawn or not opposed also counts
    as an appeal.

    *For: local authority.*
    """
    extract, _ = await _extract(service, caller, year)
    headers = dict([SEN2.link, ("Content-Disposition", f'attachment; filename="sen2-{year}.csv"')])
    return StreamingResponse(sen2_csv(extract), media_type=f"{CSV}; charset=utf-8; header=present", headers=headers)


@router.get(
    "/sen2.xml",
    summary="Get the SEN2 items on mediation and appeals as XML",
    response_class=Response,
    responses={**AS_XML, **_PROBLEMS},
)
async def get_sen2_xml(service: TheService, caller: Reader, year: Year) -> Response:
    """The same items as `GET /v1/exports/sen2.csv`, in the tree of the SEN2 return: `Header`, then `Persons`, `Person`,
    `Requests` and `Assessment`.

    This is an extract and not a whole return: your own system adds the person and everything else that this service
    does not hold. The attributes `child_reference`, `la_reference` and `case_id` are not part of the SEN2 return.
    Remove these three attributes from the file after you have matched the items with your own records. Each notice
    without `child_reference` has its own `Person`. The file leaves out notices that another authority sent and notices
    that you have not confirmed. A comment in the file says how many these are. The CSV file contains them.

    The file follows the schema at `GET /v1/exports/sen2.xsd`, which we wrote. We do not know the Department for
    Education's own schema, or the name that it uses for the root element.

    *For: local authority.*
    """
    extract, at = await _extract(service, caller, year)
    headers = {"Content-Disposition": f'attachment; filename="sen2-{year}.xml"'}
    return Response(await run_in_threadpool(sen2_xml, extract, at), media_type=XML, headers=headers)


@router.get("/sen2.xsd", summary="Get the schema of the SEN2 extract", response_class=Response, responses=AS_XML)
async def get_sen2_schema() -> Response:
    """The schema (XSD) that the file from `GET /v1/exports/sen2.xml` follows. We wrote this schema from what is
    publicly known about the SEN2 return. You need no token."""
    headers = {"Content-Disposition": 'attachment; filename="sen2.xsd"'}
    return Response(schema(), media_type=XML, headers=headers)


async def _extract(service: Service, caller: Principal, year: int) -> tuple[Extract, datetime]:
    """Return the extract of a year, and when it was made."""
    try:
        async with service.database.work(actor_of(caller)) as work:
            if year > work.today.year:
                told = f"There are no figures for a year after {work.today.year}"
                raise InvalidInput.at("query", "#/year", told, "year")
            notices = await notices_of_year(work, Notices(work.connection, caller.organisation_id), year)
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    except TooMany:
        told = f"This year has more than {MOST_NOTICES} notices. That is too many for one file"
        raise InvalidInput.at("query", "#/year", told, "year") from None
    la_code = service.organisations.by_id(caller.organisation_id).la_code or ""
    held = service.pathway.law.readings.sen2_mediation_means_held
    means = MediationMeans.HELD if held else MediationMeans.REFERRED
    return Extract(year, la_code, means, notices), work.now
