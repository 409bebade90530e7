"""Problems of erasure."""

from typing import ClassVar

from app.platform.http.problems import Problem


class MustBeKept(Problem):
    slug, status, title = "must-be-kept", 409, "The law requires you to keep the name"
    meaning = (
        "The name cannot be erased now. `because` says why: an appeal is under way (`appeal_running`), the dispute "
        "goes on (`case_open`), a time limit such as the time to appeal is still running (`time_running`, see "
        "`until`), or your authority set a legal hold on the case (`legal_hold`). Nothing was erased."
    )
    schema = "MustBeKeptProblem"
    example: ClassVar = {
        "detail": "The name must be kept until 2026-04-02, because a time limit of the case is still running.",
        "because": "time_running",
        "until": "2026-04-02",
        "rule": "name-is-kept-for-the-appeal",
        "citation": "art 17(3)(b) and (e) UK GDPR",
        "legislation_url": "https://www.legislation.gov.uk/eur/2016/679/article/17",
    }
