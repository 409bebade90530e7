"""Problems of imports."""

from app.platform.http.problems import Problem


class ImportsWaiting(Problem):
    slug, status, title = "imports-waiting", 409, "Other imports of your organisation are still waiting"
    meaning = (
        "Five imports of your organisation are not finished. Nothing was taken in. Wait until one of them is done, and "
        "send the file again."
    )
