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
        "A comparison of your own cases needs at least 50 closed cases. With fewer cases, the numbers could identify a "
        "family. If you choose quarters, each quarter of their years must have at least ten closed cases, or none. If "
        "you choose a kind of decision, each kind must have at least ten closed cases in each year, or none. Otherwise "
        "two comparisons could differ by a few families. Choose whole years, or compare invented families instead."
    )


class ComparisonNotDone(Problem):
    slug, status, title = "comparison-not-done", 409, "This comparison has no result"
    meaning = (
        "Only a comparison that is done has tables, charts and a report. Read the comparison: `status` says how far it "
        "is."
    )
