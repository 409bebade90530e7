"""How families reach an organisation: what a letter says of it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """How families reach an organisation. A team's details, and no person's own."""

    team: str | None = None
    telephone: str | None = None
    email: str | None = None
    address: tuple[str, ...] = ()
    web: str | None = None
    hours: str | None = None

    def in_words(self) -> str:
        """Return the details as part of a sentence."""
        said = "; ".join(self._said())
        return said if self._ends_in_an_address(said) else f"{said}."

    def _ends_in_an_address(self, said: str) -> bool:
        """Whether the last thing said is an address to type: a full stop would look like a part of it."""
        return any(each is not None and said.endswith(each) for each in (self.email, self.web))

    def _said(self) -> Iterator[str]:
        if self.team:
            yield self.team
        if self.telephone:
            yield f"telephone {self.telephone}" + (f" ({self.hours})" if self.hours else "")
        if self.email:
            yield f"e-mail {self.email}"
        if self.web:
            yield self.web
        if self.address:
            yield ", ".join(self.address)
        if self.hours and not self.telephone:
            yield self.hours
