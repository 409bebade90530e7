"""Problems of duties."""

from app.platform.http.problems import Problem


class NothingToExplain(Problem):
    slug, status, title = "nothing-to-explain", 409, "You cannot give a cause for this duty"
    meaning = (
        "You can give a cause only for a duty that is running, breached or met late. This duty was met in time, has "
        "lapsed, or was replaced by another date. We recorded nothing."
    )


class NothingToDispute(Problem):
    slug, status, title = "nothing-to-dispute", 409, "You cannot dispute anything about this duty yet"
    meaning = (
        "You can dispute the cause of a delay only after the other party has given a cause. You can dispute that a "
        "duty was carried out only after somebody recorded that the duty was carried out. We recorded nothing."
    )
