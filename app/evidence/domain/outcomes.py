"""What became of a case so far, as figures count it."""

from enum import StrEnum


class Outcome(StrEnum):
    """Whether the family has appealed so far. An appeal that was withdrawn counts as an appeal."""

    APPEALED = "appealed"
    NOT_APPEALED = "not_appealed"
