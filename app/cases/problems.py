"""Problems of cases, and their documents."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from app.platform.http.problem_bodies import ProblemBody
from app.platform.http.problems import Problem


class DuplicateNotice(Problem):
    slug, status, title = "duplicate-notice", 409, "This notice already has a case"
    meaning = (
        "Your authority has already recorded a notice of the same kind, day and reference. `case_id` is the case of "
        "that notice. If yours is another notice (about a sibling, for example), send it again with `not_a_duplicate: "
        "true`."
    )
    schema = "DuplicateNoticeProblem"
    example: ClassVar = {"case_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55"}


class SessionBooked(Problem):
    slug, status, title = "session-booked", 409, "A session is booked on this case"
    meaning = (
        "Record what happens to a booked session on the session itself, at `post_to`. The session and its case then "
        "always agree."
    )
    schema = "SessionBookedProblem"
    example: ClassVar = {
        "detail": "A session is booked on this case. Record the outcome on the session itself.",
        "session_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55",
        "post_to": "/v1/sessions/8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55/outcome",
    }


class DuplicateNoticeBody(ProblemBody):
    """Your authority has already recorded this notice."""

    model_config = ConfigDict(title="DuplicateNoticeProblem")

    case_id: str = Field(description="The case of this notice. It is one of your own cases.")


class SessionBookedBody(ProblemBody):
    """A session is booked. Record on the session itself what happens to it."""

    model_config = ConfigDict(title="SessionBookedProblem")

    session_id: str
    post_to: str


BODIES = (DuplicateNoticeBody, SessionBookedBody)
