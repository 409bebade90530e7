"""Problems of families' experience."""

from app.platform.http.problems import Problem


class NoFeedbackLink(Problem):
    slug, status, title = "no-feedback-link", 409, "No link can be made now"
    meaning = (
        "A family gets a link after its contact with the adviser, after a session, and after the end of its dispute. "
        "You cannot make a link now because the case has not reached this stage, because a link for this stage is "
        "still open, or because you have made two links for this stage already. `detail` says which reason applies. "
        "The reason never depends on whether the family answered. Nothing was done."
    )
