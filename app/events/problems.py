"""Problems of the feed."""

from app.platform.http.problems import Problem


class FeedRestarted(Problem):
    slug, status, title = "feed-restarted", 422, "The event feed has restarted"
    meaning = (
        "The service was restored from a backup after you received this cursor. Read the feed from the beginning, "
        "without `after`. Skip each event whose `hash` you already have. If you have an event that is no longer in "
        "the feed, the restore lost that event. If your organisation recorded the lost event, record the event again."
    )
