"""Problems of families' experience."""

from app.platform.http.problems import Problem


class NoFeedbackLink(Problem):
    slug, status, title = "no-feedback-link", 409, "You cannot make a link for the family now"
    meaning = (
        "A family can get a link after its contact with the adviser, after a session, and after the end of its "
        "dispute. There are three possible reasons why you cannot make a link now. The case is not at this stage "
        "yet, a link for this stage can still be used, or there were already two links for this stage. `detail` "
        "says which reason applies. The reason never depends on whether the family answered. Nothing was done."
    )
