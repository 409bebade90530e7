"""Problems of comparisons."""

from app.platform.http.problems import Problem


class ComparisonsWaiting(Problem):
    slug, status, title = "comparisons-waiting", 409, "Other comparisons of your organisation are not finished"
    meaning = (
        "Three comparisons of your organisation are not finished. We did not store this one. Wait until one of the "
        "three is done, or cancel one, and ask again."
    )


class TooFewCases(Problem):
    slug, status, title = "too-few-cases", 409, "Too few of your cases are closed"
    meaning = (
        "A comparison of your own cases needs at least 50 closed cases of that year. With fewer, the numbers could "
        "identify a family. Compare invented families instead."
    )


class ComparisonNotDone(Problem):
    slug, status, title = "comparison-not-done", 409, "This comparison has no result"
    meaning = "The comparison is not done: read its `status`. Only a comparison that is done has tables and charts."
