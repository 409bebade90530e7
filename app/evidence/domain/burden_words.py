"""The burden of one case in sentences that a case worker may read out to a family. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.evidence.domain.burden import Burden, Side, Way
from app.kernel.terms import Party

_WAYS: Final[Mapping[Way, str]] = {
    Way.MEDIATED: "A mediation session was held.",
    Way.DECLINED: "The family declined mediation.",
    Way.NEVER_OFFERED: "The family asked for mediation, but no session was ever fixed.",
    Way.NOT_HELD: "The family asked for mediation. A session was fixed, but no session has been held.",
    Way.UNDECIDED: "The family has had advice about mediation. It has neither asked for mediation nor declined it.",
    Way.NO_CONTACT: "The family has not been in contact with a mediation adviser.",
}
_PARTIES: Final[Mapping[Party, str]] = {
    Party.LOCAL_AUTHORITY: "the local authority",
    Party.MEDIATION_ADVISER: "the mediation adviser",
    Party.MEDIATOR: "the mediator",
    Party.COMMISSIONING_BODY: "the commissioning body",
    Party.TRIBUNAL: "the tribunal",
}
_SIDES: Final[Mapping[Side, str]] = {
    Side.FAMILY: "because the family asked for it",
    Side.LOCAL_AUTHORITY: "because the local authority asked for it",
    Side.COMMISSIONING_BODY: "because the commissioning body asked for it",
    Side.MEDIATOR: "because the mediator asked for it",
    Side.NOT_SAID: "and nobody recorded who asked for it",
}


def words(found: Burden) -> Iterator[str]:
    """Yield what the way to the certificate cost a family, one fact in a sentence."""
    yield _WAYS[found.way]
    if found.contacts:
        yield (
            "The family did something, came to a session, or had to be told something on "
            f"{_counted(found.contacts, 'day')}."
        )
    if found.days_to_certificate is not None:
        yield f"The certificate came {_counted(found.days_to_certificate, 'day')} after the first contact."
    for party, days in found.days_late.items():
        yield f"A duty of {_PARTIES[party]} was overdue on {_counted(days, 'day')}."
    for side, times in found.moves.items():
        later = found.days_moved.get(side)
        by = f", which delayed it by {_counted(later, 'day')} in all" if later else ""
        yield f"The session was moved {_times(times)} {_SIDES[side]}{by}."
    for side, times in found.cancellations.items():
        yield f"A session was called off {_times(times)} {_SIDES[side]}."
    if found.left_after_contact:
        yield "After the advice, the family did nothing until its time to appeal ended or the case was closed."
    if found.time_ran_out:
        yield "The family's time to appeal ended while it waited for mediation."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
