"""Makes the example answers of every wing without a database.

The use cases make the answers, as they make the sandbox's cases. So the documents and the sandbox agree, and no answer
is typed by hand.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from app.cases.stories import REISSUED_NUMBER
from app.cases.unit import Service
from app.kernel.terms import OrganisationKind
from app.law.domain.model import COMMENCEMENT
from app.platform.db.directory import OrganisationRow, Organisations, PartnerRow
from app.platform.http.examples import Example
from app.platform.sandbox_organisations import BY_SLUG, ORGANISATIONS, PARTNERS

AS_IT_STANDS = "as it stands"


class SandboxOrganisations(Organisations):
    """The sandbox's organisations, known without a database."""

    def __init__(self) -> None:
        self._by_id = {
            one.id: OrganisationRow(one.id, one.slug, one.kind, one.name, one.la_code, sandbox=True)
            for one in ORGANISATIONS
        }
        self._partners = {
            (BY_SLUG[la].id, kind): [
                PartnerRow(BY_SLUG[one].id, COMMENCEMENT, None) for one in partners if BY_SLUG[one].kind is kind
            ]
            for la, partners in PARTNERS.items()
            for kind in OrganisationKind
        }
        self._days_ahead = 0


def in_the_documents(service: Service) -> Service:
    """Return the service as it tells examples: with the sandbox's organisations, and the same draws in every run."""
    organisations = SandboxOrganisations()
    desk = replace(
        service.desk,
        directory=organisations,
        draw_number=lambda: REISSUED_NUMBER,
        draw_salt=lambda: "5f1d0c" + 26 * "0",  # the same in every run: the documents are compared
    )
    return replace(service, desk=desk, organisations=organisations)


def answers(one: Example[Service], service: Service) -> dict[str, Any]:
    """Return what a route answers in the documents: each answer as JSON, under its name."""
    if one.tell is None:
        return {}
    told = one.tell(service)
    named = told if isinstance(told, Mapping) else {AS_IT_STANDS: told}
    return {name: _json(value) for name, value in named.items()}


def _json(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
