"""Problem documents of cases."""

from pydantic import ConfigDict, Field

from app.platform.http.problem_bodies import ProblemBody


class DuplicateNoticeBody(ProblemBody):
    """Your authority has already recorded this notice."""

    model_config = ConfigDict(title="DuplicateNoticeProblem")

    case_id: str = Field(description="The case of this notice. It is one of your own cases.")


BODIES = (DuplicateNoticeBody,)
