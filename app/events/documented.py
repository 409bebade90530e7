"""The answer of the feed for the OpenAPI document: the first events of the case to read."""

from app.cases.documented import first_events
from app.cases.unit import Service
from app.events.routes import Feed, FeedEvent, get_feed
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_feed)
def _feed(service: Service) -> Feed:
    shown = [(event.case_id, event.model_dump(include=set(FeedEvent.model_fields))) for event in first_events(service)]
    return Feed(
        events=[FeedEvent(record="case", record_id=case_id, **event) for case_id, event in shown],
        after="gAAAAABpkvVA5xT0nKd0b3Zy1r7hW0mUu3cQp8sYtq4LJk2v",
    )
