"""Problems of comparisons."""

from app.platform.http.problems import Problem


class ComparisonsWaiting(Problem):
    slug, status, title = "comparisons-waiting", 409, "Other comparisons of your organisation are not finished"
    meaning = (
        "Three comparisons of your organisation are not finished, so we did not accept another one. Wait until one of "
        "the three is done, or cancel one of them. Then ask again."
    )


class TooFewCases(Problem):
    slug, status, title = "too-few-cases", 409, "Too few of your cases are closed"
    meaning = (
        "A comparison of your own cases needs at least 50 closed cases of that year. With fewer cases, the numbers "
        "could identify a family. Compare invented families instead."
    )


class ComparisonNotDone(Problem):
    slug, status, title = "comparison-not-done", 409, "This comparison has no result"
    meaning = (
        "Only a comparison that is done has tables, charts and a report. Read the comparison: `status` says how far it "
        "is."
    )
