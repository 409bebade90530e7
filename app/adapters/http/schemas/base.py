"""What every body has in common: unknown members are refused, so that a misspelt fact is never lost in silence."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Body(BaseModel):
    """A request body."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """A response body."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


def _no_null_bytes(text: str) -> str:
    """PostgreSQL cannot hold U+0000; refusing it here makes it a clear 422."""
    if "\x00" in text:
        raise ValueError("must not contain the null character")
    return text


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_no_null_bytes),
]
"""One line of text: a reference, a name."""

Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(_no_null_bytes)
]
"""A reference of somebody else's system. Pseudonymous: never a name."""

LaCode = Annotated[str, Field(pattern=r"^[0-9]{3}$", examples=["991"])]
"""The three digits by which the Department for Education knows a local authority."""
