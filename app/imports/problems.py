"""Problems of imports."""

from app.platform.http.problems import Problem


class ImportsWaiting(Problem):
    slug, status, title = "imports-waiting", 409, "Other imports of your organisation are still waiting"
    passes = True
    meaning = (
        "Five imports of your organisation are not finished, so we did not store this file. Wait until one of "
        "the five imports has finished, and send the file again."
    )
