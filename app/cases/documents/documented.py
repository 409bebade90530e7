"""Answers about documents for the OpenAPI document."""

from typing import Any

from app.cases import views
from app.cases.documented import told
from app.cases.documents.records import Document
from app.cases.documents.routes import (
    A_LETTER,
    ANOTHER_PLACE,
    delete_document,
    get_document,
    get_documents,
    post_document,
    put_document,
)
from app.cases.documents.schemas import DocumentChangesIn, DocumentIn, DocumentOut
from app.cases.documents.use_cases import RecordDocument
from app.cases.sandbox import actor, letter, morning
from app.cases.stories import FILED, FILING, LA, NOTICE_SENT_ON, REFILING, UNFILING, Story
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


def _shown(service: Service, story: Story, said: RecordDocument, **changes: Any) -> DocumentOut:
    at, owner = morning(NOTICE_SENT_ON), actor(LA).organisation_id
    values: dict[str, Any] = {
        "kind": said.kind,
        "dated": said.dated,
        "sha256": said.sha256,
        "location": said.location,
        "readers": sorted(said.readers),
        "version": 1,
    } | changes
    values["readers"] = sorted(values["readers"])
    document = Document(
        id=story.document_id, case_id=story.case_id, owner_id=owner, recorded_at=at, updated_at=at, **values
    )
    facts = told(service, story)[-1].case.facts
    return DocumentOut.of(document, facts, views.organisation(owner, service.organisations))


@EXAMPLES.of(get_documents, case_id=FILED.case_id)
def _listed(service: Service) -> Page[DocumentOut]:
    return Page[DocumentOut](items=[_shown(service, FILED, letter(FILED))], next=None)


@EXAMPLES.of(get_document, case_id=FILED.case_id, document_id=FILED.document_id)
def _read(service: Service) -> DocumentOut:
    return _shown(service, FILED, letter(FILED))


@EXAMPLES.of(post_document, case_id=FILING.case_id)
def _recorded(service: Service) -> DocumentOut:
    body = DocumentIn.model_validate(A_LETTER["the decision letter"]["value"])
    return _shown(service, FILING, body.command())


@EXAMPLES.of(put_document, case_id=REFILING.case_id, document_id=REFILING.document_id)
def _changed(service: Service) -> DocumentOut:
    body = DocumentChangesIn.model_validate(ANOTHER_PLACE["another place"]["value"])
    return _shown(service, REFILING, letter(REFILING), version=2, **body.changes())


EXAMPLES.show(delete_document, case_id=UNFILING.case_id, document_id=UNFILING.document_id)
