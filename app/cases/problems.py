"""Problems of cases, and their documents."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from app.cases.domain.intake import SENT_WITHIN
from app.cases.schemas.corrections import FallenEvent
from app.platform.http.problem_bodies import ProblemBody
from app.platform.http.problems import Problem


class DuplicateNotice(Problem):
    slug, status, title = "duplicate-notice", 409, "This notice already has a case"
    meaning = (
        "There is already a case for the notice that you sent, or for a notice that may be the same. Two notices "
        "may be the same if they are from the same authority, and have the same kind and reference. The days of "
        f"the two notices may differ, because a letter may have a date up to {SENT_WITHIN} days before the day on "
        "which it was sent. `case_id` is the id of the case that fits best. `case_ids` lists every case that "
        "fits equally well, at most 20 cases. Look at each case in `case_ids`. We leave out cases that your "
        "organisation may not see. If an adviser recorded the notice, the authority can confirm the notice at "
        "`confirm_at`. If your notice is not one of these notices (but about a sibling, for example), send your "
        "notice again with `not_a_duplicate: true`."
    )
    schema = "DuplicateNoticeProblem"
    example: ClassVar = {
        "case_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55",
        "case_ids": ["8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55", "0b3c1f9e-6f0a-4c39-9d7e-2a5b8c1d4e60"],
    }


class ContactIsKept(Problem):
    slug, status, title = "contact-kept", 409, "Another organisation recorded the contact details"
    meaning = (
        "This case has contact details that another organisation recorded. You may not read these contact details, so "
        "you may not replace them. We changed nothing. If you know new contact details, tell the mediation provider of "
        "the case."
    )


class DocumentIsKnown(Problem):
    slug, status, title = "document-known", 409, "You have already recorded this document"
    meaning = (
        "Your organisation has already recorded a document with the same fingerprint (SHA-256) on this case. "
        "`document_id` is the id of the document that is already recorded. To change where the document is, or who may "
        "have the document, send a `PUT` for the recorded document. We changed nothing."
    )
    schema = "DocumentKnownProblem"
    example: ClassVar = {"document_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55"}


class DocumentsFull(Problem):
    slug, status, title = "too-many-documents", 409, "This case has too many documents"
    meaning = (
        "Your organisation has recorded 200 documents on this case, and cannot record another one. Withdraw a document "
        "that nobody needs any more. We changed nothing."
    )


class SessionBooked(Problem):
    slug, status, title = "session-booked", 409, "A session is booked on this case"
    meaning = (
        "A mediation session is booked on this case. First record at the address in `post_to` what happens to the "
        "session, because the session and the case must agree. If your request can also call the session off, "
        "`or_send` names the field to send as `true`."
    )
    schema = "SessionBookedProblem"
    example: ClassVar = {
        "detail": (
            "A mediation session is booked on this case. Record the outcome of the session at the address of the "
            "session."
        ),
        "session_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55",
        "post_to": "/v1/sessions/8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55/outcome",
    }


class LaterEventsStandOnIt(Problem):
    slug, status, title = "later-events-stand-on-it", 409, "Later events depend on the event that you correct"
    meaning = (
        "After the correction, the rules would not allow the later events in `events`. Correct or void each event in "
        "`events` in the same request: use the field `also`. If another organisation recorded an event (`yours` is "
        "`false`), the other organisation must first correct its event. We recorded nothing."
    )
    schema = "LaterEventsProblem"
    example: ClassVar = {
        "detail": (
            "The correction would no longer allow 2 later events. Correct or void all these later events in the same "
            "request."
        ),
        "events": [
            {
                "seq": 3,
                "type": "mediation-declined",
                "action": "decline-mediation",
                "recorded_by": "mediation_provider",
                "yours": True,
                "rule": "certificate-after-declining",
                "citation": "s.55(4) Children and Families Act 2014",
                "legislation_url": "https://www.legislation.gov.uk/ukpga/2014/6/section/55",
                "reason": "The family has not yet been given information about mediation.",
            }
        ],
    }


class DuplicateNoticeBody(ProblemBody):
    """This notice already has a case, or may have a case."""

    model_config = ConfigDict(title="DuplicateNoticeProblem")

    case_id: str | None = Field(
        None,
        description="The id of the case that fits the notice best. `case_id` is left out if your organisation may not "
        "see the case.",
    )
    case_ids: list[str] | None = Field(
        None,
        max_length=20,
        description="The ids of all cases that fit the notice equally well and that your organisation may see. Look at "
        "each case in `case_ids` before you send `not_a_duplicate: true`. `case_ids` is left out if `case_id` is left "
        "out.",
    )
    confirm_at: str | None = Field(
        None,
        description="Only for an authority: the address at which to confirm the notice of the case `case_id`, if your "
        "notice is the same notice. To confirm the notice of another case in `case_ids`, replace the id in this "
        "address by the id of the other case.",
    )


class DocumentKnownBody(ProblemBody):
    """Your organisation has already recorded this document."""

    model_config = ConfigDict(title="DocumentKnownProblem")

    document_id: str


class SessionBookedBody(ProblemBody):
    """A mediation session is booked on this case. Record the outcome of the session at the address of the session."""

    model_config = ConfigDict(title="SessionBookedProblem")

    session_id: str
    post_to: str
    or_send: str | None = Field(
        None,
        description="The name of a field of your request. If you send the request again with the named field as "
        "`true`, we call the session off. `or_send` is left out if you cannot call the session off with a field of "
        "your request.",
    )


class LaterEventsBody(ProblemBody):
    """The corrected case would not allow some later events."""

    model_config = ConfigDict(title="LaterEventsProblem")

    events: list[FallenEvent]


BODIES = (DuplicateNoticeBody, DocumentKnownBody, SessionBookedBody, LaterEventsBody)
