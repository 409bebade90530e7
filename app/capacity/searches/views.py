"""Searches as JSON, for the party that arranges mediation."""

from app.capacity.records import StoredSearch
from app.capacity.slots.schemas import AskedOut, SearchOut


def search_out(search: StoredSearch) -> SearchOut:
    """Show a search as it was recorded, and what may follow from it."""
    free, reported = search.free_in_time, search.reported
    if free and not reported:
        follows = f"/v1/slots?case_id={search.case_id}"
    else:
        action = "issue-certificate" if reported else "report-cannot-arrange"
        follows = f"/v1/cases/{search.case_id}/actions/{action}"
    return SearchOut(
        id=search.id,
        case_id=search.case_id,
        made_at=search.made_at,
        due_on=search.due_on,
        asked=[AskedOut.model_validate(one, from_attributes=True) for one in search.asked],
        free_in_time=free,
        free_with_notice=sum(one.free_with_notice or 0 for one in search.asked),
        reported=reported,
        next=follows,
    )
