"""What you may record on a case now. For everything else: why not, and what would allow it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Self
from uuid import UUID

from pydantic import Field

from app.cases.beside import Elsewhere
from app.cases.domain import commands
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import is_exceptional, needs, offered, variant_of
from app.cases.domain.search import way_past_refusal
from app.cases.domain.words import Action, State
from app.cases.records import StoredCase
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind
from app.law.domain.rulebook import RULEBOOK
from app.platform.http.fields import Answer


class UnlockStep(Answer):
    """A step that you must record before you can record the refused action. The step names the action to record
    (`action`), in which way to record it (`variant`), and the values to send (`needs`).
    """

    action: Action
    variant: str | None = None
    needs: str | None = Field(None, description="The values that you must send for the step, besides its date.")
    occurred_on: date | None = Field(
        None,
        description="If the law no longer allows the step on the day `as_of`: an earlier day on which the law allows "
        "the step. For example: the family contacted the adviser in time, and you record the contact late. "
        "`occurred_on` is left out if the step can happen on the day `as_of`.",
        exclude_if=lambda day: day is None,
        examples=["2026-03-12"],
    )

    @classmethod
    def of(cls, command: commands.Command, day: date) -> Self:
        """Show a step of a way to an action of a day."""
        as_of = command.occurred_on if command.occurred_on != day else None
        return cls(action=command.action, variant=variant_of(command)[1], needs=needs(command), occurred_on=as_of)


class Variant(Answer):
    """One way to record an action (a variant): for example, with one ground for a certificate, with one basis for an
    appeal, or with one outcome of a session.
    """

    variant: str | None
    allowed: bool
    needs: str | None = Field(
        None,
        description="The values that you must send to record the action in this way, besides the date of the action.",
    )
    rule: str | None = None
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[Action] | None = Field(
        None,
        description="The shortest lawful sequence of actions after which you can record the action in this way. The "
        "list is empty if no such sequence exists. If you can already record the action in another way (another entry "
        "of `variants`), the list contains only the action itself.",
    )
    unlock_steps: list[UnlockStep] | None = Field(
        None,
        description="The same steps as in the field `unlock`. For each step, `variant` and `needs` say how you must "
        "record the action.",
    )


class Choice(Answer):
    """An action, and whether the action may be recorded on this case today."""

    action: Action
    allowed: bool = Field(
        description="`true` if you can record the action in at least one way. The field `variants` lists the different "
        "ways to record the action: for example, one way for each ground of a certificate. For each way to record the "
        "action, the list says whether the law allows this way, and which values you must send. `allowed` leaves out "
        "an appeal that needs the tribunal's permission in place of a certificate, because no party can give this "
        "permission."
    )
    recorded_by: list[OrganisationKind]
    post_to: str = Field(
        description="Where to record the action. For an action about a booked session, `post_to` is the address of the "
        "session."
    )
    rule: str | None = Field(
        None,
        description="If the law refuses the action, `rule` names the rule that refuses the first way to record the "
        "action (the first entry of `variants`). `rule` is `null` if a booked session is the reason why you cannot "
        "record the action here.",
    )
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[Action] | None = None
    unlock_steps: list[UnlockStep] | None = None
    variants: list[Variant]


class Choices(Answer):
    """The actions that exist for a case, and whether you can record each action on the day `as_of`. Some organisations
    see only some of the actions.
    """

    case_id: UUID
    state: State
    as_of: date
    actions: list[Choice]

    @classmethod
    def of(
        cls,
        pathway: Pathway,
        case: StoredCase,
        today: date,
        actions: Iterable[Action] = Action,
        elsewhere: Mapping[Action, Elsewhere] | None = None,
        duty_told: Callable[[str], bool] = lambda _: True,
    ) -> Self:
        """Try every action, or those asked for; `elsewhere` are those that a booked session takes over. Duties of which
        the reader is not told are left out."""
        tried = [_choice(pathway, case, action, today, duty_told) for action in actions]
        return cls(
            case_id=case.id,
            state=case.facts.state,
            as_of=today,
            actions=[_on_the_session(one, (elsewhere or {}).get(one.action)) for one in tried],
        )


def _on_the_session(choice: Choice, instead: Elsewhere | None) -> Choice:
    """Send whoever would go behind a booked session to it; what the law refuses anyway stays as it is."""
    if instead is None or not any(one.allowed for one in choice.variants):
        return choice
    refused = {"allowed": False, "reason": instead.says, "unlock": [], "unlock_steps": []}
    variants = [one.model_copy(update=refused) if one.allowed else one for one in choice.variants]
    return choice.model_copy(update={**refused, "post_to": instead.post_to, "variants": variants})


def _choice(
    pathway: Pathway, case: StoredCase, action: Action, today: date, duty_told: Callable[[str], bool]
) -> Choice:
    """Judge an action by what its parties can bring: what rests on the tribunal's leave stands among the variants."""
    commands = [one for one in offered(pathway, case.facts, action, today) if _is_told(one, duty_told)]
    tried = [_variant(pathway, case, command, today) for command in commands]
    allowed = any(one.allowed and not is_exceptional(of) for one, of in zip(tried, commands, strict=True))
    first = tried[0] if tried else _nothing_owed()
    return Choice(
        action=action,
        allowed=allowed,
        recorded_by=_recorded_by(pathway, action),
        post_to=f"/v1/cases/{case.id}/actions/{action}",
        variants=tried,
        **({} if allowed else {name: getattr(first, name) for name in _REFUSAL}),
    )


def _is_told(command: commands.Command, duty_told: Callable[[str], bool]) -> bool:
    return not isinstance(command, commands.CompleteDuty) or duty_told(command.code)


@lru_cache(maxsize=200)
def _recorded_by(pathway: Pathway, action: Action) -> list[OrganisationKind]:
    return sorted({kind for move in pathway.moves_of(action) for kind in move.who})


_REFUSAL = {"rule", "citation", "legislation_url", "reason", "unlock", "unlock_steps"}


def _nothing_owed() -> Variant:
    rule = RULEBOOK.rule("duty-of-its-party")
    return Variant(
        variant=None,
        allowed=False,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason="Today no party to this case has a duty that you can record with this action.",
        unlock=[],
        unlock_steps=[],
    )


def _variant(pathway: Pathway, case: StoredCase, command: commands.Command, today: date) -> Variant:
    named = variant_of(command)[1]
    try:
        pathway.decide(case.facts, command, today)
    except Refusal as refusal:
        rule = RULEBOOK.rule(refusal.rule_id, case.facts.notice_sent_on)
        way = way_past_refusal(pathway, case.facts, command, today) or ()
        return Variant(
            variant=named,
            allowed=False,
            needs=needs(command),
            rule=rule.id,
            citation=rule.citation,
            legislation_url=rule.url,
            reason=refusal.reason,
            unlock=[step.action for step in way],
            unlock_steps=[UnlockStep.of(step, today) for step in way],
        )
    return Variant(variant=named, allowed=True, needs=needs(command))
