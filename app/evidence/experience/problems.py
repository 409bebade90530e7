"""Problems of families' experience."""

from app.platform.http.problems import Problem


class NoFeedbackLink(Problem):
    slug, status, title = "no-feedback-link", 409, "No link can be made now"
    meaning = (
        "A family gets a link after its contact with the adviser, after a session, and after the end of its dispute. "
        "This case has not reached the stage that you named, or a link for the stage is still open, or two links were "
        "made. `detail` says which. It never depends on whether the family answered. Nothing was done."
    )
