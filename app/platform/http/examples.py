"""Examples for the OpenAPI document: how to call a route, and what it answers.

An example is in a `documented.py` beside its route, and names the route. The use cases make the answer when the
document is written. Example bodies are at the route itself. Nothing here is loaded before somebody asks for the
document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.kernel.terms import OrganisationKind

S = TypeVar("S")
"""What an example is made with: the service, without its database."""

F = TypeVar("F", bound=Callable[..., Any])

Route = Callable[..., Any]
Tell = Callable[[S], Any]
"""Returns what a route answers; several answers as a mapping, each under its name."""


@dataclass(frozen=True, slots=True)
class Follows:
    """A route that is called before this one, and where in its answer the parameter is."""

    route: Route
    words: str
    parameter: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Generic[S]):
    """One route as the documents show it."""

    route: Route
    tell: Tell[S] | None
    """None if the answer is no text."""
    by: OrganisationKind | None = None
    """Who sends the example. None: the authority if it may, otherwise the provider."""
    sent_by: Mapping[str, OrganisationKind] = field(default_factory=dict)
    """The bodies that another organisation sends, by their names."""
    follows: Follows | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    """The values in the path."""


@dataclass(frozen=True, slots=True)
class Examples(Generic[S]):
    """The examples of one folder."""

    shown: list[Example[S]] = field(default_factory=list)

    def show(
        self,
        route: Route,
        tell: Tell[S] | None = None,
        *,
        by: OrganisationKind | None = None,
        sent_by: Mapping[str, OrganisationKind] | None = None,
        follows: Follows | None = None,
        **path: object,
    ) -> None:
        """Show a route. `path` gives the value of each parameter in its path."""
        given = {name: str(value) for name, value in path.items()}
        self.shown.append(Example(route=route, tell=tell, by=by, sent_by=sent_by or {}, follows=follows, path=given))

    def of(self, route: Route, **shown: Any) -> Callable[[F], F]:
        """Decorate the function that makes the answer of a route. Takes what `show` takes."""

        def decorate(tell: F) -> F:
            self.show(route, tell, **shown)
            return tell

        return decorate
