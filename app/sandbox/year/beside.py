"""What happens beside an invented family's way: a panel reviews the decision, and an advice service helps. Pure."""

from datetime import date
from typing import Final

from app.advice.domain import commands as help_commands
from app.advice.domain.words import CloseOutcome, ConsentCovers, ContactMeans, DeclineReason, LevelOfHelp
from app.cases.domain import commands
from app.cases.domain.panels import Followed, PanelAnswer, PanelMembers, PanelRole, Recommendation
from app.kernel.terms import OrganisationKind
from app.sandbox.year.diary import LA, Diary
from app.sandbox.year.steps import Helps, OffersHelp, SeeksHelp

REVIEWED, OFFERED, SEEK = 0.5, 0.6, 0.35
"""The shares of families whose decision a panel reviews, that are offered advice, and that ask the advice service in
vain."""
_WITH: Final = (PanelRole.PARENT, PanelRole.SCHOOL, PanelRole.AUTHORITY)
_WITHOUT: Final = (PanelRole.HEALTH, PanelRole.SCHOOL, PanelRole.AUTHORITY)
_MORE: Final = ((ConsentCovers.DECISION, 0.6), (ConsentCovers.MEDIATION, 0.4))
_RESULTS: Final = (CloseOutcome.INFORMATION_GIVEN, CloseOutcome.SUPPORTED_TO_MEDIATE, CloseOutcome.OTHER)
_SERVICE: Final = OrganisationKind.ADVICE_SERVICE


def beside_the_way(diary: Diary) -> None:
    """Write what else happens. Panels with parents recommend change more often."""
    if diary.chance(OFFERED):
        diary.does(diary.sent_on, OffersHelp())
    if diary.drawn.reached or diary.chance(SEEK):
        _is_helped(diary)
    if diary.chance(REVIEWED):
        _is_reviewed(diary)


def _is_reviewed(diary: Diary) -> None:
    parents = diary.chance(0.5)
    on = diary.day(diary.sent_on, 3, 6)
    change = diary.chance(0.65 if parents else 0.5)
    said = {
        "members": tuple(PanelMembers(role, 1) for role in (_WITH if parents else _WITHOUT)),
        "recommendation": Recommendation.CHANGE if change else Recommendation.UPHOLD,
        "followed_law": diary.lot.choice((Followed.YES, Followed.YES, Followed.IN_PART)),
        "met_standards": diary.lot.choice((Followed.YES, Followed.IN_PART)),
    }
    diary.acts(on, commands.RecordPanelReview, LA, **said)
    if change:
        answer = PanelAnswer.ACCEPTED if diary.chance(0.5) else PanelAnswer.REJECTED
        diary.acts(diary.day(on, 2, 4), commands.AnswerPanelReview, LA, authority_answer=answer)


def _is_helped(diary: Diary) -> None:
    """Help reaches half of the families early. The service has no room for the others, or they wait."""
    on = diary.day(diary.sent_on, 1, 5 if diary.drawn.reached else 12)
    covers = {ConsentCovers.CONTACT, ConsentCovers.CASE_DATES} | {one for one, share in _MORE if diary.chance(share)}
    if diary.drawn.tells:
        covers.add(ConsentCovers.TELL_AUTHORITY)
    diary.does(on, SeeksHelp(frozenset(covers)))
    _helps(diary, on, help_commands.Open)
    opened = diary.day(on, 1, 3)
    if not diary.drawn.reached and diary.chance(0.5):
        _helps(diary, opened, help_commands.Decline, reason=DeclineReason.NO_CAPACITY)
        return
    _helps(diary, opened, help_commands.Accept)
    if not diary.drawn.reached or diary.chance(0.2):
        _helps(diary, opened, help_commands.WaitList)
        if not diary.drawn.reached:
            return
        opened = diary.day(opened, 3, 6)
    _helps(diary, opened, help_commands.Start)
    spoke = diary.day(opened, 0, 4)
    _helps(diary, spoke, help_commands.RecordContact, means=diary.lot.choice((ContactMeans.PHONE, ContactMeans.VIDEO)))
    if diary.chance(0.4):
        ends = diary.day(spoke, 60, 200)
        _helps(diary, ends, help_commands.Close, outcome=diary.lot.choice(_RESULTS), level=LevelOfHelp.GUIDANCE)


def _helps(diary: Diary, on: date, command: type[help_commands.Command], **said: object) -> None:
    diary.does(on, Helps(command(by=_SERVICE, occurred_on=on, **said)))
