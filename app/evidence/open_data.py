"""The tables of figures that are also CSV, and where their metadata is. A new table is one line of `KNOWN`."""

from typing import Annotated, Any, Final

from fastapi import Path, Response

from app.evidence.appeals.schemas import TABLE as APPEALS
from app.evidence.burden.columns import TABLE as BURDEN
from app.evidence.columns import PANELS, SETTINGS
from app.evidence.costs.columns import TABLE as COSTS
from app.evidence.experience.columns import TABLE as EXPERIENCE
from app.evidence.exports.columns import SEN2
from app.evidence.exports.contract_schemas import TABLE as CONTRACT
from app.evidence.mediations.schemas import TABLE as MEDIATIONS
from app.platform.http.csv_tables import METADATA_TYPE, Table
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.json import as_json

router = Router(prefix="/v1")

KNOWN: Final[tuple[Table, ...]] = (APPEALS, BURDEN, COSTS, EXPERIENCE, MEDIATIONS, PANELS, SETTINGS, SEN2, CONTRACT)
_BY_PATH: Final = {table.path: table for table in KNOWN}
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {METADATA_TYPE: {"schema": {"type": "object"}}},
        "description": "The description of the columns of a table (CSVW metadata)",
    },
    **problem_responses("not-found", "invalid-input"),
}
Name = Annotated[
    str,
    Path(
        max_length=40,
        pattern="^[a-z0-9.-]+$",
        description="The name of the figures whose columns you want to read about.",
    ),
]


@router.get(
    "/evidence/{name}/metadata.json",
    tags=["Evidence"],
    summary="Get a description of the columns of figures",
    response_class=Response,
    responses=_ANSWER,
)
async def get_figure_metadata(name: Name) -> Response:
    """A description of the CSV file that you get from `GET /v1/evidence/{name}` with `Accept: text/csv`. It says what
    each column means, its type and its unit, and gives the licence and the source. The description follows the standard
    CSV on the Web (CSVW). You need no token."""
    return _metadata(f"/v1/evidence/{name}")


@router.get(
    "/exports/{name}/metadata.json",
    tags=["Exports"],
    summary="Get a description of the columns of an export",
    response_class=Response,
    responses=_ANSWER,
)
async def get_export_metadata(name: Name) -> Response:
    """A description of an exported CSV file: what each column means, its type, and the source. The description follows
    the standard CSV on the Web (CSVW). You need no token."""
    return _metadata(f"/v1/exports/{name}")


def _metadata(path: str) -> Response:
    table = _BY_PATH.get(path)
    if table is None:
        raise NotFound
    return Response(as_json(table.metadata()), media_type=METADATA_TYPE)
