"""The text of a family's link. The deployment's keys seal what the link says, so that nobody can make one up."""

from datetime import date
from typing import Final
from uuid import UUID

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Stage
from app.evidence.experience.use_cases import Link
from app.platform.sealing import CannotOpen, Seal

_ABOUT: Final = "feedback-link"
LONGEST: Final = 800
"""The longest text that is opened."""


def text_of(link: Link, seal: Seal) -> str:
    """Return the last part of a link's address."""
    said = [str(link.la_id), link.stage, link.way, str(link.ends_on), link.once]
    return seal.seal({"link": said}, _ABOUT).decode().rstrip("=")


def read_link(text: str, seal: Seal, today: date) -> Link | None:
    """Return what a link says. None if this service did not make it, or its last day is over."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        la, stage, way, ends_on, once = seal.open(text.encode() + b"=" * (-len(text) % 4), _ABOUT)["link"]
    except CannotOpen:
        return None
    link = Link(UUID(la), Stage(stage), way and Way(way), date.fromisoformat(ends_on), once)
    return link if today <= link.ends_on else None
