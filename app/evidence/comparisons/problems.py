"""Problems of comparisons."""

from app.platform.http.problems import Problem


class ComparisonsWaiting(Problem):
    slug, status, title = "comparisons-waiting", 409, "Your organisation already has three unfinished comparisons"
    passes = True
    meaning = (
        "Your organisation has three comparisons that are not finished. So the service did not accept another "
        "comparison. Wait until one of the three is done, or cancel one of them. Then ask again."
    )


class TooFewCases(Problem):
    slug, status, title = "too-few-cases", 409, "You have too few closed cases for this comparison"
    meaning = (
        "A comparison of your own cases needs at least 50 closed cases. With fewer cases, the numbers could identify "
        "a family. If you choose quarters, every quarter of their years must have no closed case, or at least ten. "
        "If you choose a kind of decision, every kind must have no closed case, or at least ten, in each year. "
        "Otherwise a reader could subtract two comparisons, and learn about a few families. Choose whole years, or "
        "compare invented families instead."
    )


class ComparisonNotDone(Problem):
    slug, status, title = "comparison-not-done", 409, "This comparison has no result yet, or will never have one"
    meaning = (
        "Tables, charts and a report exist only for a comparison that is done. Read the comparison: its field "
        "`status` says how far it has got."
    )
