"""Problems of erasure."""

from typing import ClassVar

from app.platform.http.problems import Problem


class MustBeKept(Problem):
    slug, status, title = "must-be-kept", 409, "The law requires you to keep the name"
    meaning = (
        "The name on this case cannot be erased now, and nothing was erased. The field `because` gives the "
        "reason: `appeal_running` means that an appeal is under way. `case_open` means that the dispute has not "
        "ended. `time_running` means that a time limit, such as the time to appeal, has not ended (`until` "
        "gives the last day). `legal_hold` means that your authority set a legal hold on the case."
    )
    schema = "MustBeKeptProblem"
    example: ClassVar = {
        "detail": "You must keep the name until 2026-04-02, because a time limit of the case has not ended.",
        "because": "time_running",
        "until": "2026-04-02",
        "rule": "name-is-kept-for-the-appeal",
        "citation": "art 17(3)(b) and (e) UK GDPR",
        "legislation_url": "https://www.legislation.gov.uk/eur/2016/679/article/17",
    }
