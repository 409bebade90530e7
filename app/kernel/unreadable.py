"""What the service finds where something else was written past it."""


class Unreadable(Exception):
    """What is stored of a record cannot be read: it was changed past the service, or its keys are gone."""
