"""The parts of a table of moves: gates and moves, the same for every kind of record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar, overload

from app.kernel.errors import GateClosed, Refusal
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that happened on a day, as recorded by an organisation."""

    action: ClassVar[StrEnum]
    by: OrganisationKind
    occurred_on: date


class Facts(Protocol):
    """What is known of a record: a frozen dataclass with slots, and with a state."""

    @property
    def state(self) -> StrEnum:
        """Where the record stands."""


Changed = Mapping[str, Any]
"""The facts that a move changes, by name. An event carries exactly these."""

F = TypeVar("F", bound=Facts)
C = TypeVar("C", bound=Command)
G = TypeVar("G")
F_contra = TypeVar("F_contra", bound=Facts, contravariant=True)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)
G_contra = TypeVar("G_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Gate(Generic[F_contra, C_contra, G_contra]):
    """A question, the rule that asks it, and what to say when the answer is no.

    `because` says it with the record's own dates, where there is more to say than `shut`.
    """

    name: str
    asks: str
    rule: str
    shut: str
    is_open: Callable[[F_contra, C_contra, G_contra], bool]
    refuses: type[Refusal] = GateClosed
    because: Callable[[F_contra, C_contra, G_contra], str] | None = None

    def refusal(self, facts: F_contra, command: C_contra, given: G_contra) -> Refusal:
        """Return what the gate says when it is shut."""
        return self.refuses(self.because(facts, command, given) if self.because else self.shut, self.rule)

    def under(self, rule: str) -> "Gate[F_contra, C_contra, G_contra]":
        """Return the same question, asked by another rule."""
        return replace(self, rule=rule)


@overload
def gate(
    asks: str, rule: str, shut: str, refuses: type[Refusal] = ...
) -> Callable[[Callable[[F, C, G], bool]], Gate[F, C, G]]: ...


@overload
def gate(
    asks: str, rule: str, shut: str, refuses: type[Refusal], because: Callable[[F, C, G], str]
) -> Callable[[Callable[[F, C, G], bool]], Gate[F, C, G]]: ...


def gate(
    asks: str,
    rule: str,
    shut: str,
    refuses: type[Refusal] = GateClosed,
    because: Callable[[Any, Any, Any], str] | None = None,
) -> Callable[[Callable[[Any, Any, Any], bool]], Gate[Any, Any, Any]]:
    """Make a question into a gate, named for its function."""

    def named(question: Callable[[Any, Any, Any], bool]) -> Gate[Any, Any, Any]:
        return Gate(question.__name__, asks, rule, shut, question, refuses, because)

    return named


def gates_in(*modules: Mapping[str, Any]) -> dict[str, Gate[Any, Any, Any]]:
    """Return the gates that stand in some modules, by name."""
    found = (one for module in modules for one in module.values() if isinstance(one, Gate))
    return {one.name: one for one in found}


@dataclass(frozen=True, slots=True, eq=False)
class Move(Generic[F_contra, C, G_contra]):
    """One way in which a command takes a record from some states to another (None: the record stays where it is).

    A move knows its command's type, so its questions and its changes read the command without a cast. `whose` holds
    the questions about who records it: they come before every other, so that a stranger learns nothing of the record.
    `not_before` names the facts that must not lie after it.
    """

    command: type[C]
    event: str
    says: str
    rule: str
    who: frozenset[OrganisationKind]
    states: frozenset[Any]
    target: Any | None
    becomes: Callable[[F_contra, C, G_contra], Changed]
    gates: tuple[Gate[F_contra, C, G_contra], ...] = ()
    whose: tuple[Gate[F_contra, C, G_contra], ...] = ()
    not_before: tuple[str, ...] = ()
    variant: str | None = None

    @property
    def action(self) -> StrEnum:
        """The action that it answers."""
        return self.command.action


M = TypeVar("M", bound=Move[Any, Any, Any])


def recorders(moves: Iterable[Move[Any, Any, Any]]) -> str:
    """Return who may record any of the moves, in words: `commissioning body, local authority or tribunal`."""
    *others, last = sorted({kind.replace("_", " ") for move in moves for kind in move.who}) or [""]
    return f"{', '.join(others)} or {last}" if others else last
