"""Problems of duties."""

from app.platform.http.problems import Problem


class NothingToExplain(Problem):
    slug, status, title = "nothing-to-explain", 409, "This duty needs no cause"
    meaning = (
        "You can give a cause only for a duty that is running, breached or met late. This duty was met in time, has "
        "lapsed, or was replaced by another date. We recorded nothing."
    )


class NothingToDispute(Problem):
    slug, status, title = "nothing-to-dispute", 409, "There is nothing to dispute"
    meaning = (
        "You can dispute a cause only after the other party has given one. You can dispute that a duty was carried out "
        "only after this was recorded. We recorded nothing."
    )
