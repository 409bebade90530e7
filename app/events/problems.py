"""Problems of the feed."""

from app.platform.http.problems import Problem


class FeedRestarted(Problem):
    slug, status, title = "feed-restarted", 422, "The event feed has restarted"
    meaning = (
        "After you received your cursor (a bookmark in the event feed), the service was restored from a backup. "
        "Read the feed again from the beginning, without `after`. Skip each event whose `hash` you already "
        "have. You may have an event that is no longer in the feed: the restore lost this event. If your "
        "organisation recorded the lost event, record the event again."
    )
