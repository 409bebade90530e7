"""Problems of comparisons."""

from app.platform.http.problems import Problem


class ComparisonsWaiting(Problem):
    slug, status, title = "comparisons-waiting", 409, "Other comparisons of your organisation are not finished"
    meaning = (
        "Three comparisons of your organisation are not finished. We did not store this one. Wait until one of the "
        "three is done, or cancel one, and ask again."
    )


class ComparisonNotDone(Problem):
    slug, status, title = "comparison-not-done", 409, "This comparison has no result"
    meaning = "The comparison is not done: read its `status`. Only a comparison that is done has tables and charts."
