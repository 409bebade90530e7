"""Problems of imports."""

from app.platform.http.problems import Problem


class ImportsWaiting(Problem):
    slug, status, title = "imports-waiting", 409, "Other imports of your organisation are still waiting"
    meaning = (
        "Five imports of your organisation are not finished. We did not store this file. Wait until one of the five "
        "imports is done, and send the file again."
    )
